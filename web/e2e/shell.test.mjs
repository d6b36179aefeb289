import assert from 'node:assert/strict'
import { after, before, beforeEach, afterEach, describe, it } from 'node:test'
import { launch, openPage, phone } from './harness/browser.mjs'
import { focusedName } from './harness/checks.mjs'
import { enter, setUp } from './harness/people.mjs'
import { startServer } from './harness/server.mjs'

let server
let browser
let page
let context
let problems

before(async () => {
  server = await startServer()
  browser = await launch()
  const first = await openPage(browser)
  await setUp(first.page, server)
  await first.context.close()
})

after(async () => {
  await browser?.close()
  await server?.stop()
})

const heading = (name) => page.getByRole('heading', { level: 1, name })

async function open(options) {
  ;({ page, context, problems } = await openPage(browser, { expected: [/status of 401/], ...options }))
  await enter(page, server)
}

afterEach(async () => {
  await context.close()
})

describe('shell on the desktop', () => {
  beforeEach(() => open({}))

  it('skips to the content', async () => {
    await page.keyboard.press('Tab')
    assert.equal(await focusedName(page), '跳到内容')
    await page.keyboard.press('Enter')
    assert.equal(await focusedName(page), '工作台')
    await page.goto(`${server.url}/profile`)
    await heading('个人资料').waitFor()
    await page.getByRole('link', { name: '跳到内容' }).focus()
    await page.keyboard.press('Enter')
    assert.equal(await focusedName(page), '个人资料')
  })

  it('gives the focus to the heading and names the tab after a change of page', async () => {
    await page.getByRole('link', { name: '设置' }).click()
    await page.waitForURL((url) => url.pathname !== '/')
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
    const name = await focusedName(page)
    assert.equal(await page.title(), `${name} · Haike`)
  })

  it('finds a page by the palette and returns the focus after Escape', async () => {
    const search = page.getByRole('button', { name: '搜索' })
    await search.focus()
    await page.keyboard.press('Control+k')
    const box = page.getByRole('combobox')
    await box.waitFor()
    await page.keyboard.press('Escape')
    await box.waitFor({ state: 'hidden' })
    assert.equal(await search.evaluate((button) => button === document.activeElement), true)
    await page.keyboard.press('Control+k')
    await box.fill('设置')
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname !== '/')
  })

  it('opens the key help, goes by sequence, and is silent in fields', async () => {
    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: '快捷键' })
    await help.waitFor()
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'hidden' })
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').pressSequentially('g?')
    assert.equal(await help.isVisible(), false)
    await page.keyboard.press('Escape')
    await page.goto(`${server.url}/settings`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('h')
    await heading('工作台').waitFor()
  })

  it('changes language and colours without a reload', async () => {
    await page.evaluate(() => {
      window.notReloaded = true
    })
    const menu = () => page.locator('header button[aria-haspopup=menu]').last()
    await menu().click()
    await page.getByRole('menuitemradio', { name: 'English' }).click()
    await heading('My day').waitFor()
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
    await menu().click()
    await page.getByRole('menuitemradio', { name: 'Dark' }).click()
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark')
    assert.equal(await page.evaluate(() => window.notReloaded), true)
    await menu().click()
    await page.getByRole('menuitemradio', { name: '中文' }).click()
    await heading('工作台').waitFor()
    assert.deepEqual(problems, [])
  })

  it('moves in the account menu by keys and gives the focus back', async () => {
    const button = page.locator('header button[aria-haspopup=menu]').last()
    await button.focus()
    await page.keyboard.press('ArrowDown')
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('End')
    assert.equal(await focusedName(page), '退出登录')
    await page.keyboard.press('Escape')
    assert.equal(await button.evaluate((element) => element === document.activeElement), true)
  })

  it('signs out, and the back button shows nothing of the session', async () => {
    await page.locator('header button[aria-haspopup=menu]').last().click()
    await page.getByRole('menuitem', { name: '退出登录' }).click()
    await heading('登录').waitFor()
    await page.goBack()
    await heading('登录').waitFor()
  })

  it('says that the system was updated when a part of the app is gone', async () => {
    await page.route(/\/assets\/Settings/, (route) => route.fulfill({ status: 404 }))
    const start = `${server.url}/`
    const newer = (await (await fetch(server.direct)).text()).replaceAll(/src="\/assets\/[^"]+"/g, 'src="/assets/newer.js"')
    await page.route(start, (route) => route.fulfill({ contentType: 'text/html', body: newer }))
    await page.getByRole('link', { name: '设置' }).click()
    await page.getByRole('button', { name: '刷新页面' }).waitFor()
    await page.getByRole('button', { name: '系统已更新，点此刷新' }).waitFor()
    await page.unroute(/\/assets\/Settings/)
    await page.unroute(start)
    await page.getByRole('button', { name: '刷新页面' }).click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByText('系统已更新').waitFor({ state: 'hidden' })
  })

  it('collapses the navigation and remembers it', async () => {
    await page.getByRole('button', { name: '收起导航' }).click()
    await page.reload()
    const expand = page.getByRole('button', { name: '展开导航' })
    await expand.waitFor()
    await page.getByRole('link', { name: '工作台' }).waitFor()
    const box = await page.getByRole('navigation', { name: '主导航' }).boundingBox()
    assert.equal(Math.round(box.width), 56)
  })
})

describe('shell on the phone', () => {
  beforeEach(() => open({ size: phone }))

  it('has a bar below and the rest under 更多', async () => {
    await page.getByRole('button', { name: '更多' }).click()
    const sheet = page.getByRole('dialog', { name: '更多' })
    await sheet.getByRole('link', { name: '设置' }).click()
    await heading('设置').waitFor()
    assert.equal(await sheet.isVisible(), false)
    assert.deepEqual(problems, [])
  })
})
