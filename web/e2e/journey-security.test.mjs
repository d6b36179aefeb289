import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { button, credentials, field, fill, heading, signIn, toast } from './harness/acts.mjs'
import { launch, openPage } from './harness/browser.mjs'
import { call, demo, enter } from './harness/people.mjs'
import { startDemo } from './harness/server.mjs'
import { nextTotp, totp } from './harness/totp.mjs'

const refused = /status of 4(01|29)/

let server
let browser

before(async () => {
  server = await startDemo()
  browser = await launch()
})

after(async () => {
  await browser?.close()
  await server?.stop()
})

/** A test with a page of its own, which must end without surprises. */
function visit(name, expected, body) {
  it(name, async () => {
    const visitor = await openPage(browser, { expected })
    await body(visitor.page)
    assert.deepEqual(visitor.problems, [])
    await visitor.context.close()
  })
}

describe('wrong passwords', () => {
  /** What the form says to somebody who gave a wrong password. */
  async function refusal(page, who) {
    await signIn(page, server, { ...who, password: 'wrong password, surely' })
    const alert = page.getByRole('alert')
    await alert.waitFor()
    return alert.innerText()
  }

  visit('do not tell whether the account exists', [refused], async (page) => {
    const known = await refusal(page, demo.southRep)
    assert.equal(known, '登录名或密码不正确。')
    assert.equal(await refusal(page, { login: 'nobody.at.all' }), known)
  })

  visit('are slowed down, and the wait is said and counted', [refused], async (page) => {
    await signIn(page, server, { ...demo.service, password: 'wrong password, surely' })
    const wait = page.getByText(/^尝试次数过多，请在 \d+ 秒后再试。$/)
    const told = page.getByRole('alert').first()
    for (let tries = 1; tries < 12 && (await wait.count()) === 0; tries += 1) {
      await told.waitFor()
      const answer = page.waitForResponse((one) => one.url().endsWith('/api/v1/session'))
      await button(page, '登录').click()
      await answer
      await button(page, '登录').and(page.locator(':not([disabled])')).waitFor()
    }
    await wait.first().waitFor()
    assert.match(await page.getByRole('alert').first().innerText(), /^尝试次数过多/)
  })
})

describe('second factor', () => {
  const who = demo.eastRep
  let secret
  let codes

  visit('is switched on with an authenticator', [/status of 40[13]/], async (page) => {
    await enter(page, server, '/profile/second-factor', who)
    await page.getByLabel('你的密码').fill('not my password')
    await button(page, '开始设置').click()
    await page.getByRole('alert').filter({ hasText: '密码不正确' }).waitFor()
    await page.getByLabel('你的密码').fill(who.password)
    await button(page, '开始设置').click()
    await page.getByRole('img', { name: '身份验证器二维码' }).waitFor()
    secret = await page.getByLabel('密钥', { exact: true }).innerText()
    await page.getByLabel(/填写应用显示的验证码/).fill(totp(secret))
    await button(page, '开启两步验证').click()
    const list = page.getByRole('region', { name: '恢复码' }).getByRole('listitem')
    await list.first().waitFor()
    codes = await list.allInnerTexts()
    assert.equal(codes.length, 10)
    await button(page, '复制').click()
    await toast(page, '恢复码已复制')
    await button(page, '我已保存').click()
    await page.getByText('两步验证已开启。每次登录都需要验证码。').waitFor()
    assert.equal(await page.getByText(codes[0]).count(), 0)
  })

  visit('is asked for at the login', [refused], async (page) => {
    await signIn(page, server, who)
    await heading(page, '两步验证').waitFor()
    await field(page, '验证码').fill('000000')
    await button(page, '验证并登录').click()
    await page.getByRole('alert').filter({ hasText: '验证码不正确' }).waitFor()
    await page.goto(`${server.url}/settings`)
    await heading(page, '登录').waitFor()
    await credentials(page, who)
    await field(page, '验证码').fill(nextTotp(secret))
    await button(page, '验证并登录').click()
    await page.getByRole('navigation', { name: '主导航' }).waitFor()
  })

  visit('gives way to a recovery code, once', [refused], async (page) => {
    await signIn(page, server, who)
    await field(page, '验证码').fill(codes[0])
    await button(page, '验证并登录').click()
    await page.getByRole('navigation', { name: '主导航' }).waitFor()
    await page.context().clearCookies()
    await signIn(page, server, who)
    await field(page, '验证码').fill(codes[0])
    await button(page, '验证并登录').click()
    await page.getByRole('alert').filter({ hasText: '验证码不正确' }).waitFor()
  })
})

describe('password', () => {
  const who = demo.eastManager

  it('ends the other sessions when it is changed', async () => {
    const here = await openPage(browser, { expected: [refused] })
    const there = await openPage(browser, { expected: [refused] })
    await enter(there.page, server, '/profile', who)
    await enter(here.page, server, '/profile/password', who)
    await here.page.getByLabel('当前密码').fill(who.password)
    await here.page.getByLabel('新密码').fill('seven quiet herons wade')
    await button(here.page, '修改密码').click()
    await toast(here.page, '密码已修改，其他设备已退出登录')
    await here.page.reload()
    await heading(here.page, '修改密码').waitFor()
    await there.page.getByRole('link', { name: '登录的设备' }).click()
    await heading(there.page, '登录').waitFor({ timeout: 1000 })
    await credentials(there.page, who)
    await there.page.getByRole('alert').filter({ hasText: '登录名或密码不正确' }).waitFor()
    assert.deepEqual([...here.problems, ...there.problems], [])
    await here.context.close()
    await there.context.close()
  })
})

describe('personal token', () => {
  const ask = (secret) => fetch(`${server.direct}/api/v1/me`, { headers: { Authorization: `Bearer ${secret}` } })

  visit('is shown once, works, and ends when it is revoked', [refused], async (page) => {
    await enter(page, server, '/profile/tokens', demo.director)
    await button(page, '新建令牌').click()
    const drawer = page.getByRole('dialog', { name: '新建令牌' })
    await fill(drawer, { 名称: '财务系统对账' })
    await drawer.getByRole('checkbox').first().check()
    await drawer.getByRole('button', { name: '新建令牌' }).click()
    const made = page.getByRole('dialog', { name: '令牌已创建' })
    const secret = await made.getByLabel('令牌', { exact: true }).innerText()
    assert.match(secret, /^hk_/)
    await made.getByRole('button', { name: '关闭' }).click()
    await made.waitFor({ state: 'hidden' })
    assert.equal(await page.getByText(secret).count(), 0)
    const answer = await ask(secret)
    assert.equal(answer.status, 200)
    assert.equal((await answer.json()).login, demo.director.login)

    await button(page, '撤销令牌 财务系统对账').click()
    await page.getByRole('dialog').getByRole('button', { name: '撤销', exact: true }).click()
    await toast(page, '令牌已撤销')
    assert.equal((await ask(secret)).status, 401)
  })
})

// Last: the rule concerns everybody, the administrator too.
describe('a second factor that the company demands', () => {
  visit('is set up before anything else, and then the way is free', [refused, /status of 403/], async (page) => {
    const chief = await openPage(browser, { expected: [refused] })
    await enter(chief.page, server, '/settings/security', demo.administrator)
    const policy = await call(chief.page, 'GET', '/api/v1/security-policy')
    const { version, ...rules } = policy
    await call(chief.page, 'PUT', '/api/v1/security-policy', { ...rules, require_second_factor: true }, { 'If-Match': `"${version}"` })

    await signIn(page, server, demo.northRep)
    await heading(page, '两步验证').waitFor()
    await page.goto(`${server.url}/settings/teams`)
    await heading(page, '两步验证').waitFor()
    await page.getByLabel('你的密码').fill(demo.northRep.password)
    await button(page, '开始设置').click()
    await page.getByLabel(/填写应用显示的验证码/).fill(totp(await page.getByLabel('密钥', { exact: true }).innerText()))
    await button(page, '开启两步验证').click()
    await button(page, '我已保存').click()
    await page.getByRole('link', { name: '工作台' }).click()
    await heading(page, '工作台').waitFor()
    assert.deepEqual(chief.problems, [])
    await chief.context.close()
  })
})
