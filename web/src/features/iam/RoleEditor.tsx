import { Problem } from '@shared/api/problem'
import { problemText } from '@shared/i18n/problemText'
import { RecordConflict } from '@shared/session/RecordConflict'
import { useCan, useMe } from '@shared/session/session'
import { LeaveGuard } from '@shared/ui/LeaveGuard'
import { PageHeader } from '@shared/ui/PageHeader'
import { SaveBar } from '@shared/ui/SaveBar'
import { Notice } from '@shared/ui/States'
import { toasts } from '@shared/ui/toastStore'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeRole, rolesQuery, type Permission, type Role } from './api'
import { GrantGrid } from './GrantGrid'
import { changedGrants, grantsOf, mergedGrants, type Grants } from './grants'
import { CreateRoleDialog, DeleteRoleDialog, RenameRoleDialog } from './RoleDialogs'
import { useRoleName } from './roleName'
import styles from './roles.module.css'

interface RoleEditorProps {
  role: Role
  roles: readonly Role[]
  permissions: readonly Permission[]
}

/** What one role may do: every permission with its reach. */
export function RoleEditor({ role, roles, permissions }: RoleEditorProps) {
  const { t } = useTranslation('roles')
  const roleName = useRoleName()
  const navigate = useNavigate()
  const [dialog, setDialog] = useState<'copy' | 'rename' | 'delete'>()
  const [draft, setDraft] = useState<Grants>({})
  const mayWrite = useCan()('iam.role.write')
  const reason = useReadOnlyReason(role)
  const saved = grantsOf(role)
  const changed = changedGrants(saved, draft)
  const save = useSave(role, draft, () => setDraft({}))
  const close = () => setDialog(undefined)
  const count = Object.keys(changed).length

  return (
    <>
      <PageHeader
        title={roleName(role)}
        count={t('usersCount', { count: role.users })}
        actions={
          mayWrite && (
            <>
              <Button onClick={() => setDialog('copy')}>{t('copy')}</Button>
              {!role.builtin && <Button onClick={() => setDialog('rename')}>{t('rename')}</Button>}
              {!role.builtin && (
                <Button danger onClick={() => setDialog('delete')}>
                  {t('delete')}
                </Button>
              )}
            </>
          )
        }
      />
      {reason !== undefined && <Notice kind="info">{reason}</Notice>}
      {save.stale && (
        <RecordConflict
          subject={{ kind: 'role', id: role.id }}
          onReload={() => {
            setDraft({})
            save.reload()
          }}
          onOverwrite={save.overwrite}
        />
      )}
      {save.failure !== undefined && <Notice kind="danger">{problemText(save.failure)}</Notice>}
      <GrantGrid
        permissions={permissions}
        saved={saved}
        changed={changed}
        readOnly={reason !== undefined}
        refused={save.refused}
        onChange={(key, level) => {
          save.reset()
          setDraft({ ...draft, [key]: level })
        }}
      />
      {count > 0 && <SaveBar text={t('changed', { count })} busy={save.busy} onSave={save.run} onDiscard={() => setDraft({})} />}
      <LeaveGuard dirty={count > 0} />
      <CreateRoleDialog open={dialog === 'copy'} roles={roles} from={role} onClose={close} onDone={(made) => void navigate({ to: '/settings/roles', search: { id: made.id } })} />
      <RenameRoleDialog open={dialog === 'rename'} role={role} onClose={close} />
      <DeleteRoleDialog open={dialog === 'delete'} role={role} onClose={close} onGone={() => void navigate({ to: '/settings/roles' })} />
      <p className={styles.foot}>{t('foot')}</p>
    </>
  )
}

/** Why this person cannot change this role, if so. */
function useReadOnlyReason(role: Role): string | undefined {
  const { t } = useTranslation('roles')
  const mayWrite = useCan()('iam.role.write')
  const me = useMe()
  if (role.locked) return t('reason.locked')
  if (!mayWrite) return t('reason.permission')
  if (me?.roles.some((own) => own.id === role.id)) return t('reason.own')
  return undefined
}

function useSave(role: Role, draft: Grants, onSaved: () => void) {
  const { t } = useTranslation('roles')
  const roleName = useRoleName()
  const client = useQueryClient()
  const put = useMutation({
    mutationFn: (base: Role) => changeRole(base.id, base.version, { grants: mergedGrants(grantsOf(base), draft) }),
    onSuccess: async () => {
      toasts.done(t('saved', { name: roleName(role) }))
      await client.refetchQueries({ queryKey: rolesQuery.queryKey })
      onSaved()
    },
  })
  const problem = put.error instanceof Problem ? put.error : undefined
  const refused = problem?.code === 'iam.grant_exceeds_own' ? String(problem.params['permission'] ?? '') : undefined
  const stale = problem?.status === 412
  const fresh = async () => (await client.fetchQuery({ ...rolesQuery, staleTime: 0 })).find((one) => one.id === role.id) ?? role
  return {
    run: () => put.mutate(role),
    overwrite: () => void fresh().then((base) => put.mutate(base)),
    reload: () => {
      put.reset()
      void client.refetchQueries({ queryKey: rolesQuery.queryKey })
    },
    reset: put.reset,
    busy: put.isPending,
    stale,
    refused,
    failure: put.error && !stale && refused === undefined ? put.error : undefined,
  }
}
