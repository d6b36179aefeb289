import { describe, expect, it } from 'vitest'
import { ifMatch, ok, randomKey } from './client'
import { safeNext } from './next'
import { Problem, toProblem } from './problem'
import { retryQuery } from './query'

describe('safeNext', () => {
  it.each(['/', '/customers?view=mine&page=2', '/leads#note', '/x%20y'])('keeps %s', (path) => expect(safeNext(path)).toBe(path))
  it.each([
    '//evil.example',
    '/\\evil.example',
    'https:evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/%0d%0aSet-Cookie:x',
    '/%5cevil.example',
    '/%2f/evil.example',
    '/a/../..//evil.example',
    '/\tevil',
    '/ evil',
    ' /x',
    '/login?next=/x',
    '/setup',
    '',
    undefined,
    ['/x'],
    `/${'a'.repeat(3000)}`,
  ])('refuses %j', (path) => expect(safeNext(path)).toBe('/'))
})

describe('problems', () => {
  const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers })

  it('reads code, params, fields and request id', () => {
    const problem = toProblem(answer(422, { 'X-Request-Id': 'r1' }), {
      code: 'iam.invalid',
      params: { min: 12 },
      errors: [{ path: 'password', code: 'too_short', params: { min: 12 } }, 7],
    })
    expect(problem).toMatchObject({ status: 422, code: 'iam.invalid', params: { min: 12 }, requestId: 'r1' })
    expect(problem.fields).toEqual([
      { path: 'password', code: 'too_short', params: { min: 12 } },
      { path: '', code: 'invalid', params: {} },
    ])
  })

  it('survives a body that is no problem', () => {
    expect(toProblem(answer(502), 'Bad gateway').code).toBe('web.status_server')
    expect(toProblem(answer(429, { 'Retry-After': '30' }), null).retryAfter).toBe(30)
  })

  it('ok unwraps or throws', async () => {
    await expect(ok(Promise.resolve({ data: 1, response: answer(200) }))).resolves.toBe(1)
    await expect(ok(Promise.resolve({ error: { code: 'a.b' }, response: answer(409) }))).rejects.toMatchObject({ code: 'a.b', status: 409 })
  })

  it('repeats reads only when that can help', () => {
    expect(retryQuery(0, Problem.network())).toBe(true)
    expect(retryQuery(2, Problem.network())).toBe(false)
    expect(retryQuery(0, new Problem({ status: 403, code: 'x.y' }))).toBe(false)
  })
})

describe('headers', () => {
  it('makes keys without a secure context', () => {
    expect(randomKey()).toMatch(/^[0-9a-f]{32}$/)
    expect(randomKey()).not.toBe(randomKey())
  })
  it('quotes the version', () => expect(ifMatch(3)).toEqual({ 'If-Match': '"3"' }))
})
