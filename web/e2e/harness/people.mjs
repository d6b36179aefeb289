// The first administrator, and the way in. Names are invented.
export const company = '华东海贸有限公司'
export const admin = { name: '李娜', login: 'lina', password: 'correct horse battery staple' }

/** People of the demo company, who share its password. */
export const demo = {
  company: '澜岸工业设备（杭州）有限公司',
  administrator: { name: '管文博', login: 'guan.wenbo', password: 'Lanhai-Yuexin-2046' },
  director: { name: '沈云亭', login: 'shen.yunting', password: 'Lanhai-Yuexin-2046' },
  eastManager: { name: '陆景和', login: 'lu.jinghe', password: 'Lanhai-Yuexin-2046' },
  eastRep: { name: '方晓琪', login: 'fang.xiaoqi', password: 'Lanhai-Yuexin-2046' },
  southRep: { name: '梁嘉茵', login: 'liang.jiayin', password: 'Lanhai-Yuexin-2046' },
  northRep: { name: '白鹿鸣', login: 'bai.luming', password: 'Lanhai-Yuexin-2046' },
  service: { name: '宁可然', login: 'ning.keran', password: 'Lanhai-Yuexin-2046' },
}

/** Sets a new installation up through its API and answers with the session cookie in the page's context. */
export async function setUp(page, server) {
  await page.goto(`${server.url}/login`)
  await call(page, 'POST', '/api/v1/setup', {
    company: { name: company },
    administrator: { name: admin.name, login: admin.login, password: admin.password },
    locale: 'zh-CN',
  })
}

/** Signs in through the API and opens a page of the app. */
export async function enter(page, server, path = '/', who = admin) {
  await page.goto(`${server.url}/forgot-password`)
  await call(page, 'POST', '/api/v1/session', { login: who.login, password: who.password })
  await page.goto(server.url + path)
  await page.getByRole('heading', { level: 1 }).waitFor()
}

/** Stores language and colours in the profile of the person. */
export async function choose(page, change) {
  const me = await call(page, 'GET', '/api/v1/me')
  await call(page, 'PATCH', '/api/v1/me', change, { 'If-Match': `"${me.version}"` })
}

let calls = 0

/** Calls the API from inside the page, with its cookie and its origin. */
export function call(page, method, path, body, headers = {}) {
  calls += 1
  return page.evaluate(
    async ({ method, path, body, headers }) => {
      const answer = await fetch(path, {
        method,
        headers: { ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
      return text ? JSON.parse(text) : undefined
    },
    { method, path, body, headers: { ...(method === 'POST' ? { 'Idempotency-Key': `e2e-${process.pid}-${calls}` } : {}), ...headers } },
  )
}
