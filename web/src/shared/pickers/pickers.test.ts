import { describe, expect, it } from 'vitest'
import { regionPath } from './regionPath'
import { teamPath, teamsBelow } from './teamPath'

const team = (id: number, name: string, parent_id?: number) => ({ id, name, members: 0, version: 1, ...(parent_id ? { parent_id } : {}) })
const teams = [team(1, '销售部'), team(2, '华东', 1), team(3, '上海', 2), team(4, '华南', 1)]

describe('teams', () => {
  it('a path names all teams from the root down', () => {
    expect(teamPath(teams, 3)).toBe('销售部 / 华东 / 上海')
    expect(teamPath(teams, 9)).toBe('')
  })

  it('a broken tree ends', () => expect(teamPath([team(1, 'a', 2), team(2, 'b', 1)], 1).split(' / ')).toHaveLength(20))

  it('below a team lies the team itself and its branches', () => {
    expect([...teamsBelow(teams, 2)]).toEqual([2, 3])
    expect([...teamsBelow(teams, 1)]).toEqual([1, 2, 3, 4])
  })
})

describe('regions', () => {
  it.each([
    ['330000', ['330000']],
    ['330100', ['330000', '330100']],
    ['330106', ['330000', '330100', '330106']],
    ['310115', ['310000', '310100', '310115']],
  ])('%s lies in %j', (code, path) => expect(regionPath(code)).toEqual(path))
})
