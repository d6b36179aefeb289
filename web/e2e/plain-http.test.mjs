import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { button, heading, pasted, signIn, toast } from './harness/acts.mjs'
import { launch, openPage } from './harness/browser.mjs'
import { demo, enter } from './harness/people.mjs'
import { host, startServer } from './harness/server.mjs'

// The tests run on the server's machine; a trusted proxy says that the visitor comes from elsewhere in the office.
const elsewhere = { 'X-Forwarded-For': '192.168.20.15', 'X-Forwarded-Proto': 'http' }
const noSession = /status of 401 .*\/api\/v1\/me/
const warning = /^连接没有加密/

let server
let browser

before(async () => {
  server = await startServer({ command: 'demo', args: ['--trusted-proxies', '127.0.0.1/32'] })
  browser = await launch()
})

after(async () => {
  await browser?.close()
  await server?.stop()
})

describe('plain HTTP in the office', () => {
  it('signs in with a cookie that scripts do not see', async () => {
    const { page, context, problems } = await openPage(browser, { headers: elsewhere, expected: [noSession] })
    await signIn(page, server, demo.administrator)
    await heading(page, '工作台').waitFor()
    assert.equal(await page.evaluate(() => window.isSecureContext), false)
    const cookies = await context.cookies()
    const session = cookies.find((cookie) => cookie.name === 'haike')
    assert.deepEqual({ httpOnly: session.httpOnly, sameSite: session.sameSite, domain: session.domain }, { httpOnly: true, sameSite: 'Lax', domain: host })
    assert.equal(await page.evaluate(() => document.cookie), '')
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
    assert.equal(kept.includes(session.value), false)
    assert.deepEqual(problems, [])
    await context.close()
  })

  it('warns the administrator and nobody else', async () => {
    for (const [who, times] of [[demo.administrator, 1], [demo.eastRep, 0]]) {
      const { page, context, problems } = await openPage(browser, { headers: elsewhere, expected: [noSession] })
      await enter(page, server, '/', who)
      await page.getByText('今日待办').waitFor()
      assert.equal(await page.getByText(warning).count(), times, who.login)
      assert.deepEqual(problems, [])
      await context.close()
    }
  })

  it('copies without the clipboard of secure pages', async () => {
    const { page, context, problems } = await openPage(browser, { headers: elsewhere, expected: [noSession] })
    await enter(page, server, `/settings/users?q=${encodeURIComponent(demo.eastRep.name)}`, demo.administrator)
    await page.getByRole('link', { name: demo.eastRep.name, exact: true }).click()
    const drawer = page.getByRole('dialog', { name: demo.eastRep.name })
    await button(drawer, '生成设置密码的链接').click()
    await button(drawer, '复制邀请链接').click()
    await toast(page, '已复制')
    const link = await drawer.getByLabel('邀请链接', { exact: true }).innerText()
    assert.match(link, /^http:\/\/haike\.test:\d+\/reset-password#token=/)
    assert.equal(await pasted(page), link)
    assert.deepEqual(problems, [])
    await context.close()
  })
})
