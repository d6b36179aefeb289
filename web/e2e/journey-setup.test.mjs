import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { button, choose, credentials, fill, heading, pasted, toast } from './harness/acts.mjs'
import { launch, openPage } from './harness/browser.mjs'
import { admin, call, company } from './harness/people.mjs'
import { startServer } from './harness/server.mjs'

const colleague = { name: '苏晚晴', login: 'su.wanqing', password: 'seven quiet herons wade' }
const team = '华东销售部'
const noSession = /status of 401 .*\/api\/v1\/me/

let server
let browser

before(async () => {
  server = await startServer()
  browser = await launch()
})

after(async () => {
  await browser?.close()
  await server?.stop()
})

describe('from an empty database to the second colleague', () => {
  let chief
  let invitation

  it('sets the company and its administrator up', async () => {
    chief = await openPage(browser, { expected: [noSession] })
    const { page } = chief
    await page.goto(server.url)
    await heading(page, '设置公司').waitFor()
    await fill(page, { 公司名称: company })
    await button(page, '下一步').click()
    await fill(page, { 姓名: admin.name, 登录名: admin.login })
    await page.getByLabel('密码', { exact: true }).fill(admin.password)
    await button(page, '完成设置').click()
    await heading(page, '工作台').waitFor()
    await page.getByText(company).waitFor()
  })

  /** The state of a first step, as the workbench says it. */
  const step = (name) => chief.page.getByRole('region', { name: '上手清单' }).getByRole('listitem').filter({ hasText: name })

  it('says what comes first', async () => {
    for (const name of ['建立团队', '添加成员', '开启两步验证', '做一次备份']) await step(name).getByText('待完成').waitFor()
    await step('建立团队').getByRole('link').click()
    await heading(chief.page, '团队').waitFor()
  })

  it('is not set up twice', async () => {
    const { page, context, problems } = await openPage(browser, { expected: [noSession, /status of 409 .*\/api\/v1\/setup/] })
    await page.goto(`${server.url}/setup`)
    await heading(page, '登录').waitFor()
    await assert.rejects(
      call(page, 'POST', '/api/v1/setup', {
        company: { name: '另一家公司' },
        administrator: { name: '冒名者', login: 'stranger', password: 'another long enough password' },
        locale: 'zh-CN',
      }),
      /409 .*org\.already_set_up/,
    )
    assert.deepEqual(problems, [])
    await context.close()
  })

  it('creates the first team', async () => {
    const { page } = chief
    await button(page, '新建团队').click()
    await fill(page.getByRole('dialog'), { 团队名称: team })
    await page.getByRole('dialog').getByRole('button', { name: '新建团队' }).click()
    await toast(page, `已新建团队 ${team}`)
    await page.getByRole('treeitem', { name: team }).waitFor()
  })

  it('creates a colleague and copies the invitation', async () => {
    const { page, problems } = chief
    await page.goto(`${server.url}/settings/users`)
    await button(page, '新建用户').click()
    const drawer = page.getByRole('dialog', { name: '新建用户' })
    await fill(drawer, { 姓名: colleague.name, 登录名: colleague.login })
    await choose(drawer, /角色/, '销售')
    await choose(drawer, /团队/, team)
    await drawer.getByRole('button', { name: '新建用户' }).click()
    await toast(page, `已新建用户 ${colleague.name}`)
    await button(page, '复制邀请链接').click()
    await toast(page, '已复制')
    invitation = await page.getByLabel('邀请链接', { exact: true }).innerText()
    assert.equal(await pasted(page), invitation)
    await button(page, '完成').click()
    await page.getByRole('row', { name: new RegExp(`${colleague.name}.*${team} 销售 待激活`) }).waitFor()
    await page.getByRole('link', { name: '工作台' }).click()
    for (const name of ['建立团队', '添加成员']) await step(name).getByText('已完成').waitFor()
    await step('做一次备份').getByText('待完成').waitFor()
    assert.deepEqual(problems, [])
  })

  it('lets the colleague choose a password by the link, once', async () => {
    const { page, context, problems } = await openPage(browser, { expected: [noSession] })
    await page.goto(invitation)
    await heading(page, `欢迎加入 ${company}`).waitFor()
    await page.getByText(`您的登录名是 ${colleague.login}`).waitFor()
    await page.getByLabel('密码', { exact: true }).fill(colleague.password)
    await button(page, '设置密码并登录').click()
    await heading(page, '工作台').waitFor()
    assert.deepEqual(problems, [])
    await context.close()

    const again = await openPage(browser, { expected: [noSession, /status of 4\d\d .*password-resets/] })
    await again.page.goto(invitation)
    await again.page.getByText('这个链接已失效').waitFor()
    assert.equal(await again.page.getByLabel('密码').count(), 0)
    assert.deepEqual(again.problems, [])
    await again.context.close()
  })

  it('shows the colleague no place that leads nowhere', async () => {
    const { page, context, problems } = await openPage(browser, { expected: [noSession] })
    await page.goto(`${server.url}/login`)
    await credentials(page, colleague)
    await heading(page, '工作台').waitFor()
    await page.getByRole('link', { name: '设置', exact: true }).click()
    const topics = page.getByRole('navigation', { name: '设置' })
    await topics.waitFor()
    const names = await topics.getByRole('link').allInnerTexts()
    for (const hidden of ['公司信息', '角色与权限', '安全策略', '操作记录', '备份']) assert.ok(!names.includes(hidden), hidden)
    for (const name of names) {
      await topics.getByRole('link', { name, exact: true }).click()
      await topics.locator('[aria-current=page]').filter({ hasText: name }).waitFor()
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForLoadState('networkidle')
      assert.equal(await page.getByText('您没有查看这个页面的权限').count(), 0, name)
      assert.equal(await page.getByRole('alert').count(), 0, name)
    }
    assert.deepEqual(problems, [])
    await context.close()
  })

  it('says at a typed address which permission is missing and who grants it', async () => {
    const { page, context, problems } = await openPage(browser, { expected: [noSession] })
    await page.goto(`${server.url}/login?next=%2Fsettings%2Froles`)
    await credentials(page, colleague)
    await heading(page, '角色与权限').waitFor()
    await page.getByText('您没有查看这个页面的权限').waitFor()
    const reason = await page.getByText(/^需要权限“.+”，可由.+开通。$/).innerText()
    assert.doesNotMatch(reason, /iam\./)
    assert.deepEqual(problems, [])
    await context.close()
    await chief.context.close()
  })
})
