// Screenshots of all pages: node e2e/shots.mjs FOLDER [NAME]. People look at them before a release.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { desktop, launch, openPage, phone } from './harness/browser.mjs'
import { choose, demo, enter } from './harness/people.mjs'
import { startDemo, startServer } from './harness/server.mjs'
import { looks, pages, show } from './pages.mjs'

const [folder, wanted = ''] = process.argv.slice(2)
if (!folder) {
  console.error('usage: npm run shots -- FOLDER [NAME]')
  process.exit(2)
}
mkdirSync(folder, { recursive: true })

const server = await startDemo()
const browser = await launch()
try {
  for (const look of looks) for (const size of [desktop, phone]) await shoot(look, size)
  await shootSetUp()
} finally {
  await browser.close()
  await server.stop()
}

/** The set-up is only there before the first administrator. */
async function shootSetUp() {
  const empty = await startServer()
  try {
    const { page } = await openPage(browser)
    await show(page, empty.url, { path: '/setup' })
    await page.screenshot({ path: join(folder, 'setup-1440-light-zh-CN.png') })
  } finally {
    await empty.stop()
  }
}

async function shoot(look, size) {
  const { page, context } = await openPage(browser, { ...look, size })
  const chosen = pages.filter((entry) => entry.name.includes(wanted))
  const take = async (entry) => {
    await show(page, server.url, entry)
    await page.screenshot({ path: join(folder, `${entry.name}-${size.width}-${look.theme}-${look.language}.png`), animations: 'disabled', caret: 'hide' })
  }
  for (const entry of chosen.filter((e) => !e.signedIn)) await take(entry)
  await enter(page, server, '/', demo.administrator)
  await choose(page, { locale: look.language, theme: look.theme })
  for (const entry of chosen.filter((e) => e.signedIn)) await take(entry)
  await context.close()
}
