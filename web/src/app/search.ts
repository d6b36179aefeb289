import { api, ok } from '@shared/api/client'
import { teamsQuery } from '@shared/pickers/api'
import { teamPath } from '@shared/pickers/teamPath'
import { holds, type Me } from '@shared/session/session'
import type { Command } from '@shared/ui/CommandPalette'
import type { QueryClient } from '@tanstack/react-query'

interface SearchInput {
  client: QueryClient
  me: Me | undefined
  groups: { people: string; teams: string }
  openUser: (id: number) => void
  openTeam: (id: number) => void
}

const most = 8

/** Colleagues and teams by name, for the palette; people only for those who can open them. */
export function searchRecords({ client, me, groups, openUser, openTeam }: SearchInput) {
  return async (text: string, signal: AbortSignal): Promise<readonly Command[]> => {
    const [people, teams] = await Promise.all([holds(me, 'iam.user.read') ? findPeople(text, signal) : [], client.ensureQueryData(teamsQuery)])
    const wanted = text.toLowerCase()
    return [
      ...people.map((person): Command => {
        const detail = person.team_name ? { detail: person.team_name } : {}
        return { id: `user-${person.id}`, group: groups.people, label: person.name, ...detail, run: () => openUser(person.id) }
      }),
      ...teams
        .filter((team) => team.name.toLowerCase().includes(wanted))
        .slice(0, most)
        .map((team): Command => ({ id: `team-${team.id}`, group: groups.teams, label: team.name, detail: teamPath(teams, team.id), run: () => openTeam(team.id) })),
    ]
  }
}

async function findPeople(q: string, signal: AbortSignal) {
  return (await ok(api.GET('/api/v1/users/directory', { signal, params: { query: { q, limit: most } } }))).items
}
