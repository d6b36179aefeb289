import { api, ok } from '@shared/api/client'
import type { components } from '@shared/api/schema'
import { queryOptions } from '@tanstack/react-query'

export type Backup = components['schemas']['UpkeepBackup']
export type Verification = Awaited<ReturnType<typeof verifyBackup>>

const pollMs = 1500

/** All backups; asks again while one is being made. */
export const backupsQuery = queryOptions({
  queryKey: ['backups'],
  queryFn: async ({ signal }) => (await ok(api.GET('/api/v1/backups', { signal }))).items,
  refetchInterval: (query) => (query.state.data?.some((backup) => backup.status === 'running') ? pollMs : false),
})

export const createBackup = () => ok(api.POST('/api/v1/backups'))
export const verifyBackup = (name: string) => ok(api.POST('/api/v1/backups/{name}/verification', { params: { path: { name } } }))
export const deleteBackup = (name: string) => ok(api.DELETE('/api/v1/backups/{name}', { params: { path: { name } } }))

/** Where the browser fetches the file of a backup. */
export const backupFile = (name: string) => `/api/v1/backups/${encodeURIComponent(name)}/file`
