import type { Team } from './api'

/** The name of a team with those above it: 华东 / 上海. */
export function teamPath(teams: readonly Team[], id: number): string {
  const byId = new Map(teams.map((team) => [team.id, team]))
  const names: string[] = []
  // The number of steps is bounded, so that a broken tree cannot hang the page.
  for (let at = byId.get(id); at && names.length < 20; at = at.parent_id ? byId.get(at.parent_id) : undefined) names.unshift(at.name)
  return names.join(' / ')
}

/** The team itself and all below it. */
export function teamsBelow(teams: readonly Team[], id: number): ReadonlySet<number> {
  const found = new Set([id])
  // Teams come from the roots down, so that a parent is always seen first.
  for (const team of teams) if (team.parent_id && found.has(team.parent_id)) found.add(team.id)
  return found
}
