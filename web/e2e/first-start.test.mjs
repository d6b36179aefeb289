import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { launch, openPage } from './harness/browser.mjs'
import { axeViolations } from './harness/checks.mjs'
import { admin, company } from './harness/people.mjs'
import { startServer } from './harness/server.mjs'

let server
let browser

before(async () => {
  server = await startServer()
  browser = await launch()
})

after(async () => {
  await browser?.close()
  await server?.stop()
})

const heading = (page, name) => page.getByRole('heading', { level: 1, name })

describe('first start', () => {
  it('refuses a name that is too long, and keeps it', async () => {
    const { page, context, problems } = await openPage(browser, { expected: [/status of 401/] })
    await page.goto(`${server.url}/setup`)
    const name = page.getByLabel('公司名称')
    await name.fill('长'.repeat(101))
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('alert').filter({ hasText: '最多 100 个字' }).waitFor()
    assert.equal((await name.inputValue()).length, 101)
    assert.deepEqual(problems, [])
    await context.close()
  })

  it('leads from the set-up to the workbench, by keyboard alone', async () => {
    const { page, context, problems } = await openPage(browser, { expected: [/status of 401/] })
    await page.goto(`${server.url}/customers?view=mine`)
    await heading(page, '设置公司').waitFor()
    assert.deepEqual(await axeViolations(page), [])
    await page.keyboard.type(company)
    await page.keyboard.press('Enter')
    await heading(page, '创建管理员').waitFor()
    assert.deepEqual(await axeViolations(page), [])
    await page.keyboard.type(admin.name)
    await page.keyboard.press('Tab')
    await page.keyboard.type(admin.login)
    await page.keyboard.press('Tab')
    await page.keyboard.type(admin.password)
    await page.keyboard.press('Enter')
    await heading(page, '工作台').waitFor()
    await page.getByText(company).waitFor()
    assert.deepEqual(problems, [])
    await context.close()
  })

  it('is over once there is an administrator', async () => {
    const { page, context } = await openPage(browser, { expected: [/status of 40[149]/] })
    await page.goto(`${server.url}/setup`)
    await heading(page, '登录').waitFor()
    await context.close()
  })
})

describe('login', () => {
  it('refuses a wrong password in words, at the form, and keeps the name', async () => {
    const { page, context, problems } = await openPage(browser, { expected: [/status of 401/] })
    await page.goto(`${server.url}/login`)
    await page.getByLabel('登录名').fill(admin.login)
    await page.getByLabel('密码', { exact: true }).fill('wrong password, surely')
    await page.getByRole('button', { name: '登录', exact: true }).click()
    const alert = page.getByRole('alert')
    await alert.waitFor()
    assert.match(await alert.innerText(), /[\u4e00-\u9fff]/)
    assert.doesNotMatch(await alert.innerText(), /iam\.|代码/)
    assert.equal(await page.getByLabel('登录名').inputValue(), admin.login)
    assert.deepEqual(problems, [])
    await context.close()
  })

  it('returns to the page that was asked for, never to another host', async () => {
    for (const [next, path] of [
      ['%2Fno-such-page%3Fa%3D1', '/no-such-page?a=1'],
      ['%2F%2Fevil.example', '/'],
      ['https%3Aevil.example', '/'],
      ['%2F%5Cevil.example', '/'],
    ]) {
      const { page, context } = await openPage(browser, { expected: [/status of 401/] })
      await page.goto(`${server.url}/login?next=${next}`)
      await page.getByLabel('登录名').fill(admin.login)
      await page.getByLabel('密码', { exact: true }).fill(admin.password)
      await page.keyboard.press('Enter')
      await page.getByRole('navigation', { name: '主导航' }).waitFor()
      const url = new URL(page.url())
      assert.equal(url.origin, server.url)
      assert.equal(url.pathname + url.search, path)
      await context.close()
    }
  })

  it('is friendly to password managers', async () => {
    const { page, context } = await openPage(browser)
    await page.goto(`${server.url}/login`)
    assert.equal(await page.getByLabel('登录名').getAttribute('autocomplete'), 'username')
    assert.equal(await page.getByLabel('密码', { exact: true }).getAttribute('autocomplete'), 'current-password')
    await context.close()
  })

  it('takes the token of a reset link out of the address', async () => {
    const { page, context } = await openPage(browser)
    await page.goto(`${server.url}/reset-password#token=abc`)
    await heading(page, '重设密码').waitFor()
    assert.equal(new URL(page.url()).hash, '')
    await page.getByText('这个链接已失效').waitFor()
    await context.close()
  })

  it('offers no mail where none is set up', async () => {
    const { page, context, problems } = await openPage(browser)
    await page.goto(`${server.url}/forgot-password`)
    await page.getByText('本系统未设置邮件，请联系管理员重设密码。').waitFor()
    assert.equal(await page.getByLabel('登录名').count(), 0)
    assert.deepEqual(problems, [])
    await context.close()
  })
})
