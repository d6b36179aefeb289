import { describe, expect, it } from 'vitest'
import { parseUsersSearch } from './usersSearch'

describe('the address of the list of users', () => {
  it('keeps what it knows', () => {
    expect(parseUsersSearch({ q: '张', status: 'disabled', team: '3', role: 2, sort: '-name', cursor: 'abc', size: 100, id: 7, tab: 'member' })).toEqual({
      q: '张',
      status: 'disabled',
      team: 3,
      role: 2,
      sort: '-name',
      cursor: 'abc',
      size: 100,
      id: 7,
      tab: 'member',
    })
  })

  it('drops what it does not know', () => {
    expect(parseUsersSearch({ q: '', status: 'gone', team: -1, role: 'x', sort: 'login', size: 0, id: 1.5, tab: 'other', more: 1 })).toEqual({})
  })

  it('a number typed as search stays a text, a page is never larger than the server allows', () => {
    expect(parseUsersSearch({ q: 138, size: 9999 })).toEqual({ q: '138', size: 200 })
  })
})
