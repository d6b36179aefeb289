// The pages that are looked at in every language, colour and size. A new page gets a line.

/** `signedIn`: inside the shell. `act` brings the page into the state to look at. */
export const pages = [
  { name: 'login', path: '/login' },
  {
    name: 'login-empty',
    path: '/login',
    act: async (page) => {
      await page.locator('button[type=submit]').click()
      await page.getByRole('alert').waitFor()
    },
  },
  { name: 'forgot-password', path: '/forgot-password' },
  { name: 'reset-password', path: '/reset-password#token=none' },
  { name: 'workbench', path: '/', signedIn: true },
  {
    name: 'account-menu',
    path: '/',
    signedIn: true,
    act: async (page) => {
      await page.locator('header button[aria-haspopup=menu]').last().click()
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'palette',
    path: '/',
    signedIn: true,
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').waitFor()
    },
  },
  { name: 'settings', path: '/settings', signedIn: true },
  { name: 'not-found', path: '/no-such-page', signedIn: true },
]

export const looks = [
  { language: 'zh-CN', theme: 'light' },
  { language: 'en', theme: 'dark' },
  { language: 'zh-CN', theme: 'dark' },
  { language: 'en', theme: 'light' },
]

/** Opens one of them and waits until its heading stands. */
export async function show(page, base, entry) {
  await page.goto(base + entry.path)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await entry.act?.(page)
  await page.evaluate(() => document.fonts.ready)
}
