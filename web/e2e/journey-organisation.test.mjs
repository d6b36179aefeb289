import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { button, field, fill, heading, toast } from './harness/acts.mjs'
import { launch, openPage } from './harness/browser.mjs'
import { demo, enter } from './harness/people.mjs'
import { startDemo } from './harness/server.mjs'

let server
let browser
let page
let context
let problems
let expect

before(async () => {
  server = await startDemo()
  browser = await launch()
  ;({ page, context, problems, expect } = await openPage(browser, { expected: [/status of 401 .*\/api\/v1\/me/] }))
  await enter(page, server, '/settings', demo.administrator)
})

after(async () => {
  await context?.close()
  await browser?.close()
  await server?.stop()
})

describe('working calendar', () => {
  const month = (name) => page.getByRole('region', { name, exact: true })

  it('shows a year with its source', async () => {
    await page.goto(`${server.url}/settings/calendar?year=2026`)
    await heading(page, '工作日历').waitFor()
    await page.getByRole('heading', { level: 2, name: '2026 年' }).waitFor()
    assert.equal(await page.getByRole('region', { name: /月$/ }).count(), 12)
    await page.getByText('随系统提供的官方安排').waitFor()
    await month('十月').or(month('10月')).getByText(/国庆节.* 放假/).first().waitFor()
  })

  it('changes a day, reached by arrows, and takes it back', async () => {
    const june = month('六月').or(month('6月'))
    await june.getByRole('button', { name: /2026年6月1日/ }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: /^2026年6月9日/ })
    await dialog.getByRole('radio', { name: '放假' }).check()
    await fill(dialog, { 名称: '公司周年庆' })
    await dialog.getByRole('button', { name: '保存' }).click()
    await toast(page, '已修改 2026-06-09')
    const day = june.getByRole('button', { name: /2026年6月9日.*放假 公司周年庆/ })
    await day.click()
    await dialog.getByRole('radio', { name: '按每周的办公时间' }).check()
    await dialog.getByRole('button', { name: '保存' }).click()
    await june.getByRole('button', { name: /2026年6月9日.*工作日/ }).waitFor()
  })

  it('imports a year after a look at what the file says', async () => {
    await page.goto(`${server.url}/settings/calendar?year=2031`)
    await page.getByText('还没有 2031 年的官方节假日安排').waitFor()
    await button(page, '导入年度日历').click()
    const drawer = page.getByRole('dialog', { name: '导入年度日历' })
    expect(/status of 422 .*calendar\/import/)
    await field(drawer, '文件内容').fill('date,kind,name\n2031-13-01,holiday,元旦')
    await button(drawer, '预览').click()
    await drawer.getByRole('alert').waitFor()
    await field(drawer, '文件内容').fill('date,kind,name\n2031-01-01,holiday,元旦\n2031-01-04,makeup,元旦')
    await button(drawer, '预览').click()
    await drawer.getByText('2031 年共 2 天，尚未导入').waitFor()
    await drawer.getByText('2031-01-04 元旦 调休上班').waitFor()
    await page.getByText('还没有 2031 年的官方节假日安排').waitFor()
    await button(drawer, '导入').click()
    await toast(page, '已导入 2031 年的 2 天')
    await page.getByText('公司导入').first().waitFor()
    await page.getByText('还没有 2031 年的官方节假日安排').waitFor({ state: 'hidden' })
  })
})

describe('company', () => {
  it('changes its name, and the corner of the shell with it', async () => {
    await page.goto(`${server.url}/settings/company`)
    await heading(page, '公司信息').waitFor()
    await field(page, '公司名称').fill('澜岸工业设备（宁波）有限公司')
    await button(page, '保存').click()
    await toast(page, '公司信息已保存')
    await page.getByRole('navigation', { name: '主导航' }).getByText('澜岸工业设备（宁波）有限公司').waitFor()
  })

  it('asks before a change is lost', async () => {
    await field(page, '公司名称').fill('另一个名字')
    await page.getByRole('link', { name: '团队', exact: true }).click()
    await page.getByRole('dialog', { name: '放弃未保存的修改？' }).getByRole('button', { name: '取消' }).click()
    assert.equal(await field(page, '公司名称').inputValue(), '另一个名字')
    await page.getByRole('link', { name: '团队', exact: true }).click()
    await page.getByRole('dialog', { name: '放弃未保存的修改？' }).getByRole('button', { name: '放弃修改' }).click()
    await heading(page, '团队').waitFor()
  })
})

describe('teams', () => {
  const item = (name) => page.getByRole('treeitem', { name: new RegExp(name) })

  it('are a tree for the keyboard', async () => {
    await item('销售中心').waitFor()
    await item('销售中心').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: '华东销售部' }).getByText('销售中心 / 华东销售部').waitFor()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowLeft')
    assert.equal(await item('销售中心').getAttribute('aria-expanded'), 'false')
    assert.equal(await item('华东销售部').count(), 0)
    await page.keyboard.press('ArrowRight')
    await item('华东销售部').waitFor()
  })

  it('are not archived while people are in them', async () => {
    expect(/status of 409 .*\/teams\//)
    await item('华东销售部').click()
    const team = page.getByRole('region', { name: '华东销售部' })
    await button(team, '归档团队').click()
    await page.getByRole('dialog').getByRole('button', { name: '归档团队' }).click()
    await page.getByText(/^团队里还有 \d+ 名成员和 0 个下级团队，请先移走再归档。$/).waitFor()
  })
})

describe('backup', () => {
  const row = () => page.getByRole('row').filter({ hasText: 'SQLite' }).first()

  it('is made, verified and taken home', async () => {
    await page.goto(`${server.url}/settings/backups`)
    await button(page, '立即备份').click()
    await toast(page, '已开始备份')
    await row().getByText('已完成').waitFor({ timeout: 30_000 })
    await row().getByRole('button', { name: /^校验/ }).click()
    await page.getByText(/ 完好：\d+ 张表，[\d,]+ 行数据。$/).waitFor({ timeout: 30_000 })
    const [download, answer] = await Promise.all([
      page.waitForEvent('download'),
      page.waitForResponse((one) => one.url().endsWith('/file')),
      row().getByRole('button', { name: /^下载/ }).click(),
    ])
    assert.match((await answer.allHeaders())['content-disposition'], /^attachment/)
    const bytes = readFileSync(await download.path())
    assert.ok(bytes.length > 1000)
    assert.equal(bytes.includes(demo.administrator.login), false, 'the archive is encrypted')
    assert.deepEqual(problems, [])
  })
})
