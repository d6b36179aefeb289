import { api, ifMatch, ok } from '@shared/api/client'
import type { components } from '@shared/api/schema'
import { queryOptions } from '@tanstack/react-query'

type Schemas = components['schemas']
export type Company = Schemas['OrgCompany']
export type TeamChange = Schemas['OrgTeamPatch']
export type TeamInput = Schemas['OrgTeamNew']
export type CalendarDay = Schemas['OrgDay']
export type WeekHours = Schemas['OrgWeek']
export type DayInput = Schemas['OrgDaySet']
export type ImportInput = Schemas['OrgImport']

export const companyQuery = queryOptions({
  queryKey: ['company'],
  queryFn: ({ signal }) => ok(api.GET('/api/v1/company', { signal })),
})

export const changeCompany = (version: number, body: Schemas['OrgCompanyPatch']) => ok(api.PATCH('/api/v1/company', { params: { header: ifMatch(version) }, body }))

export const createTeam = (body: TeamInput) => ok(api.POST('/api/v1/teams', { body }))

export const teamQuery = (id: number) =>
  queryOptions({ queryKey: ['teams', id], queryFn: ({ signal }) => ok(api.GET('/api/v1/teams/{id}', { signal, params: { path: { id } } })) })

export const changeTeam = (id: number, version: number, body: TeamChange) =>
  ok(api.PATCH('/api/v1/teams/{id}', { params: { path: { id }, header: ifMatch(version) }, body }))

export const archiveTeam = (id: number, version: number) => ok(api.DELETE('/api/v1/teams/{id}', { params: { path: { id }, header: ifMatch(version) } }))

/** The first users of a team, for those who may see them. */
export const teamMembersQuery = (teamId: number) =>
  queryOptions({
    queryKey: ['users', 'team', teamId],
    queryFn: ({ signal }) => ok(api.GET('/api/v1/users', { signal, params: { query: { team_id: teamId, sort: 'name', limit: 200 } } })),
  })

export const setHours = (version: number, body: Schemas['OrgHoursSet']) => ok(api.PUT('/api/v1/calendar/hours', { params: { header: ifMatch(version) }, body }))

export const setDay = (version: number, date: string, body: DayInput) =>
  ok(api.PUT('/api/v1/calendar/days/{date}', { params: { path: { date }, header: ifMatch(version) }, body }))

export const importYear = (body: ImportInput, dryRun: 'preview' | 'import') =>
  ok(api.POST('/api/v1/calendar/import', { params: { query: dryRun === 'preview' ? { dry_run: true } : {} }, body }))
