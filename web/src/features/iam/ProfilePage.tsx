import { saveProfile, useSaveLook } from '@shared/session/saveProfile'
import { useMe, type Me } from '@shared/session/session'
import { usePreferences, type Density, type Language, type ThemeChoice } from '@shared/theme/preferences'
import { Facts } from '@shared/ui/Facts'
import { Field } from '@shared/ui/FormLayout'
import { PageHeader } from '@shared/ui/PageHeader'
import { SettingsForm } from '@shared/ui/SettingsForm'
import { SettingRow } from '@shared/ui/SettingsLayout'
import { toasts } from '@shared/ui/toastStore'
import { useQueryClient } from '@tanstack/react-query'
import { Form, Input, Radio, Switch } from 'antd'
import { useId, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './profile.module.css'
import { useRoleName } from './roleName'
import { atField } from './wrongPassword'

interface Person {
  name: string
  email: string
  current_password?: string
}

/** Who I am here, and how the app looks for me. */
export function ProfilePage() {
  const { t } = useTranslation('profile')
  const me = useMe()
  return (
    <>
      <PageHeader title={t('profile.title')} />
      {me && <PersonForm me={me} />}
      {me && <Placement me={me} />}
      <h2 className={styles.section}>{t('look.title')}</h2>
      <Look />
    </>
  )
}

function PersonForm({ me }: { me: Me }) {
  const { t } = useTranslation('profile')
  const client = useQueryClient()
  const saved = useMemo<Person>(() => ({ name: me.name, email: me.email }), [me.name, me.email])
  const save = async (values: Person) => {
    const { name, email, current_password } = values
    await atField('current_password', ['iam.wrong_password'], () =>
      saveProfile(client, { name: name.trim(), email: email.trim(), ...(current_password ? { current_password } : {}) }),
    )
    toasts.done(t('profile.saved'))
  }
  return (
    <SettingsForm<Person> saved={saved} onSave={save} labels={{ name: t('profile.name'), email: t('profile.email'), current_password: t('password.current') }}>
      <Field name="name" label={t('profile.name')} required>
        <Input autoComplete="name" />
      </Field>
      <Field name="email" label={t('profile.email')} hint={t('profile.emailHint')}>
        <Input type="email" inputMode="email" autoComplete="email" />
      </Field>
      <PasswordForNewMail saved={me.email} />
    </SettingsForm>
  )
}

/** Another mail address takes the password: it receives the links that reset it. */
function PasswordForNewMail({ saved }: { saved: string }) {
  const { t } = useTranslation('profile')
  const email: unknown = Form.useWatch('email')
  if (typeof email !== 'string' || email.trim() === saved) return null
  return (
    <Field name="current_password" label={t('password.current')} hint={t('profile.emailPassword')} required>
      <Input.Password autoComplete="current-password" />
    </Field>
  )
}

function Placement({ me }: { me: Me }) {
  const { t } = useTranslation('profile')
  const roleName = useRoleName()
  return (
    <Facts
      facts={[
        { id: 'login', label: t('profile.login'), value: me.login },
        { id: 'team', label: t('profile.team'), value: me.team?.name ?? t('profile.none') },
        { id: 'manager', label: t('profile.manager'), value: me.manager?.name ?? t('profile.none') },
        { id: 'roles', label: t('profile.roles'), value: me.roles.length > 0 ? me.roles.map(roleName).join(t('profile.separator')) : t('profile.none') },
      ]}
    />
  )
}

const languages: readonly Language[] = ['zh-CN', 'en']
const themes: readonly ThemeChoice[] = ['light', 'dark', 'system']
const densities: readonly Density[] = ['compact', 'standard', 'comfortable']

/** Every choice works at once and is kept in the profile. */
function Look() {
  const { t } = useTranslation('profile')
  const { t: shell } = useTranslation('shell')
  const [choice, keep] = usePreferences()
  const change = useSaveLook()
  return (
    <>
      <SettingRow title={shell('account.language')}>
        <Choice
          label={shell('account.language')}
          value={choice.language}
          options={languages.map((id) => ({ value: id, label: shell(`language.${id}`) }))}
          onChange={(language) => change({ language })}
        />
      </SettingRow>
      <SettingRow title={shell('account.theme')}>
        <Choice label={shell('account.theme')} value={choice.theme} options={themes.map((id) => ({ value: id, label: shell(`theme.${id}`) }))} onChange={(theme) => change({ theme })} />
      </SettingRow>
      <SettingRow title={shell('account.density')} effect={t('look.densityEffect')}>
        <Choice
          label={shell('account.density')}
          value={choice.density}
          options={densities.map((id) => ({ value: id, label: shell(`density.${id}`) }))}
          onChange={(density) => change({ density })}
        />
      </SettingRow>
      <SettingRow title={t('look.shortcuts')} effect={t('look.shortcutsEffect')}>
        <Switch aria-label={t('look.shortcuts')} checked={choice.shortcuts} onChange={(shortcuts) => change({ shortcuts })} />
      </SettingRow>
      <SettingRow title={t('look.steps')} effect={t('look.stepsEffect')}>
        <Switch aria-label={t('look.steps')} checked={choice.firstSteps} onChange={(firstSteps) => keep({ firstSteps })} />
      </SettingRow>
    </>
  )
}

interface ChoiceProps<Value extends string> {
  label: string
  value: Value
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value) => void
}

function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  const name = useId()
  return <Radio.Group aria-label={label} name={name} value={value} options={[...options]} onChange={(event) => onChange(event.target.value as Value)} />
}
