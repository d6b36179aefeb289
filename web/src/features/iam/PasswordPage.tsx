import { refreshMe, useMe } from '@shared/session/session'
import { Field, FormLayout } from '@shared/ui/FormLayout'
import { PageHeader } from '@shared/ui/PageHeader'
import { Notice } from '@shared/ui/States'
import { toasts } from '@shared/ui/toastStore'
import { useQueryClient } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changePassword } from './api'
import styles from './profile.module.css'
import { atField } from './wrongPassword'

/** Changes the own password; all other sessions end. */
export function PasswordPage() {
  const { t } = useTranslation('profile')
  const me = useMe()
  const client = useQueryClient()
  // A new form after each success: passwords never stay on the screen.
  const [round, setRound] = useState(0)
  const save = async ({ current, new: next }: { current: string; new: string }) => {
    await atField('current', ['iam.wrong_password'], () => changePassword(current, next))
    setRound((n) => n + 1)
    toasts.done(t('password.done'))
    await refreshMe(client)
  }
  return (
    <>
      <PageHeader title={t('password.title')} />
      {me?.must_change_password === true && <Notice kind="warning">{t('password.must')}</Notice>}
      <p className={styles.lead}>{t('password.effect')}</p>
      <FormLayout<{ current: string; new: string }>
        key={round}
        submitLabel={t('password.submit')}
        labels={{ current: t('password.current'), new: t('password.new') }}
        onSubmit={save}
      >
        <input type="text" name="username" autoComplete="username" value={me?.login ?? ''} readOnly hidden />
        <Field name="current" label={t('password.current')} required>
          <Input.Password autoComplete="current-password" />
        </Field>
        <Field name="new" label={t('password.new')} hint={t('password.rule')} required>
          <Input.Password autoComplete="new-password" />
        </Field>
      </FormLayout>
    </>
  )
}
