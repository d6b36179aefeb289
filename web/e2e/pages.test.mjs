import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { desktop, launch, narrow, openPage, phone } from './harness/browser.mjs'
import { axeViolations, sidewaysScroll, smallTargets } from './harness/checks.mjs'
import { choose, demo, enter } from './harness/people.mjs'
import { startDemo } from './harness/server.mjs'
import { looks, pages, show } from './pages.mjs'

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

async function check(page, size, entry) {
  await show(page, server.url, entry)
  const name = `${entry.name} at ${size.width}`
  // On the phone every target is measured below; axe takes what has scrolled half under a bar for small.
  assert.deepEqual(await axeViolations(page, size.width < 768 ? ['target-size'] : []), [], name)
  assert.equal(await sidewaysScroll(page), 0, `${name}: sideways scroll`)
  if (size.width < 768) assert.deepEqual(await smallTargets(page), [], `${name}: small targets`)
}

const isLong = process.env.HAIKE_E2E === 'long'
const chosen = isLong ? pages : pages.filter((entry) => entry.template)

const ordinary = new Map([
  [desktop, [0, 1]],
  [phone, [2, 3]],
  [narrow, [0]],
])

/** Each size with each language and each colour; the long run does all combinations of the three. */
const combinations = [desktop, phone, narrow]
  .flatMap((size) => looks.map((look, index) => ({ look, size, ordinary: ordinary.get(size).includes(index) })))
  .filter((one) => isLong || one.ordinary)

describe('every page', () => {
  for (const { look, size } of combinations) {
    it(`${look.language}, ${look.theme}, ${size.width} px`, async () => {
      // A reset link that leads nowhere and a visit without a session answer 4xx on purpose.
      const { page, context, problems } = await openPage(browser, { ...look, size, expected: [/status of 40[1-4]/, /status of 422 .*password-resets.check/] })
      for (const entry of chosen.filter((e) => !e.signedIn)) await check(page, size, entry)
      await enter(page, server, '/', demo.administrator)
      await choose(page, { locale: look.language, theme: look.theme })
      for (const entry of chosen.filter((e) => e.signedIn)) await check(page, size, entry)
      assert.equal(await page.evaluate(() => document.documentElement.lang), look.language)
      assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), look.theme)
      assert.deepEqual(problems, [])
      await context.close()
    })
  }
})
