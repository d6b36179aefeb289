import { api, ifMatch, ok } from '@shared/api/client'
import type { components } from '@shared/api/schema'
import { queryOptions } from '@tanstack/react-query'
import type { UserSort } from './usersSearch'

type Schemas = components['schemas']
export type Session = Schemas['IamSessionItem']
export type Token = Schemas['IamToken']
export type TokenInput = Schemas['TokenInBody']
export type User = Schemas['IamUser']
export type UserInput = Schemas['UserInBody']
export type UserChange = Schemas['UserPatchInBody']
export type Role = Schemas['IamRole']
export type Permission = Schemas['IamPermission']
export type Policy = Schemas['IamPolicy']
export type Member = Schemas['OrgMember']
export type MemberInput = Schemas['OrgMemberSet']
export type AuditEvent = Schemas['IamEvent']
export type Access = Schemas['IamAccess']

export type UserStatus = User['status']

// ——— the person's own account

export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: async ({ signal }) => (await ok(api.GET('/api/v1/me/sessions', { signal }))).items,
})

export const endSession = (id: number) => ok(api.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id } } }))
export const endOtherSessions = () => ok(api.DELETE('/api/v1/me/sessions'))
export const changePassword = (current: string, next: string) => ok(api.POST('/api/v1/me/password', { body: { current, new: next } }))
export const startSecondFactor = (password: string) => ok(api.POST('/api/v1/me/second-factor', { body: { password } }))
export const confirmSecondFactor = (code: string) => ok(api.POST('/api/v1/me/second-factor/confirm', { body: { code } }))
export const stopSecondFactor = (password: string) => ok(api.DELETE('/api/v1/me/second-factor', { body: { password } }))

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async ({ signal }) => (await ok(api.GET('/api/v1/tokens', { signal }))).items,
})

export const createToken = (body: TokenInput) => ok(api.POST('/api/v1/tokens', { body }))
export const revokeToken = (id: number) => ok(api.DELETE('/api/v1/tokens/{id}', { params: { path: { id } } }))

// ——— users

export interface UserFilter {
  q?: string | undefined
  status?: UserStatus | undefined
  team_id?: number | undefined
  role_id?: number | undefined
  sort?: UserSort | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

export const usersQuery = (filter: UserFilter) =>
  queryOptions({
    queryKey: ['users', 'list', filter],
    queryFn: ({ signal }) => ok(api.GET('/api/v1/users', { signal, params: { query: filter } })),
    placeholderData: (before) => before,
  })

export const readUser = (id: number, signal?: AbortSignal) => ok(api.GET('/api/v1/users/{id}', { ...(signal ? { signal } : {}), params: { path: { id } } }))

export const userQuery = (id: number) => queryOptions({ queryKey: ['users', 'one', id], queryFn: ({ signal }) => readUser(id, signal) })

export const createUser = (body: UserInput) => ok(api.POST('/api/v1/users', { body }))

export const changeUser = (id: number, version: number, body: UserChange) =>
  ok(api.PATCH('/api/v1/users/{id}', { params: { path: { id }, header: ifMatch(version) }, body }))

export const disableUser = (id: number, version: number) => ok(api.POST('/api/v1/users/{id}/disable', { params: { path: { id }, header: ifMatch(version) } }))
export const enableUser = (id: number, version: number) => ok(api.POST('/api/v1/users/{id}/enable', { params: { path: { id }, header: ifMatch(version) } }))
export const inviteUser = (id: number) => ok(api.POST('/api/v1/users/{id}/invitation', { params: { path: { id } } }))
export const removeUserFactor = (id: number) => ok(api.DELETE('/api/v1/users/{id}/second-factor', { params: { path: { id } } }))
export const endUserSessions = (id: number) => ok(api.DELETE('/api/v1/users/{id}/sessions', { params: { path: { id } } }))

/** Where a user works and what they cover. */
export const memberQuery = (id: number) =>
  queryOptions({
    queryKey: ['members', id],
    queryFn: ({ signal }) => ok(api.GET('/api/v1/members/{user_id}', { signal, params: { path: { user_id: id } } })),
  })

export const setMember = (id: number, version: number, body: MemberInput) =>
  ok(api.PUT('/api/v1/members/{user_id}', { params: { path: { user_id: id }, header: ifMatch(version) }, body }))

export const addAbsence = (id: number, body: Schemas['OrgAbsenceNew']) => ok(api.POST('/api/v1/members/{user_id}/absences', { params: { path: { user_id: id } }, body }))

export const removeAbsence = (id: number, version: number, absence: number) =>
  ok(api.DELETE('/api/v1/members/{user_id}/absences/{id}', { params: { path: { user_id: id, id: absence }, header: ifMatch(version) } }))

// ——— roles and policy

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: async ({ signal }) => (await ok(api.GET('/api/v1/roles', { signal }))).items,
})

export const permissionsQuery = queryOptions({
  queryKey: ['permissions'],
  queryFn: async ({ signal }) => (await ok(api.GET('/api/v1/permissions', { signal }))).items,
  staleTime: Number.POSITIVE_INFINITY,
})

export const createRole = (body: Schemas['RoleInBody']) => ok(api.POST('/api/v1/roles', { body }))

export const changeRole = (id: number, version: number, body: Schemas['RolePatchInBody']) =>
  ok(api.PATCH('/api/v1/roles/{id}', { params: { path: { id }, header: ifMatch(version) }, body }))

export const deleteRole = (id: number, version: number) => ok(api.DELETE('/api/v1/roles/{id}', { params: { path: { id }, header: ifMatch(version) } }))

export const policyQuery = queryOptions({
  queryKey: ['security-policy'],
  queryFn: ({ signal }) => ok(api.GET('/api/v1/security-policy', { signal })),
})

export const setPolicy = (version: number, body: Schemas['PolicyInBody']) =>
  ok(api.PUT('/api/v1/security-policy', { params: { header: ifMatch(version) }, body }))

// ——— audit

export interface EventFilter {
  type?: string | undefined
  actor_id?: number | undefined
  subject_kind?: string | undefined
  subject_id?: number | undefined
  from?: string | undefined
  to?: string | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

export const eventsQuery = (filter: EventFilter) =>
  queryOptions({
    queryKey: ['events', 'list', filter],
    queryFn: ({ signal }) => ok(api.GET('/api/v1/events', { signal, params: { query: filter } })),
    placeholderData: (before) => before,
  })

export const eventTypesQuery = queryOptions({
  queryKey: ['events', 'types'],
  queryFn: async ({ signal }) => (await ok(api.GET('/api/v1/events/types', { signal }))).items,
  staleTime: Number.POSITIVE_INFINITY,
})

export type AccessFilter = Pick<EventFilter, 'actor_id' | 'from' | 'to' | 'cursor' | 'limit'>

export const accessQuery = (filter: AccessFilter) =>
  queryOptions({
    queryKey: ['access-log', filter],
    queryFn: ({ signal }) => ok(api.GET('/api/v1/access-log', { signal, params: { query: filter } })),
    placeholderData: (before) => before,
  })
