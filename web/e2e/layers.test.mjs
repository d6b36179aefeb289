import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { button, toast } from './harness/acts.mjs'
import { launch, openPage, phone } from './harness/browser.mjs'
import { demo, enter } from './harness/people.mjs'
import { startDemo } from './harness/server.mjs'

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

async function open(path, options) {
  const opened = await openPage(browser, { expected: [/status of 401 .*\/api\/v1\/me/], ...options })
  await enter(opened.page, server, path, demo.administrator)
  return opened
}

/** True when nothing lies over the middle and no edge of the window or of a box cuts the element off. */
function isWhole(locator) {
  return locator.evaluate((element) => {
    const box = element.getBoundingClientRect()
    const inside = box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight
    const corners = [
      [box.left + 4, box.top + 4],
      [box.right - 4, box.bottom - 4],
    ]
    return inside && corners.every(([x, y]) => element.contains(document.elementFromPoint(x, y)))
  })
}

describe('the list of users', () => {
  it('shows its last column in English on a small notebook', async () => {
    const { page, context, problems } = await open('/settings/users', { size: { width: 1366, height: 768 } })
    await page.locator('header button[aria-haspopup=menu]').last().click()
    await page.getByRole('menuitemradio', { name: 'English' }).click()
    const region = page.getByRole('region', { name: 'Users' })
    await region.waitFor()
    assert.equal(await region.evaluate((box) => box.scrollWidth - box.clientWidth), 0)
    await page.locator('header button[aria-haspopup=menu]').last().click()
    await page.getByRole('menuitemradio', { name: '中文' }).click()
    await page.getByRole('heading', { level: 1, name: '用户' }).waitFor()
    assert.deepEqual(problems, [])
    await context.close()
  })
})

describe('what floats above a list', () => {
  it('the menu of the only row works by finger and closes when the page moves', async () => {
    const { page, context, problems } = await open('/settings/backups', { size: phone })
    await button(page, '立即备份').click()
    await toast(page, '开始备份')
    const more = page.locator('main button[aria-haspopup=menu]')
    await more.waitFor()
    assert.equal(await more.count(), 1)
    await more.click()
    const menu = page.getByRole('menu')
    assert.equal(await isWhole(menu), true)
    await page.evaluate(() => document.dispatchEvent(new Event('scroll')))
    await menu.waitFor({ state: 'hidden' })
    assert.equal(await more.evaluate((element) => element === document.activeElement), true)
    await more.click()
    await menu.getByRole('menuitem', { name: '删除' }).tap()
    await page.getByRole('dialog').filter({ hasText: '删除' }).waitFor()
    assert.deepEqual(problems, [])
    await context.close()
  })

  it('the exact time stands above the relative one in the first and the last row, by mouse and by keyboard', async () => {
    const { page, context, problems } = await open('/settings/users')
    const times = page.getByRole('table').locator('time[tabindex="0"]')
    await times.first().hover()
    const tip = page.getByRole('tooltip')
    await tip.waitFor()
    assert.match(await tip.innerText(), /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/)
    assert.equal(await isWhole(tip), true)
    await page.mouse.move(0, 0)
    await tip.waitFor({ state: 'hidden' })
    await times.last().focus()
    await tip.waitFor()
    assert.equal(await isWhole(tip), true)
    await page.keyboard.press('Escape')
    await tip.waitFor({ state: 'hidden' })
    assert.deepEqual(problems, [])
    await context.close()
  })
})
