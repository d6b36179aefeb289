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
 * A page in a context of its own. `problems` holds console errors (answers of 4xx and 5xx and refusals of the content
 * policy are among them), page errors, unhandled rejections, dialogs of the browser and requests to other hosts. `expected`
 * are patterns of messages that belong to the test, such as a refused login; `expect` adds one. A pattern is tried on the
 * message and the path of what failed: `… status of 401 () at /api/v1/me`.
 */
export async function openPage(browser, { size = desktop, language = 'zh-CN', theme = 'light', headers, expected = [] } = {}) {
  const isPhone = size.width < 768
  const context = await browser.newContext({
    viewport: size,
    hasTouch: isPhone,
    isMobile: isPhone,
    locale: language,
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    colorScheme: theme,
    acceptDownloads: true,
    ...(headers ? { extraHTTPHeaders: headers } : {}),
  })
  context.setDefaultTimeout(10_000)
  await context.addInitScript((choice) => {
    const key = 'haike.preferences'
    if (!localStorage.getItem(key)) localStorage.setItem(key, JSON.stringify(choice))
  }, { language, theme })
  const page = await context.newPage()
  const problems = []
  const patterns = [...expected]
  const note = (text) => {
    if (!patterns.some((pattern) => pattern.test(text))) problems.push(text)
  }
  page.on('console', (message) => message.type() === 'error' && note(`${message.text()} at ${pathOf(message.location().url)}`))
  page.on('pageerror', (error) => note(`page error: ${error.message}`))
  page.on('dialog', (dialog) => {
    note(`dialog: ${dialog.message()}`)
    return dialog.dismiss()
  })
  page.on('request', (request) => isForeign(request.url()) && note(`request to another host: ${request.url()}`))
  return { page, context, problems, expect: (pattern) => patterns.push(pattern) }
}

function pathOf(url) {
  return URL.canParse(url) ? new URL(url).pathname : url
}

function isForeign(url) {
  const { protocol, hostname } = new URL(url)
  return protocol !== 'data:' && protocol !== 'blob:' && hostname !== host && hostname !== '127.0.0.1'
}
