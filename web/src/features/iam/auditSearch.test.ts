import { expect, it } from 'vitest'
import { parseAuditSearch } from './auditSearch'

it('keeps what it knows', () => {
  const search = { log: 'access', type: 'iam.user_changed', actor: 2, kind: 'user', subject: 7, from: '2026-11-01', to: '2026-11-21', cursor: 'x', size: 100, event: 9 }
  expect(parseAuditSearch(search)).toEqual(search)
})

it('drops what it does not know', () => {
  expect(parseAuditSearch({ log: 'other', type: 'a b', actor: 'x', from: '2026-13-01', to: 'today', size: -1 })).toEqual({})
})
