import { describe, expect, it } from 'vitest'
import { isElsewhere } from './leaving'

describe('leaving', () => {
  const role = { pathname: '/settings/roles', search: { id: 3 } }

  it.each([
    ['another page', { pathname: '/settings/users', search: {} }, true],
    ['the list', { pathname: '/settings/roles', search: {} }, true],
    ['another record', { pathname: '/settings/roles', search: { id: 4 } }, true],
    ['the same record', { pathname: '/settings/roles', search: { id: 3 } }, false],
  ])('%s', (_name, next, expected) => expect(isElsewhere(role, next)).toBe(expected))
})
