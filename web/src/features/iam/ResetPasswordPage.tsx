import { api, ok } from '@shared/api/client'
import { PageTitle } from '@shared/ui/PageHeader'
import { SlimForm, SlimPassword } from '@shared/ui/SlimForm'
import { Notice } from '@shared/ui/States'
import { toasts } from '@shared/ui/toastStore'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './iam.module.css'

/** Sets a new password with the token of a reset link. The token stands after #, so that no server logs it. */
export function ResetPasswordPage() {
  const { t } = useTranslation('iam')
  const navigate = useNavigate()
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '')

  useEffect(() => {
    // The token leaves the address bar and the history as soon as it is read.
    if (location.hash) history.replaceState(history.state, '', location.pathname)
  }, [])

  const save = async ({ password }: { password: string }) => {
    await ok(api.POST('/api/v1/password-resets/confirm', { body: { token, password } }))
    toasts.done(t('reset.done'))
    await navigate({ to: '/login' })
  }
  return (
    <>
      <div className={styles.head}>
        <PageTitle>{t('reset.title')}</PageTitle>
      </div>
      {token === '' ? (
        <Notice kind="warning">{t('reset.noToken')}</Notice>
      ) : (
        <SlimForm<{ password: string }> submitLabel={t('reset.submit')} labels={{ password: t('reset.password') }} onSubmit={save}>
          <SlimPassword field="password" label={t('reset.password')} hint={t('password.rule')} name="new-password" autoComplete="new-password" enterKeyHint="go" autoFocus />
        </SlimForm>
      )}
      <p className={styles.below}>
        <Link to={token === '' ? '/forgot-password' : '/login'}>{t(token === '' ? 'reset.again' : 'backToLogin')}</Link>
      </p>
    </>
  )
}
