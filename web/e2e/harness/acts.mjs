// What people do on every page. Everything is found by its role and name, as people find it.

export const heading = (page, name) => page.getByRole('heading', { level: 1, name, exact: true })

/** A field by its label, the star of a required one aside. */
export const field = (page, label) => page.getByRole('textbox', { name: new RegExp(`^(\\* ?)?${label}$`) })

export const button = (page, name) => page.getByRole('button', { name, exact: true })

/** Fills several fields: label to text. */
export async function fill(page, values) {
  for (const [label, text] of Object.entries(values)) await field(page, label).fill(text)
}

/** Opens the login page and signs in there. */
export async function signIn(page, server, who, path = '/login') {
  await page.goto(server.url + path)
  await heading(page, '登录').waitFor()
  await credentials(page, who)
}

/** Fills the login form in and sends it. */
export async function credentials(page, { login, password }) {
  await page.getByLabel('登录名').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await button(page, '登录').click()
}

/** Chooses in a list box by typing what is looked for. */
export async function choose(place, label, text) {
  const box = place.getByRole('combobox', { name: label })
  await box.click()
  await box.fill(text)
  await box.page().getByTitle(text, { exact: true }).last().click()
  await box.press('Tab')
}

/** Waits for the confirmation of an own action and returns its box. */
export async function toast(page, text) {
  const found = page.getByRole('status').filter({ hasText: text })
  await found.waitFor()
  return found
}

/** Waits until a check in the page holds. */
export async function until(check, { timeout = 10_000, what = 'the condition' } = {}) {
  const end = Date.now() + timeout
  for (;;) {
    if (await check()) return
    if (Date.now() > end) throw new Error(`${what} did not come within ${timeout} ms`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** What the copy buttons put on the clipboard. Plain HTTP has no clipboard to read, so it is pasted into a field. */
export async function pasted(page) {
  const box = await page.evaluateHandle(() => {
    const area = document.createElement('textarea')
    const host = [...document.querySelectorAll('[role="dialog"]')].findLast((layer) => layer.checkVisibility()) ?? document.body
    host.append(area)
    area.focus()
    return area
  })
  await page.keyboard.press('Control+v')
  const text = await box.evaluate((area) => {
    area.remove()
    return area.value
  })
  return text
}
