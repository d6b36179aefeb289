import { useShortcut } from '@shared/keyboard/useShortcut'
import { Permitted } from '@shared/session/Permitted'
import { useCan } from '@shared/session/session'
import { formatNumber } from '@shared/format/number'
import { DataTable, type Column } from '@shared/ui/DataTable'
import { OnDemand } from '@shared/ui/OnDemand'
import { PageHeader } from '@shared/ui/PageHeader'
import { SkeletonBlock } from '@shared/ui/Skeleton'
import { Empty, ErrorState } from '@shared/ui/States'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { permissionsQuery, rolesQuery, type Role } from './api'
import { useRoleName } from './roleName'
import { rolesRoute } from './routes'
import styles from './roles.module.css'

const RoleEditor = lazy(async () => ({ default: (await import('./RoleEditor')).RoleEditor }))
const CreateRoleDialog = lazy(async () => ({ default: (await import('./RoleDialogs')).CreateRoleDialog }))

/** The roles, and of one role what it may do. */
export function RolesPage() {
  const { t } = useTranslation('roles')
  const { id } = rolesRoute.useSearch()
  return (
    <Permitted permission="iam.role.read" title={t('title')}>
      {id === undefined ? <RoleList /> : <OneRole id={id} />}
    </Permitted>
  )
}

function RoleList() {
  const { t, i18n } = useTranslation('roles')
  const roles = useQuery(rolesQuery)
  const roleName = useRoleName()
  const navigate = useNavigate()
  const mayWrite = useCan()('iam.role.write')
  const creating = rolesRoute.useSearch().create === 1
  const setCreating = (on: boolean) => void navigate({ to: '/settings/roles', search: on ? { create: 1 } : {}, replace: true })
  useShortcut('c', t('create'), () => setCreating(true), mayWrite)
  const columns: Column<Role>[] = [
    {
      id: 'name',
      header: t('name'),
      cell: (role) => (
        <Link to="/settings/roles" search={{ id: role.id }}>
          {roleName(role)}
        </Link>
      ),
    },
    { id: 'kind', header: t('kind'), cell: (role) => t(role.locked ? 'kind.locked' : role.builtin ? 'kind.builtin' : 'kind.custom'), width: 200, phone: 'meta' },
    { id: 'granted', header: t('granted'), cell: (role) => formatNumber(grantedCount(role), i18n.language), align: 'end', width: 120 },
    { id: 'users', header: t('users'), cell: (role) => t('usersCount', { count: role.users }), align: 'end', width: 120, phone: 'end' },
  ]
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          mayWrite && (
            <Button type="primary" onClick={() => setCreating(true)}>
              {t('create')}
            </Button>
          )
        }
      />
      <p className={styles.lead}>{t('lead')}</p>
      <DataTable
        caption={t('title')}
        columns={columns}
        rows={roles.data}
        rowKey={(role) => role.id}
        rowName={roleName}
        error={roles.data ? undefined : roles.error}
        onRetry={() => void roles.refetch()}
        empty={<Empty text={t('empty')} />}
      />
      <OnDemand when={mayWrite && creating}>
        <CreateRoleDialog open={creating} roles={roles.data ?? []} onClose={() => setCreating(false)} onDone={(role) => void navigate({ to: '/settings/roles', search: { id: role.id } })} />
      </OnDemand>
    </>
  )
}

function grantedCount(role: Role): number {
  return Object.values(role.grants ?? {}).filter((level) => level !== 'none').length
}

function OneRole({ id }: { id: number }) {
  const { t } = useTranslation('roles')
  const roles = useQuery(rolesQuery)
  const permissions = useQuery(permissionsQuery)
  const error = roles.error ?? permissions.error
  const role = roles.data?.find((one) => one.id === id)
  return (
    <>
      <Link to="/settings/roles" className={styles.back} data-back>
        {t('back')}
      </Link>
      {role && permissions.data ? (
        <Suspense fallback={<SkeletonBlock lines={6} />}>
          <RoleEditor key={role.id} role={role} roles={roles.data ?? []} permissions={permissions.data} />
        </Suspense>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void Promise.all([roles.refetch(), permissions.refetch()])} />
      ) : roles.isPending || permissions.isPending ? (
        <SkeletonBlock lines={6} />
      ) : (
        <>
          <PageHeader title={t('title')} />
          <Empty text={t('gone')} />
        </>
      )}
    </>
  )
}
