import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { button, credentials, field, heading, toast } from './harness/acts.mjs'
import { launch, openPage, phone } from './harness/browser.mjs'
import { sidewaysScroll, smallTargets } from './harness/checks.mjs'
import { demo } from './harness/people.mjs'
import { startDemo } from './harness/server.mjs'

let server
let browser
let page
let context
let problems

before(async () => {
  server = await startDemo()
  browser = await launch()
  ;({ page, context, problems } = await openPage(browser, { size: phone, expected: [/status of 401 .*\/api\/v1\/me/] }))
})

after(async () => {
  await context?.close()
  await browser?.close()
  await server?.stop()
})

/** What holds on every screen of the phone. */
async function fits(name) {
  assert.equal(await sidewaysScroll(page), 0, `${name}: sideways scroll`)
  assert.deepEqual(await smallTargets(page), [], `${name}: small targets`)
}

describe('a telephone', () => {
  it('signs in', async () => {
    await page.goto(`${server.url}/login`)
    await fits('login')
    await credentials(page, demo.administrator)
    await heading(page, '工作台').waitFor()
    await fits('workbench')
  })

  it('leads by the bar to the topics of the settings', async () => {
    await button(page, '更多').click()
    await page.getByRole('dialog', { name: '更多' }).getByRole('link', { name: '设置' }).click()
    await heading(page, '设置').waitFor()
    await fits('settings')
    await page.getByRole('navigation', { name: '设置' }).getByRole('link', { name: '用户' }).click()
    await heading(page, '用户').waitFor()
    await page.getByRole('list', { name: '用户' }).getByRole('link').first().waitFor()
    await fits('users')
  })

  it('edits a user and stands where it was', async () => {
    const row = page.getByRole('list', { name: '用户' }).getByRole('link', { name: demo.southRep.name })
    await row.scrollIntoViewIfNeeded()
    await page.evaluate(() => window.scrollTo(0, Math.max(200, window.scrollY)))
    const before = await page.evaluate(() => window.scrollY)
    assert.ok(before >= 200, `the list is long enough to scroll: ${before}`)
    await row.tap()
    const sheet = page.getByRole('dialog', { name: demo.southRep.name })
    await field(sheet, '手机').fill('13800138000')
    await fits('user')
    assert.equal(await page.evaluate(() => window.innerWidth), (await sheet.boundingBox()).width)
    await sheet.getByRole('button', { name: '保存' }).click()
    await toast(page, `${demo.southRep.name} 的账号已保存`)
    await sheet.getByRole('button', { name: '关闭' }).click()
    await sheet.waitFor({ state: 'hidden' })
    assert.equal(await page.evaluate(() => window.scrollY), before)
    await page.waitForFunction((name) => document.activeElement?.textContent === name, demo.southRep.name)
  })

  it('goes back to the topics', async () => {
    await page.getByRole('link', { name: '返回设置' }).click()
    await heading(page, '设置').waitFor()
    assert.deepEqual(problems, [])
  })
})
