import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { button, choose, credentials, field, heading, toast } from './harness/acts.mjs'
import { launch, openPage } from './harness/browser.mjs'
import { call, demo, enter } from './harness/people.mjs'
import { startDemo } from './harness/server.mjs'

const ended = /status of 401/
const stale = /status of 412/

let server
let browser
let chief

before(async () => {
  server = await startDemo()
  browser = await launch()
  chief = await openPage(browser, { expected: [/status of 401 .*\/api\/v1\/me/] })
  await enter(chief.page, server, '/settings/users', demo.administrator)
})

after(async () => {
  await browser?.close()
  await server?.stop()
})

/** A second browser in which somebody is signed in. */
async function colleague(who, path = '/settings', expected = []) {
  const other = await openPage(browser, { expected: [/status of 401 .*\/api\/v1\/me/, ...expected] })
  await enter(other.page, server, path, who)
  return other
}

/** Opens somebody beside the list of users. */
async function openUser(page, name) {
  await page.goto(`${server.url}/settings/users?q=${encodeURIComponent(name)}`)
  await page.getByRole('link', { name, exact: true }).click()
  const drawer = page.getByRole('dialog', { name })
  await field(drawer, '姓名').waitFor()
  return drawer
}

/** The next act of somebody whose session is over leads to the login, and quickly. */
async function actLeadsToLogin(page) {
  const start = Date.now()
  await page.getByRole('navigation', { name: '设置' }).getByRole('link', { name: '登录的设备' }).click()
  await heading(page, '登录').waitFor()
  return Date.now() - start
}

describe('access of a colleague', () => {
  it('ends within a second when the account is disabled, and comes back by undo', async () => {
    const rep = await colleague(demo.eastRep, '/settings', [ended])
    const drawer = await openUser(chief.page, demo.eastRep.name)
    const disabled = chief.page.waitForResponse((answer) => answer.url().endsWith('/disable') && answer.ok())
    await drawer.getByRole('button', { name: '停用账号' }).click()
    await disabled
    assert.ok((await actLeadsToLogin(rep.page)) < 1000)
    await credentials(rep.page, demo.eastRep)
    await rep.page.getByRole('alert').filter({ hasText: '登录名或密码不正确' }).waitFor()

    await (await toast(chief.page, `已停用 ${demo.eastRep.name}`)).getByRole('button', { name: '撤销' }).click()
    await drawer.getByRole('button', { name: '停用账号' }).waitFor()
    await button(rep.page, '登录').click()
    await rep.page.getByRole('navigation', { name: '主导航' }).waitFor()
    assert.deepEqual([...chief.problems, ...rep.problems], [])
    await rep.context.close()
  })

  it('ends when the sessions are ended, in the middle of a form too', async () => {
    const rep = await colleague(demo.eastRep, '/profile', [ended])
    await field(rep.page, '姓名').fill('方小琪')
    const drawer = await openUser(chief.page, demo.eastRep.name)
    await drawer.getByRole('button', { name: '结束所有登录' }).click()
    await toast(chief.page, `${demo.eastRep.name} 的登录已全部结束`)
    await button(rep.page, '保存').click()
    await heading(rep.page, '登录').waitFor({ timeout: 1000 })
    await credentials(rep.page, demo.eastRep)
    await heading(rep.page, '个人资料').waitFor()
    assert.deepEqual([...chief.problems, ...rep.problems], [])
    await rep.context.close()
  })

  it('changes with the grid of the role', async () => {
    const agent = await colleague(demo.service, '/settings')
    const topics = agent.page.getByRole('navigation', { name: '设置' })
    await topics.getByRole('link', { name: '团队' }).waitFor()
    assert.equal(await topics.getByRole('link', { name: '公司信息' }).count(), 0)

    await chief.page.goto(`${server.url}/settings/roles`)
    await chief.page.getByRole('link', { name: '客服' }).click()
    await heading(chief.page, '客服').waitFor()
    await chief.page.getByRole('radio', { name: /公司信息.*：是$/ }).check()
    await chief.page.getByText('已修改 1 项权限，尚未保存').waitFor()
    await button(chief.page, '保存').click()
    await toast(chief.page, '角色 客服 已保存')

    await agent.page.reload()
    await topics.getByRole('link', { name: '公司信息' }).click()
    await heading(agent.page, '公司信息').waitFor()
    await field(agent.page, '公司名称').fill('澜岸工业设备（宁波）有限公司')
    await button(agent.page, '保存').click()
    await toast(agent.page, '公司信息已保存')

    await chief.page.getByRole('radio', { name: /公司信息.*：否$/ }).check()
    await button(chief.page, '保存').click()
    await chief.page.getByText('尚未保存').waitFor({ state: 'hidden' })
    await agent.page.reload()
    await agent.page.getByText('您没有查看这个页面的权限').waitFor()
    assert.deepEqual([...chief.problems, ...agent.problems], [])
    await agent.context.close()
  })
})

describe('two administrators at one account', () => {
  let other

  before(async () => {
    other = await colleague(demo.administrator, '/settings', [stale])
  })

  /** The other one saves a phone number while the drawer of the first is open. */
  async function saveMeanwhile(phone) {
    const drawer = await openUser(chief.page, demo.southRep.name)
    await field(drawer, '手机').fill(phone)
    await drawer.getByRole('button', { name: '保存' }).click()
    await toast(chief.page, `${demo.southRep.name} 的账号已保存`)
  }

  it('the second reads who saved when, and may write over it', async () => {
    const drawer = await openUser(other.page, demo.southRep.name)
    await saveMeanwhile('13800138000')
    await field(drawer, '邮箱').fill('jiayin@lanan.example')
    await drawer.getByRole('button', { name: '保存' }).click()
    const conflict = drawer.getByRole('alert').filter({ hasText: '你的修改还没有保存' })
    await conflict.waitFor()
    assert.match(await conflict.innerText(), /^管文博在 .*\d{2}:\d{2} 保存了新的修改（[\u4e00-\u9fff]+）。/)
    await conflict.getByRole('button', { name: '覆盖' }).click()
    await toast(other.page, `${demo.southRep.name} 的账号已保存`)
    assert.equal(await field(drawer, '邮箱').inputValue(), 'jiayin@lanan.example')
  })

  it('or take what the first one saved', async () => {
    const drawer = await openUser(other.page, demo.southRep.name)
    await saveMeanwhile('13900139000')
    await field(drawer, '手机').fill('13700137000')
    await drawer.getByRole('button', { name: '保存' }).click()
    await drawer.getByRole('button', { name: '采用对方的修改' }).click()
    await drawer.getByRole('alert').waitFor({ state: 'hidden' })
    assert.equal(await field(drawer, '手机').inputValue(), '13900139000')
    assert.deepEqual([...chief.problems, ...other.problems], [])
    await other.context.close()
  })
})

describe('the last administrator', () => {
  it('is told why the own account and roles cannot be taken away', async () => {
    const drawer = await openUser(chief.page, demo.administrator.name)
    assert.equal(await drawer.getByRole('button', { name: '停用账号' }).isDisabled(), true)
    await drawer.getByText('不能停用自己的账号。').waitFor()
    await drawer.getByText('不能修改自己的角色，请其他管理员操作。').waitFor()
    assert.equal(await drawer.getByRole('combobox', { name: '角色' }).isDisabled(), true)
  })

  it('is not taken away by somebody else either', async () => {
    // A second person who may do everything but is no administrator.
    const me = await call(chief.page, 'GET', '/api/v1/me')
    const role = await call(chief.page, 'POST', '/api/v1/roles', { name: '副手', grants: me.permissions })
    const drawer = await openUser(chief.page, demo.director.name)
    await choose(drawer, '角色', role.name)
    await drawer.getByRole('button', { name: '保存' }).click()
    await toast(chief.page, `${demo.director.name} 的账号已保存`)

    const deputy = await colleague(demo.director, '/settings', [/status of 409/])
    const record = await openUser(deputy.page, demo.administrator.name)
    await record.getByRole('button', { name: '停用账号' }).click()
    await record.getByRole('alert').filter({ hasText: '这是最后一位可以登录的管理员' }).waitFor()
    assert.deepEqual([...chief.problems, ...deputy.problems], [])
    await deputy.context.close()
  })
})

describe('the audit log', () => {
  it('says what was done with names, never with codes', async () => {
    const { page, problems } = chief
    await page.goto(`${server.url}/settings/audit`)
    const log = page.getByRole('table', { name: '操作日志' })
    await log.getByRole('row', { name: new RegExp(`停用.*${demo.eastRep.name}.*${demo.administrator.name}`) }).first().waitFor()
    await log.getByRole('row', { name: new RegExp(`客服.*${demo.administrator.name}`) }).first().waitFor()
    const text = await log.innerText()
    assert.doesNotMatch(text, /#\d|\b(iam|org|access|user|role|team)[._#]\S/)
    await log.getByRole('row', { name: /停用/ }).getByRole('link').click()
    const detail = page.getByRole('dialog')
    await detail.getByText(demo.eastRep.name).first().waitFor()
    await page.keyboard.press('Escape')
    await detail.waitFor({ state: 'hidden' })

    await page.getByRole('tab', { name: '访问日志' }).click()
    const access = page.getByRole('table', { name: '访问日志' })
    await access.getByRole('row', { name: new RegExp(demo.administrator.name) }).first().waitFor()
    assert.doesNotMatch(await access.getByRole('rowheader').first().innerText(), /[a-z]+[._]/)
    assert.deepEqual(problems, [])
  })
})
