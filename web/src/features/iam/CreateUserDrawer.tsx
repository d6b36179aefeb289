import { TeamSelect } from '@shared/pickers/TeamSelect'
import { UserSelect } from '@shared/pickers/UserSelect'
import { setupQuery } from '@shared/session/session'
import { openableLink } from '@shared/session/links'
import { preferences, type Language } from '@shared/theme/preferences'
import { Drawer } from '@shared/ui/Dialog'
import { Field, FormLayout } from '@shared/ui/FormLayout'
import { SecretText } from '@shared/ui/SecretText'
import { Notice } from '@shared/ui/States'
import { toasts } from '@shared/ui/toastStore'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createUser } from './api'
import { RoleSelect } from './RoleSelect'
import styles from './users.module.css'

interface NewUser {
  name: string
  login: string
  locale: Language
  email?: string
  phone?: string
  role_ids?: number[]
  team_id?: number | null
  manager_id?: number | null
}

type Created = Awaited<ReturnType<typeof createUser>>

/** A new account; afterwards the link with which the person sets the password. */
export function CreateUserDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('users')
  const client = useQueryClient()
  const [created, setCreated] = useState<Created>()
  const close = () => {
    onClose()
    setCreated(undefined)
  }
  const save = async (values: NewUser) => {
    const made = await createUser(inputOf(values))
    setCreated(made)
    toasts.done(t('created.done', { name: made.name }))
    await Promise.all([client.invalidateQueries({ queryKey: ['users'] }), client.invalidateQueries({ queryKey: ['directory'] }), client.invalidateQueries({ queryKey: ['teams'] })])
  }
  return (
    <Drawer open={open} title={created ? t('created.title', { name: created.name }) : t('create')} onClose={close}>
      {open && (created ? <Invited created={created} onAgain={() => setCreated(undefined)} onClose={close} /> : <NewUserForm onSave={save} />)}
    </Drawer>
  )
}

function inputOf(values: NewUser) {
  const { team_id, manager_id, email, phone } = values
  return {
    name: values.name.trim(),
    login: values.login.trim(),
    locale: values.locale,
    role_ids: values.role_ids ?? [],
    ...(email?.trim() ? { email: email.trim() } : {}),
    ...(phone?.trim() ? { phone: phone.replace(/\s/g, '') } : {}),
    ...(team_id ? { team_id } : {}),
    ...(manager_id ? { manager_id } : {}),
  }
}

function NewUserForm({ onSave }: { onSave: (values: NewUser) => Promise<void> }) {
  const { t } = useTranslation('users')
  const canMail = useQuery(setupQuery).data?.mail === true
  return (
    <FormLayout<NewUser>
      submitLabel={t('create')}
      labels={{ name: t('name'), login: t('login'), email: t('email'), phone: t('phone'), role_ids: t('roles'), team_id: t('team'), manager_id: t('manager'), locale: t('locale') }}
      // Most colleagues read the language of the one who invites them.
      initialValues={{ locale: preferences.get().language }}
      onSubmit={onSave}
    >
      <Field name="name" label={t('name')} required>
        <Input autoComplete="off" autoFocus />
      </Field>
      <Field name="login" label={t('login')} hint={t('loginHint')} required>
        <Input autoComplete="off" autoCapitalize="none" spellCheck={false} />
      </Field>
      <Field name="role_ids" label={t('roles')} hint={t('rolesHint')}>
        <RoleSelect />
      </Field>
      <Field name="team_id" label={t('team')}>
        <TeamSelect placeholder={t('chooseTeam')} />
      </Field>
      <Field name="manager_id" label={t('manager')} hint={t('managerHint')}>
        <UserSelect placeholder={t('chooseManager')} />
      </Field>
      <Field name="email" label={t('email')} {...(canMail ? { hint: t('emailHint') } : {})}>
        <Input type="email" inputMode="email" autoComplete="off" />
      </Field>
      <Field name="phone" label={t('phone')}>
        <Input type="tel" inputMode="tel" autoComplete="off" />
      </Field>
      <Field name="locale" label={t('locale')} hint={t('localeHint')}>
        <Radio.Group
          options={[
            { value: 'zh-CN', label: <span lang="zh-CN">中文</span> },
            { value: 'en', label: <span lang="en">English</span> },
          ]}
        />
      </Field>
    </FormLayout>
  )
}

function Invited({ created, onAgain, onClose }: { created: Created; onAgain: () => void; onClose: () => void }) {
  const { t } = useTranslation('users')
  return (
    <>
      {created.invitation_url ? (
        <>
          <Notice kind="success">{t('created.link')}</Notice>
          <SecretText label={t('invitation')} text={openableLink(created.invitation_url)} />
          <p className={styles.hint}>{t('created.once')}</p>
        </>
      ) : (
        <Notice kind="success">{t('created.mailed')}</Notice>
      )}
      <div className={styles.buttons}>
        <Button type="primary" onClick={onClose}>
          {t('created.close')}
        </Button>
        <Button onClick={onAgain}>{t('created.again')}</Button>
      </div>
    </>
  )
}
