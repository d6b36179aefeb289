import { problemText } from '@shared/i18n/problemText'
import { levelOf, useMe } from '@shared/session/session'
import { ConfirmDanger, Dialog } from '@shared/ui/Dialog'
import { Field, FormLayout } from '@shared/ui/FormLayout'
import { Notice } from '@shared/ui/States'
import { toasts } from '@shared/ui/toastStore'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { changeRole, createRole, deleteRole, rolesQuery, type Role } from './api'
import { exceeds, grantsOf, type Grants } from './grants'
import { useRoleName } from './roleName'

interface CreateProps {
  open: boolean
  roles: readonly Role[]
  /** The role whose permissions the new one begins with. */
  from?: Role
  onClose: () => void
  onDone: (role: Role) => void
}

/** A new role with the permissions of another one, as far as the person holds them. */
export function CreateRoleDialog({ open, roles, from, onClose, onDone }: CreateProps) {
  const { t } = useTranslation('roles')
  const roleName = useRoleName()
  const me = useMe()
  const client = useQueryClient()
  const create = async ({ name, from: id }: { name: string; from?: number | undefined }) => {
    const source = grantsOf(roles.find((role) => role.id === id))
    const grants: Grants = Object.fromEntries(Object.entries(source).filter(([key, level]) => level !== 'none' && !exceeds(level, levelOf(me, key))))
    const made = await createRole({ name: name.trim(), grants })
    onClose()
    toasts.done(t('created', { name: made.name }))
    await client.refetchQueries({ queryKey: rolesQuery.queryKey })
    onDone(made)
  }
  return (
    <Dialog open={open} title={t('create')} onClose={onClose}>
      <FormLayout<{ name: string; from?: number | undefined }>
        submitLabel={t('create')}
        labels={{ name: t('name'), from: t('from') }}
        initialValues={from ? { from: from.id, name: '' } : {}}
        onSubmit={create}
      >
        <Field name="name" label={t('name')} required>
          <Input autoComplete="off" autoFocus />
        </Field>
        <Field name="from" label={t('from')} hint={t('fromHint')}>
          <Select allowClear placeholder={t('fromNothing')} options={roles.map((role) => ({ value: role.id, label: roleName(role) }))} />
        </Field>
      </FormLayout>
    </Dialog>
  )
}

export function RenameRoleDialog({ open, role, onClose }: { open: boolean; role: Role; onClose: () => void }) {
  const { t } = useTranslation('roles')
  const client = useQueryClient()
  const save = async (base: Role, name: string) => {
    await changeRole(base.id, base.version, { name: name.trim() })
    onClose()
    toasts.done(t('saved', { name: name.trim() }))
    await client.refetchQueries({ queryKey: rolesQuery.queryKey })
  }
  const fresh = async () => (await client.fetchQuery({ ...rolesQuery, staleTime: 0 })).find((one) => one.id === role.id) ?? role
  return (
    <Dialog open={open} title={t('rename')} onClose={onClose}>
      <FormLayout<{ name: string }>
        submitLabel={t('rename')}
        labels={{ name: t('name') }}
        initialValues={{ name: role.name }}
        onSubmit={({ name }) => save(role, name)}
        conflict={{ subject: { kind: 'role', id: role.id }, onReload: fresh, onOverwrite: async ({ name }) => save(await fresh(), name) }}
      >
        <Field name="name" label={t('name')} required>
          <Input autoComplete="off" autoFocus />
        </Field>
      </FormLayout>
    </Dialog>
  )
}

/** Deletes a role that nobody holds; says how many hold it otherwise. */
export function DeleteRoleDialog({ open, role, onClose, onGone }: { open: boolean; role: Role; onClose: () => void; onGone: () => void }) {
  const { t } = useTranslation('roles')
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => deleteRole(role.id, role.version),
    onSuccess: async () => {
      onClose()
      toasts.done(t('deleted', { name: role.name }))
      onGone()
      await client.invalidateQueries({ queryKey: rolesQuery.queryKey })
    },
    onError: onClose,
  })
  return (
    <>
      {remove.error && <Notice kind="danger">{problemText(remove.error)}</Notice>}
      <ConfirmDanger
        open={open}
        title={t('deleteTitle', { name: role.name })}
        text={t('deleteEffect')}
        action={t('delete')}
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={onClose}
      />
    </>
  )
}
