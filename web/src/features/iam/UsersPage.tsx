import { LinkNotice } from '@shared/session/LinkNotice'
import { Permitted } from '@shared/session/Permitted'
import { useCan } from '@shared/session/session'
import { TeamSelect } from '@shared/pickers/TeamSelect'
import { DataTable, type Sort } from '@shared/ui/DataTable'
import { FilterBar, type FilterChip } from '@shared/ui/FilterBar'
import { FilterSelect } from '@shared/ui/FilterSelect'
import { ListLayout } from '@shared/ui/ListLayout'
import { OnDemand } from '@shared/ui/OnDemand'
import { PageHeader } from '@shared/ui/PageHeader'
import { Empty, EmptyFiltered } from '@shared/ui/States'
import { useCursor } from '@shared/ui/useCursor'
import { useShortcut } from '@shared/keyboard/useShortcut'
import { teamsQuery } from '@shared/pickers/api'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { lazy, useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { rolesQuery, usersQuery, type UserStatus } from './api'
import { useRoleName } from './roleName'
import { usersRoute } from './routes'
import { useUserColumns } from './userColumns'
import { userStatuses, type UserSort, type UsersSearch } from './usersSearch'

const UserDrawer = lazy(async () => ({ default: (await import('./UserDrawer')).UserDrawer }))
const CreateUserDrawer = lazy(async () => ({ default: (await import('./CreateUserDrawer')).CreateUserDrawer }))

/** Accounts: who may sign in, with which roles, in which team. */
export function UsersPage() {
  const { t } = useTranslation('users')
  return (
    <Permitted permission="iam.user.read" title={t('title')}>
      <UserList />
    </Permitted>
  )
}

type Change = (change: { [K in keyof UsersSearch]: UsersSearch[K] | undefined }) => void

const defaultSize = 50

function UserList() {
  const { t } = useTranslation('users')
  const search = usersRoute.useSearch()
  const navigate = useNavigate()
  const mayWrite = useCan()('iam.user.write')
  const users = useQuery(
    usersQuery({
      q: search.q,
      status: search.status,
      team_id: search.team,
      role_id: search.role,
      sort: search.sort ?? 'name',
      cursor: search.cursor,
      limit: search.size ?? defaultSize,
    }),
  )
  const change: Change = useCallback((next) => void navigate({ to: '/settings/users', search: (old) => clean({ ...old, ...next }), replace: true, resetScroll: 'cursor' in next }), [navigate])
  const pages = useCursor({ cursor: search.cursor, next: users.data?.next_cursor, onCursor: (cursor) => change({ cursor }) })
  const filter = useFilters(search, change)
  const openCreate = () => change({ create: 1, id: undefined })
  useShortcut('c', t('create'), openCreate, mayWrite)

  return (
    <ListLayout
      header={
        <>
          <PageHeader
            title={t('title')}
            actions={
              mayWrite && (
                <Button type="primary" onClick={openCreate}>
                  {t('create')}
                </Button>
              )
            }
          />
          <LinkNotice />
        </>
      }
      bar={filter.bar}
    >
      <DataTable
        caption={t('title')}
        columns={useUserColumns(search)}
        rows={users.data?.items}
        rowKey={(user) => user.id}
        rowName={(user) => user.name}
        refreshing={users.isPlaceholderData}
        error={users.data ? undefined : users.error}
        onRetry={() => void users.refetch()}
        empty={filter.active.length > 0 ? <EmptyFiltered filters={filter.active} onClear={filter.clear} /> : <Empty text={t('empty')} />}
        sort={sortOf(search.sort ?? 'name')}
        onSort={(sort) => change({ sort: `${sort.desc ? '-' : ''}${sort.by}` as UserSort, cursor: undefined })}
        pager={{ pageSize: search.size ?? defaultSize, onPageSize: (size) => change({ size, cursor: undefined }), ...pages }}
      />
      <OnDemand when={search.id !== undefined}>
        <UserDrawer id={search.id} tab={search.tab} onTab={(tab) => change({ tab })} onClose={() => change({ id: undefined, tab: undefined })} />
      </OnDemand>
      <OnDemand when={mayWrite && search.create === 1}>
        <CreateUserDrawer open={search.create === 1} onClose={() => change({ create: undefined })} />
      </OnDemand>
    </ListLayout>
  )
}

/** Without the empty parts, so that the address stays short. */
function clean(search: { [K in keyof UsersSearch]: UsersSearch[K] | undefined }): UsersSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== '')) as UsersSearch
}

function sortOf(sort: UserSort): Sort {
  return { by: sort.replace(/^-/, ''), desc: sort.startsWith('-') }
}

function useFilters(search: UsersSearch, change: Change) {
  const { t } = useTranslation('users')
  const roleName = useRoleName()
  const roles = useQuery(rolesQuery).data ?? []
  const teams = useQuery(teamsQuery).data ?? []
  const onSearch = useCallback((q: string) => change({ q, cursor: undefined }), [change])
  const clear = () => change({ q: undefined, status: undefined, team: undefined, role: undefined, cursor: undefined })
  const role = roles.find((one) => one.id === search.role)
  const chips: FilterChip[] = []
  const chip = (id: 'status' | 'team' | 'role', label: string) => chips.push({ id, label, onRemove: () => change({ [id]: undefined, cursor: undefined }) })
  if (search.status) chip('status', t(`status.${search.status}`))
  if (search.team) chip('team', teams.find((team) => team.id === search.team)?.name ?? t('team'))
  if (search.role) chip('role', role ? roleName(role) : t('roles'))
  const active = [...(search.q ? [search.q] : []), ...chips.map((one) => one.label)]
  const bar = (
    <FilterBar
      search={{ label: t('search'), value: search.q ?? '', onChange: onSearch }}
      filters={
        <>
          <FilterSelect<UserStatus>
            label={t('statusLabel')}
            value={search.status}
            options={userStatuses.map((status) => ({ value: status, label: t(`status.${status}`) }))}
            onChange={(status) => change({ status, cursor: undefined })}
          />
          <TeamSelect label={t('team')} value={search.team ?? null} onChange={(team) => change({ team: team ?? undefined, cursor: undefined })} />
          <FilterSelect
            label={t('roles')}
            value={search.role === undefined ? undefined : String(search.role)}
            options={roles.map((one) => ({ value: String(one.id), label: roleName(one) }))}
            onChange={(id) => change({ role: id === undefined ? undefined : Number(id), cursor: undefined })}
          />
        </>
      }
      chips={chips}
      onClear={clear}
    />
  )
  return { bar, active, clear }
}
