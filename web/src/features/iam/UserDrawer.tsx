import { problemText } from '@shared/i18n/problemText'
import { openableLink } from '@shared/session/links'
import { setupQuery, useCan, useMe } from '@shared/session/session'
import { ConfirmDanger, Drawer } from '@shared/ui/Dialog'
import { Facts } from '@shared/ui/Facts'
import { Field, FormLayout } from '@shared/ui/FormLayout'
import { SecretText } from '@shared/ui/SecretText'
import { DangerZone, SettingRow } from '@shared/ui/SettingsLayout'
import { SkeletonBlock } from '@shared/ui/Skeleton'
import { ErrorState, Notice } from '@shared/ui/States'
import { Tabs } from '@shared/ui/Tabs'
import { TimeText } from '@shared/ui/TimeText'
import { toasts } from '@shared/ui/toastStore'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeUser, disableUser, enableUser, endUserSessions, inviteUser, readUser, removeUserFactor, userQuery, type User, type UserChange } from './api'
import { MemberPanel } from './MemberPanel'
import { RoleSelect } from './RoleSelect'
import { UserState } from './userColumns'
import styles from './users.module.css'

interface UserDrawerProps {
  /** The user to show; nothing is open without one. */
  id: number | undefined
  tab: 'member' | undefined
  onTab: (tab: 'member' | undefined) => void
  onClose: () => void
}

/** One account beside the list: who, with which roles, as which member. */
export function UserDrawer({ id, tab, onTab, onClose }: UserDrawerProps) {
  const { t } = useTranslation('users')
  const user = useQuery({ ...userQuery(id ?? 0), enabled: id !== undefined })
  return (
    <Drawer open={id !== undefined} title={user.data?.id === id ? (user.data?.name ?? '') : t('one')} onClose={onClose}>
      {id !== undefined && (
        <Tabs<'account' | 'member'>
          key={id}
          label={t('tabs')}
          tabs={[
            { id: 'account', label: t('tab.account') },
            { id: 'member', label: t('tab.member') },
          ]}
          selected={tab ?? 'account'}
          onSelect={(next) => onTab(next === 'member' ? 'member' : undefined)}
        >
          {user.isPending ? (
            <SkeletonBlock lines={6} />
          ) : user.data ? (
            tab === 'member' ? (
              <MemberPanel user={user.data} />
            ) : (
              <Account user={user.data} />
            )
          ) : (
            <ErrorState error={user.error} onRetry={() => void user.refetch()} />
          )}
        </Tabs>
      )}
    </Drawer>
  )
}

/** Everything that shows users looks again. */
function useRefreshUsers(): () => Promise<unknown> {
  const client = useQueryClient()
  return () => Promise.all([client.invalidateQueries({ queryKey: ['users'] }), client.invalidateQueries({ queryKey: ['directory'] })])
}

interface Values {
  name: string
  email: string
  phone: string
  role_ids: number[]
}

const valuesOf = (user: User): Values => ({ name: user.name, email: user.email, phone: user.phone, role_ids: user.roles.map((role) => role.id) })

/** Only what differs, so that nobody touches what they did not change. */
function changesOf(user: User, values: Values): UserChange {
  const before = valuesOf(user)
  const change: UserChange = {}
  if (values.name.trim() !== before.name) change.name = values.name.trim()
  if (values.email.trim() !== before.email) change.email = values.email.trim()
  if (values.phone.replace(/\s/g, '') !== before.phone) change.phone = values.phone.replace(/\s/g, '')
  if ([...values.role_ids].sort().join() !== [...before.role_ids].sort().join()) change.role_ids = values.role_ids
  return change
}

function Account({ user }: { user: User }) {
  const { t } = useTranslation('users')
  const mayWrite = useCan()('iam.user.write')
  return (
    <>
      <Facts
        facts={[
          { id: 'login', label: t('login'), value: user.login },
          { id: 'status', label: t('statusLabel'), value: <UserState status={user.status} /> },
          { id: 'team', label: t('team'), value: user.team?.name ?? '–' },
          { id: 'manager', label: t('manager'), value: user.manager?.name ?? '–' },
          { id: 'factor', label: t('factor'), value: t(user.two_factor ? 'factorOn' : 'factorOff') },
          { id: 'seen', label: t('seen'), value: user.last_seen_at ? <TimeText at={user.last_seen_at} as="datetime" /> : t('never') },
        ]}
      />
      <AccountForm user={user} readOnly={!mayWrite} />
      {mayWrite && <Access user={user} />}
    </>
  )
}

function AccountForm({ user, readOnly }: { user: User; readOnly: boolean }) {
  const { t } = useTranslation('users')
  const me = useMe()
  const client = useQueryClient()
  const refresh = useRefreshUsers()
  // A new form when the record was read anew.
  const [round, setRound] = useState(0)
  const own = me?.id === user.id
  const canMail = useQuery(setupQuery).data?.mail === true
  const save = async (version: number, values: Values) => {
    const saved = await changeUser(user.id, version, changesOf(user, values))
    client.setQueryData(userQuery(user.id).queryKey, saved)
    toasts.done(t('saved', { name: saved.name }))
    await refresh()
  }
  const reload = async () => {
    await client.refetchQueries({ queryKey: userQuery(user.id).queryKey })
    setRound((n) => n + 1)
  }
  return (
    <FormLayout<Values>
      key={round}
      submitLabel={t('save')}
      labels={{ name: t('name'), email: t('email'), phone: t('phone'), role_ids: t('roles') }}
      initialValues={valuesOf(user)}
      readOnly={readOnly}
      onSubmit={(values) => save(user.version, values)}
      conflict={{
        subject: { kind: 'user', id: user.id },
        onReload: reload,
        // Only what was changed here is written over theirs; read apart, so that the form keeps what it began with.
        onOverwrite: async (values) => save((await readUser(user.id)).version, values),
      }}
    >
      <Field name="name" label={t('name')} required>
        <Input autoComplete="off" />
      </Field>
      <Field name="role_ids" label={t('roles')} hint={own ? t('ownRoles') : t('rolesHint')}>
        <RoleSelect disabled={own || readOnly} />
      </Field>
      <Field name="email" label={t('email')} {...(canMail ? { hint: t('emailHint') } : {})}>
        <Input type="email" inputMode="email" autoComplete="off" />
      </Field>
      <Field name="phone" label={t('phone')}>
        <Input type="tel" inputMode="tel" autoComplete="off" />
      </Field>
    </FormLayout>
  )
}

/** Ways in: a new link, ending sessions, disabling. */
function Access({ user }: { user: User }) {
  const { t } = useTranslation('users')
  const me = useMe()
  const refresh = useRefreshUsers()
  const fail = (error: unknown) => toasts.error(problemText(error))
  const invite = useMutation({ mutationFn: () => inviteUser(user.id), onSuccess: refresh, onError: fail })
  const kick = useMutation({ mutationFn: () => endUserSessions(user.id), onSuccess: () => toasts.done(t('kicked', { name: user.name })), onError: fail })
  const toggle = useDisable(user)
  const disabled = user.status === 'disabled'
  const own = me?.id === user.id
  return (
    <>
      <h2 className={styles.section}>{t('access')}</h2>
      {invite.data && (
        <>
          <SecretText label={t('invitation')} text={openableLink(invite.data.url)} />
          <p className={styles.hint}>
            {t('inviteUntil')} <TimeText at={invite.data.expires_at} as="datetime" />
          </p>
        </>
      )}
      <div className={styles.buttons}>
        <Button disabled={disabled} loading={invite.isPending} onClick={() => invite.mutate()}>
          {t('invite')}
        </Button>
        <Button disabled={disabled} loading={kick.isPending} onClick={() => kick.mutate()}>
          {t('kick')}
        </Button>
        {user.two_factor && !own && <RemoveFactor user={user} />}
      </div>
      <p className={styles.hint}>{t('inviteHint')}</p>
      {toggle.error !== null && <Notice kind="danger">{problemText(toggle.error)}</Notice>}
      {disabled ? (
        <SettingRow title={t('enable')} effect={t('enableEffect')}>
          <Button loading={toggle.isPending} onClick={() => toggle.mutate(false)}>
            {t('enable')}
          </Button>
        </SettingRow>
      ) : (
        <DangerZone
          title={t('disable')}
          text={t(own ? 'ownAccount' : 'disableEffect')}
          action={
            <Button danger disabled={own} loading={toggle.isPending} onClick={() => toggle.mutate(true)}>
              {t('disable')}
            </Button>
          }
        />
      )}
    </>
  )
}

/** For somebody who has lost the phone and the recovery codes. */
function RemoveFactor({ user }: { user: User }) {
  const { t } = useTranslation('users')
  const refresh = useRefreshUsers()
  const [asking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => removeUserFactor(user.id),
    onSuccess: async () => {
      setAsking(false)
      toasts.done(t('factorRemoved', { name: user.name }))
      await refresh()
    },
    onError: (error) => toasts.error(problemText(error)),
  })
  return (
    <>
      <Button danger onClick={() => setAsking(true)}>
        {t('removeFactor')}
      </Button>
      <ConfirmDanger
        open={asking}
        title={t('removeFactorTitle', { name: user.name })}
        text={t('removeFactorEffect')}
        action={t('removeFactor')}
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      />
    </>
  )
}

/** Disables or enables at once; the toast takes it back. */
function useDisable(user: User) {
  const { t } = useTranslation('users')
  const client = useQueryClient()
  const refresh = useRefreshUsers()
  const set = async (off: boolean) => {
    const { version } = await client.fetchQuery({ ...userQuery(user.id), staleTime: 0 })
    const saved = await (off ? disableUser(user.id, version) : enableUser(user.id, version))
    client.setQueryData(userQuery(user.id).queryKey, saved)
    await refresh()
  }
  const undo = (off: boolean) => set(!off).catch((error: unknown) => toasts.error(problemText(error)))
  return useMutation({
    mutationFn: set,
    onSuccess: (_done, off) => toasts.done(t(off ? 'disabled' : 'enabled', { name: user.name }), { label: t('undo'), run: () => void undo(off) }),
  })
}
