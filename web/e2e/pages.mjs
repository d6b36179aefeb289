// The pages that are looked at in every language, colour and size. A new page gets a line.

const opened = async (page) => {
  await page.getByRole('dialog').waitFor()
}

/**
 * `signedIn`: inside the shell. `act` brings the page into the state to look at. `template`: the first page of its kind,
 * checked in the ordinary run; the long run checks all.
 */
export const pages = [
  { name: 'login', path: '/login', template: true },
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
  { name: 'workbench', path: '/', signedIn: true, template: true },
  {
    name: 'account-menu',
    path: '/',
    signedIn: true,
    template: true,
    act: async (page) => {
      await page.locator('header button[aria-haspopup=menu]').last().click()
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'palette',
    path: '/',
    signedIn: true,
    template: true,
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').waitFor()
    },
  },
  {
    name: 'keys',
    path: '/settings/users',
    signedIn: true,
    act: async (page) => {
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'settings', path: '/settings', signedIn: true, template: true },
  { name: 'profile', path: '/profile', signedIn: true, template: true },
  { name: 'password', path: '/profile/password', signedIn: true },
  { name: 'second-factor', path: '/profile/second-factor', signedIn: true },
  { name: 'sessions', path: '/profile/sessions', signedIn: true },
  { name: 'tokens', path: '/profile/tokens', signedIn: true },
  { name: 'company', path: '/settings/company', signedIn: true },
  { name: 'teams', path: '/settings/teams', signedIn: true },
  { name: 'team', path: '/settings/teams?id=2', signedIn: true, template: true },
  { name: 'users', path: '/settings/users', signedIn: true, template: true },
  { name: 'users-filtered', path: '/settings/users?q=zzz&status=active', signedIn: true },
  { name: 'user', path: '/settings/users?id=7', signedIn: true, template: true, act: opened },
  { name: 'user-member', path: '/settings/users?id=7&tab=member', signedIn: true, act: opened },
  { name: 'user-new', path: '/settings/users?create=1', signedIn: true, act: opened },
  { name: 'roles', path: '/settings/roles', signedIn: true },
  { name: 'role', path: '/settings/roles?id=3', signedIn: true, template: true },
  { name: 'security', path: '/settings/security', signedIn: true },
  { name: 'calendar', path: '/settings/calendar?year=2026', signedIn: true, template: true },
  { name: 'calendar-unknown', path: '/settings/calendar?year=2031', signedIn: true },
  { name: 'audit', path: '/settings/audit', signedIn: true },
  {
    name: 'event',
    path: '/settings/audit',
    signedIn: true,
    act: async (page) => {
      await page.getByRole('main').locator('a[href*="event="]').first().click()
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'access-log', path: '/settings/audit?log=access', signedIn: true },
  { name: 'backups', path: '/settings/backups', signedIn: true, template: true },
  { name: 'not-found', path: '/no-such-page', signedIn: true },
]

export const looks = [
  { language: 'zh-CN', theme: 'light' },
  { language: 'en', theme: 'dark' },
  { language: 'zh-CN', theme: 'dark' },
  { language: 'en', theme: 'light' },
]

/** Opens one of them and waits until its heading and its data stand. */
export async function show(page, base, entry) {
  await page.goto(base + entry.path)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await entry.act?.(page)
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => document.fonts.ready)
}
