// One Chromium for a test file; pages that collect everything that went wrong in them.
import { chromium } from 'playwright-core'
import { host } from './server.mjs'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--host-resolver-rules=MAP ${host} 127.0.0.1`,
]

export const desktop = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }
export const narrow = { width: 320, height: 640 }

export function launch() {
  return chromium.launch({ executablePath: process.env.HAIKE_CHROMIUM ?? '/usr/bin/chromium', headless: true, args: flags })
}

/**
 * A page in a context of its own. `problems` holds console errors, page errors and refusals of the content policy;
 * `expected` are patterns of messages that belong to the test, such as a refused login.
 */
export async function openPage(browser, { size = desktop, language = 'zh-CN', theme = 'light', expected = [] } = {}) {
  const isPhone = size.width < 768
  const context = await browser.newContext({
    viewport: size,
    hasTouch: isPhone,
    isMobile: isPhone,
    locale: language,
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    colorScheme: theme,
  })
  context.setDefaultTimeout(10_000)
  await context.addInitScript((choice) => {
    const key = 'haike.preferences'
    if (!localStorage.getItem(key)) localStorage.setItem(key, JSON.stringify(choice))
  }, { language, theme })
  const page = await context.newPage()
  const problems = []
  const note = (text) => {
    if (!expected.some((pattern) => pattern.test(text))) problems.push(text)
  }
  page.on('console', (message) => message.type() === 'error' && note(message.text()))
  page.on('pageerror', (error) => note(`page error: ${error.message}`))
  return { page, context, problems }
}
