import { describe, expect, it } from 'vitest'
import { byRoom, changedGrants, exceeds, mergedGrants } from './grants'

describe('grants', () => {
  it('levels reach further one after the other', () => {
    expect(exceeds('all', 'subtree')).toBe(true)
    expect(exceeds('team', 'team')).toBe(false)
    expect(exceeds('none', 'own')).toBe(false)
  })

  it('a change back to what is saved is no change', () => {
    expect(changedGrants({ a: 'all' }, { a: 'all', b: 'none', c: 'own' })).toEqual({ c: 'own' })
  })

  it('what grants nothing is not sent', () => {
    expect(mergedGrants({ a: 'all', b: 'team' }, { b: 'none', c: 'own' })).toEqual({ a: 'all', c: 'own' })
  })

  it('permissions stand under their rooms in the given order', () => {
    const permission = (key: string) => ({ key, room: key.split('.')[0] ?? '', scoped: false, levels: [] })
    expect(byRoom([permission('iam.a'), permission('org.a'), permission('iam.b')]).map(([room, list]) => [room, list.map((p) => p.key)])).toEqual([
      ['iam', ['iam.a', 'iam.b']],
      ['org', ['org.a']],
    ])
  })
})
