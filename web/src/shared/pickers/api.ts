import { queryOptions } from '@tanstack/react-query'
import { api, ok } from '../api/client'
import type { components } from '../api/schema'

export type Team = components['schemas']['OrgTeam']

/** The whole tree of teams, ordered from the roots down. */
export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: async ({ signal }) => (await ok(api.GET('/api/v1/teams', { signal }))).items,
})

/** Colleagues by name, for pickers. */
export const directoryQuery = (q: string) =>
  queryOptions({
    queryKey: ['directory', q],
    queryFn: async ({ signal }) => (await ok(api.GET('/api/v1/users/directory', { signal, params: { query: { ...(q ? { q } : {}), limit: 50 } } }))).items,
    placeholderData: (before) => before,
  })

const forADay = 86_400_000

/** The regions below one; the provinces without it. */
export const regionsQuery = (parent?: string) =>
  queryOptions({
    queryKey: ['regions', parent ?? ''],
    queryFn: async ({ signal }) => (await ok(api.GET('/api/v1/regions', { signal, params: { query: parent ? { parent } : {} } }))).items,
    staleTime: forADay,
  })

export const industriesQuery = queryOptions({
  queryKey: ['industries'],
  queryFn: async ({ signal }) => (await ok(api.GET('/api/v1/industries', { signal }))).items,
  staleTime: forADay,
})

export const languagesQuery = queryOptions({
  queryKey: ['languages'],
  queryFn: async ({ signal }) => (await ok(api.GET('/api/v1/languages', { signal }))).items,
  staleTime: forADay,
})
