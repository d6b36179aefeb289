import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { button, credentials, field, heading, until } from './harness/acts.mjs'
import { launch, openPage, phone } from './harness/browser.mjs'
import { call, demo, enter } from './harness/people.mjs'
import { startDemo } from './harness/server.mjs'

const noSession = /status of 401/

let server
let browser

before(async () => {
  server = await startDemo()
  browser = await launch()
})

after(async () => {
  await browser?.close()
  await server?.stop()
})

async function open(path, options = {}) {
  const opened = await openPage(browser, { ...options, expected: [noSession, ...(options.expected ?? [])] })
  await enter(opened.page, server, path, demo.administrator)
  return opened
}

const question = (page) => page.getByRole('dialog', { name: '放弃未保存的修改？' })

describe('without a network', () => {
  it('a page that is not loaded yet waits and opens by itself', async () => {
    const { page, context, problems } = await open('/', { expected: [/ERR_INTERNET_DISCONNECTED/, /could not be loaded/] })
    await context.setOffline(true)
    await page.getByText('网络已断开。请不要关闭页面，恢复后再保存。').waitFor()
    await page.getByRole('link', { name: '设置' }).click()
    await page.getByText('网络已断开，恢复后自动重试。').waitFor()
    assert.equal(await page.getByText('系统已更新').count(), 0)
    await context.setOffline(false)
    await heading(page, '公司信息').waitFor()
    assert.deepEqual(problems, [])
    await context.close()
  })
})

describe('when the session is over', () => {
  it('saving leads to the login, which says why and leads back', async () => {
    const { page, context, problems } = await open('/settings/company')
    await field(page, '公司名称').fill('澜岸工业设备（宁波）有限公司')
    await context.clearCookies()
    await button(page, '保存').click()
    await heading(page, '登录').waitFor()
    await page.getByText('登录已结束，请重新登录。').first().waitFor()
    assert.doesNotMatch(await page.locator('body').innerText(), /unauthenticated/)
    await credentials(page, demo.administrator)
    await heading(page, '公司信息').waitFor()
    assert.deepEqual(problems, [])
    await context.close()
  })

  it('who is signed in sees no login form, neither by its address nor by Back', async () => {
    const { page, context, problems } = await open('/settings/teams')
    await page.goto(`${server.url}/login?next=${encodeURIComponent('/settings/users')}`)
    await heading(page, '用户').waitFor()
    await call(page, 'DELETE', '/api/v1/session')
    await page.goto(`${server.url}/login?next=/profile`)
    await credentials(page, demo.administrator)
    await heading(page, '个人资料').waitFor()
    await page.goBack()
    await heading(page, '用户').waitFor()
    assert.deepEqual(problems, [])
    await context.close()
  })
})

describe('unsaved changes', () => {
  it('a new user is kept until the person says otherwise', async () => {
    const { page, context, problems } = await open('/settings/users?create=1')
    const drawer = page.getByRole('dialog', { name: '新建用户' })
    await field(drawer, '姓名').fill('温若岚')
    await page.keyboard.press('Escape')
    await question(page).waitFor()
    await page.keyboard.press('Escape')
    await question(page).waitFor({ state: 'hidden' })
    assert.equal(await field(drawer, '姓名').inputValue(), '温若岚')
    await drawer.getByRole('button', { name: '关闭' }).click()
    await question(page).getByRole('button', { name: '放弃修改' }).click()
    await drawer.waitFor({ state: 'hidden' })
    assert.deepEqual(problems, [])
    await context.close()
  })

  it('an account asks on Escape, on Back and on the other tab, and not after saving', async () => {
    const { page, context, problems } = await open('/settings/users')
    await page.getByRole('link', { name: demo.northRep.name, exact: true }).click()
    const drawer = page.getByRole('dialog', { name: demo.northRep.name })
    await field(drawer, '手机').fill('13600136000')
    for (const leave of [() => page.keyboard.press('Escape'), () => page.goBack(), () => drawer.getByRole('tab').last().click()]) {
      await leave()
      await question(page).getByRole('button', { name: '取消' }).click()
      await question(page).waitFor({ state: 'hidden' })
      assert.equal(await field(drawer, '手机').inputValue(), '13600136000')
    }
    await drawer.getByRole('button', { name: '保存' }).click()
    await page.getByRole('status').filter({ hasText: '的账号已保存' }).waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    assert.deepEqual(problems, [])
    await context.close()
  })

  it('the grid of a role asks on the way to the list and on Back', async () => {
    const { page, context, problems } = await open('/settings/roles')
    await page.getByRole('link', { name: '客服' }).click()
    await heading(page, '客服').waitFor()
    await page.getByRole('radio', { name: /公司信息.*：是$/ }).check()
    for (const leave of [() => page.goBack(), () => page.getByRole('link', { name: '返回全部角色' }).click()]) {
      await leave()
      await question(page).getByRole('button', { name: '取消' }).click()
      await question(page).waitFor({ state: 'hidden' })
      await page.getByText('尚未保存').waitFor()
    }
    await page.getByRole('link', { name: '返回全部角色' }).click()
    await question(page).getByRole('button', { name: '放弃修改' }).click()
    await heading(page, '角色与权限').waitFor()
    assert.deepEqual(problems, [])
    await context.close()
  })
})

describe('forms and sheets', () => {
  it('the server says what is wrong, not the browser', async () => {
    const { page, context } = await open('/settings/users?create=1', { expected: [/status of 4\d\d/] })
    const drawer = page.getByRole('dialog', { name: '新建用户' })
    await field(drawer, '姓名').fill('温若岚')
    await field(drawer, '登录名').fill('wen.ruolan')
    await field(drawer, '邮箱').fill('wen')
    await drawer.getByRole('button', { name: '新建用户' }).click()
    await drawer.getByRole('alert').filter({ hasText: '邮箱' }).first().waitFor()
    await context.close()
  })

  it('Back on the phone closes 更多 and stays on the page', async () => {
    const { page, context, problems } = await open('/settings', { size: phone })
    await page.getByRole('link', { name: '工作台' }).click()
    await heading(page, '工作台').waitFor()
    await page.getByRole('button', { name: '更多' }).click()
    const sheet = page.getByRole('dialog', { name: '更多' })
    await sheet.waitFor()
    const before = page.url()
    await page.evaluate(() => history.back())
    await sheet.waitFor({ state: 'hidden' })
    await until(() => page.url() === before, { what: 'the same page' })
    assert.deepEqual(problems, [])
    await context.close()
  })
})
