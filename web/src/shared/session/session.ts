import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query'
import { api, ok } from '../api/client'
import type { components } from '../api/schema'
import { defaultZone } from '../format/time'

/** The person who is signed in, as the server describes them. */
export type Me = components['schemas']['IamMe']

/** Who am I, and what may I do. Fails with status 401 when nobody is signed in. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => ok(api.GET('/api/v1/me', { signal })),
  staleTime: 60_000,
})

/** Whether this installation waits for its first administrator. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => ok(api.GET('/api/v1/setup', { signal })),
})

/** Forgets everything that the last person saw; called at login and at logout. */
export function forgetSession(client: QueryClient): void {
  client.clear()
}

/** Asks anew who I am, after something that changed it. Nothing observes the query, so that invalidating it would do nothing. */
export function refreshMe(client: QueryClient): Promise<Me> {
  return client.fetchQuery({ ...meQuery, staleTime: 0 })
}

/** The signed-in person; undefined on public pages. */
export function useMe(): Me | undefined {
  return useQuery({ ...meQuery, enabled: false }).data
}

/** The company's zone, in which all times are shown. */
export function useZone(): string {
  return useMe()?.company.zone ?? defaultZone
}

/**
 * Asks whether the person holds a permission. It decides what the app shows, never what is allowed: the server checks
 * every request again.
 */
export function useCan(): (permission: string) => boolean {
  const me = useMe()
  return (permission) => holds(me, permission)
}

/** True when the person holds the permission, for whichever records. */
export function holds(me: Me | undefined, permission: string): boolean {
  return levelOf(me, permission) !== 'none'
}

/** For which records somebody holds a permission. */
export type Level = (typeof levels)[number]

/** From nothing to everything; each level holds the ones before it. */
export const levels = ['none', 'own', 'team', 'subtree', 'all'] as const

/** Reads a level; one that this version of the app does not know counts as none. */
export function parseLevel(level: string | undefined): Level {
  return levels.find((one) => one === level) ?? 'none'
}

/** The level at which the person holds the permission. */
export function levelOf(me: Me | undefined, permission: string): Level {
  return parseLevel(me?.permissions[permission])
}
