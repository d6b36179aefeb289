import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { launch, openPage, phone } from './harness/browser.mjs'
import { call, demo, enter } from './harness/people.mjs'
import { startDemo } from './harness/server.mjs'

/** Every text that people can type, tried with what has broken out of texts elsewhere. None may run, load or ask. */
const payloads = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(2)>',
  '"><svg onload=alert(3)>',
  "' onmouseover='alert(4)",
  'javascript:alert(5)',
  '</title><script>alert(6)</script>',
  '<iframe src=//evil.example>',
  '{{7*7}}${7*7}<%= 7*7 %>',
  '<a href="javascript:alert(9)">x</a>',
  '<style>@import"//evil.example"</style>',
  '<img src=//evil.example/p.png>',
  '&lt;b&gt;<b>fett</b>&#x3c;i>',
  '<math><style><img src=x onerror=alert()>',
]

const isLong = process.env.HAIKE_E2E === 'long'

let server
let browser
let visitor
const made = []

before(async () => {
  server = await startDemo()
  browser = await launch()
  visitor = await openPage(browser, { expected: [/status of 401 .*\/api\/v1\/me/] })
  await enter(visitor.page, server, '/', demo.administrator)
  for (const [index, payload] of payloads.entries()) made.push(await plant(visitor.page, index, payload))
})

after(async () => {
  await browser?.close()
  await server?.stop()
})

/** Puts a payload wherever a text goes: person, team, role, note of an absence, token, company, a day's name. */
async function plant(page, index, payload) {
  const team = await call(page, 'POST', '/api/v1/teams', { name: payload })
  const role = await call(page, 'POST', '/api/v1/roles', { name: payload, grants: { 'iam.user.read': 'all' } })
  const user = await call(page, 'POST', '/api/v1/users', { login: `hostile${index}`, name: payload, role_ids: [role.id], team_id: team.id })
  // All notes at one person, so that one page shows them.
  const noted = made[0]?.user ?? user.id
  const member = await call(page, 'GET', `/api/v1/members/${noted}`)
  const day = `2090-06-${String(index + 1).padStart(2, '0')}`
  await call(page, 'POST', `/api/v1/members/${noted}/absences`, { from: day, to: day, note: payload }, { 'If-Match': `"${member.version}"` })
  await call(page, 'POST', '/api/v1/tokens', { name: payload, permissions: ['iam.user.read'] })
  const company = await call(page, 'GET', '/api/v1/company')
  await call(page, 'PATCH', '/api/v1/company', { name: payload }, { 'If-Match': `"${company.version}"` })
  const calendar = await call(page, 'GET', '/api/v1/calendar?year=2032')
  const date = `2032-03-${String(index + 1).padStart(2, '0')}`
  await call(page, 'PUT', `/api/v1/calendar/days/${date}`, { kind: 'holiday', name: payload }, { 'If-Match': `"${calendar.version}"` })
  return { team: team.id, role: role.id, user: user.id }
}

/** What the page shows and what its accessible names say, as text. */
function shown(page) {
  return page.evaluate(() => [...document.querySelectorAll('body, [aria-label], [title]')].map((e) => `${e === document.body ? e.innerText : ''}\n${e.getAttribute('aria-label') ?? ''}\n${e.getAttribute('title') ?? ''}`).join('\n'))
}

async function opened(page, path) {
  await page.goto(server.url + path)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForLoadState('networkidle')
  return shown(page)
}

/** Nothing of a payload became an element. */
async function nothingRan(page, where) {
  const found = await page.evaluate(() =>
    [...document.querySelectorAll('script:not([src]), iframe, math, b, img[src*="evil"], img[src="x"], a[href^="javascript:" i], [onerror], [onload], [onmouseover]')].map((e) => e.outerHTML.slice(0, 100)),
  )
  assert.deepEqual(found, [], where)
}

const last = payloads[payloads.length - 1]

describe('hostile texts', () => {
  it('are plain text in every list', async () => {
    const { page } = visitor
    for (const path of ['/settings/users?size=100', `/settings/users?id=${made[0].user}&tab=member`, '/settings/teams', '/settings/roles', '/profile/tokens', '/settings/calendar?year=2032']) {
      const text = await opened(page, path)
      for (const payload of payloads) assert.ok(text.includes(payload), `${path}: ${payload}`)
      await nothingRan(page, path)
    }
    for (const path of ['/', '/settings/company', '/settings/audit', '/settings/audit?log=access', '/profile']) {
      await opened(page, path)
      await nothingRan(page, path)
    }
    assert.equal(await page.getByRole('navigation', { name: '主导航' }).getByText(last).count(), 1)
  })

  it('are plain text in every record', async () => {
    const { page } = visitor
    for (const [index, { team, role, user }] of made.entries()) {
      const paths = [`/settings/users?id=${user}`, `/settings/roles?id=${role}`, `/settings/teams?id=${team}`, `/settings/users?q=${encodeURIComponent(payloads[index])}`]
      // Each payload in one kind of record; the long run tries each in every kind.
      for (const path of isLong ? paths : [paths[index % paths.length]]) {
        const text = await opened(page, path)
        assert.ok(text.includes(payloads[index]), `${path}: ${payloads[index]}`)
        await nothingRan(page, path)
      }
    }
  })

  it('are plain text in the toast, the title and on the phone', async () => {
    const { page } = visitor
    await opened(page, `/settings/roles?id=${made[5].role}`)
    assert.equal(await page.title(), `${payloads[5]} · Haike`)
    await opened(page, `/settings/users?id=${made[0].user}`)
    await page.getByRole('button', { name: '停用账号' }).click()
    await page.getByRole('status').filter({ hasText: payloads[0] }).waitFor()
    await nothingRan(page, 'toast')

    const pocket = await openPage(browser, { size: phone, expected: [/status of 401 .*\/api\/v1\/me/] })
    await enter(pocket.page, server, '/', demo.administrator)
    assert.ok((await opened(pocket.page, '/settings/users?size=100')).includes(payloads[1]))
    await nothingRan(pocket.page, 'phone')
    assert.deepEqual([...visitor.problems, ...pocket.problems], [])
  })
})
