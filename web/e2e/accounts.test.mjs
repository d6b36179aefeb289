// Somebody new comes in through a link, on an installation that was not told its address; and what forms refuse.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { button, credentials, field, fill, heading, toast } from './harness/acts.mjs'
import { launch, openPage } from './harness/browser.mjs'
import { company, enter, setUp } from './harness/people.mjs'
import { startServer } from './harness/server.mjs'

const guest = { name: '江小鱼', login: 'jiang.xiaoyu', password: 'wide rivers carry small boats' }
const noSession = /status of 401 .*\/api\/v1\/me/
const refused = /status of 422/
const guessed = /访问地址未设置（--base-url），现为 http:\/\/127\.0\.0\.1:\d+/

describe('accounts where nobody set the address', () => {
  let browser
  let server
  let admin
  let link
  before(async () => {
    browser = await launch()
    server = await startServer({ args: ['--base-url', ''] })
    admin = await openPage(browser, { expected: [noSession, refused] })
    await setUp(admin.page, server)
    await enter(admin.page, server)
  })
  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  it('tell the administrator, and make a link that opens where the page was opened', async () => {
    const { page, problems } = admin
    await page.getByText(guessed).waitFor()
    await page.goto(`${server.url}/settings/users`)
    await page.getByText(guessed).waitFor()
    await button(page, '新建用户').click()
    const drawer = page.getByRole('dialog', { name: '新建用户' })
    assert.equal(await drawer.getByText('用于接收邀请').count(), 0, 'no mail is promised')
    await fill(drawer, { 姓名: '长'.repeat(61), 登录名: guest.login })
    await drawer.getByRole('button', { name: '新建用户' }).click()
    await drawer.getByRole('alert').filter({ hasText: '最多 60 个字' }).waitFor()
    await fill(drawer, { 姓名: guest.name })
    await drawer.getByText('English').click()
    await drawer.getByRole('button', { name: '新建用户' }).click()
    await toast(page, `已新建用户 ${guest.name}`)
    link = await page.getByLabel('邀请链接', { exact: true }).innerText()
    assert.ok(link.startsWith(`${server.url}/reset-password#token=`), link)
    assert.deepEqual(problems, [])
  })

  it('welcome the newcomer, in the language that was chosen for them', async () => {
    const { page, context, problems } = await openPage(browser, { expected: [noSession] })
    await page.goto(link)
    await heading(page, `欢迎加入 ${company}`).waitFor()
    await page.getByText(`您的登录名是 ${guest.login}`).waitFor()
    await page.getByLabel('密码', { exact: true }).fill(guest.password)
    await button(page, '设置密码并登录').click()
    await heading(page, 'My day').waitFor()
    assert.equal(await page.getByText('--base-url').count(), 0, 'only administrators are told')

    await page.goto(`${server.url}/profile/tokens`)
    await page.getByText('your account has none yet').waitFor()
    assert.equal(await button(page, 'Create token').count(), 0)
    assert.deepEqual(problems, [])
    await context.close()
  })

  it('keep the language that was chosen before signing in', async () => {
    const { page, context } = await openPage(browser, { language: 'en', expected: [noSession] })
    await page.goto(`${server.url}/login`)
    await button(page, '中文').click()
    await credentials(page, guest)
    await heading(page, '工作台').waitFor()
    await page.reload()
    await heading(page, '工作台').waitFor()
    await context.close()
  })

  it('say what a form refuses instead of changing it', async () => {
    const { page, problems } = admin
    await page.goto(`${server.url}/settings/security`)
    const idle = page.getByLabel('无操作自动退出')
    await idle.fill('0')
    await button(page, '保存').click()
    await page.getByRole('alert').filter({ hasText: '应在 5 到 43,200 之间' }).waitFor()
    assert.equal(await idle.inputValue(), '0')
    await button(page, '放弃修改').click()

    await page.goto(`${server.url}/settings/calendar`)
    await button(page, '导入年度日历').click()
    const drawer = page.getByRole('dialog', { name: '导入年度日历' })
    await drawer.getByLabel('年份').fill('2027')
    await field(drawer, '文件内容').fill('date,kind,name\n2027-01-01,holiday,元旦\n2027-02-30,feast,春节\n')
    await drawer.getByRole('button', { name: '预览' }).click()
    await drawer.getByRole('alert').filter({ hasText: '第 3 行，日期：格式不正确；第 3 行，类型：不在可选范围内' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: '放弃未保存的修改？' }).getByRole('button', { name: '放弃修改' }).click()
    await drawer.waitFor({ state: 'hidden' })
    assert.deepEqual(problems, [])
  })

  it('refuse a period that ends before it begins', async () => {
    const { page, problems } = admin
    await page.goto(`${server.url}/settings/audit?to=2026-03-01`)
    await page.getByLabel('从', { exact: true }).fill('2026-03-02')
    await page.getByRole('alert').filter({ hasText: '不能晚于结束日期' }).waitFor()
    assert.equal(new URL(page.url()).searchParams.get('from'), null)
    await page.getByLabel('从', { exact: true }).fill('2026-03-01')
    await page.waitForURL(/from=2026-03-01/)
    assert.equal(await page.getByRole('alert').count(), 0)
    assert.deepEqual(problems, [])
  })
})
