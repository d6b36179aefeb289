import { api, ok } from '@shared/api/client'
import { setupQuery } from '@shared/session/session'
import { PageTitle } from '@shared/ui/PageHeader'
import { SlimField, SlimForm } from '@shared/ui/SlimForm'
import { Notice } from '@shared/ui/States'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './iam.module.css'

/** Asks for a reset link, where mail is set up. The answer is the same whether the account exists or not. */
export function ForgotPasswordPage() {
  const { t } = useTranslation('iam')
  const [sent, setSent] = useState(false)
  const canMail = useQuery(setupQuery).data?.mail !== false
  const send = async (body: { login: string }) => {
    await ok(api.POST('/api/v1/password-resets', { body }))
    setSent(true)
  }
  return (
    <>
      <div className={styles.head}>
        <PageTitle>{t('forgot.title')}</PageTitle>
        {canMail && !sent && <p className={styles.lead}>{t('forgot.lead')}</p>}
      </div>
      {!canMail ? (
        <Notice kind="info">{t('forgot.mailOff')}</Notice>
      ) : sent ? (
        <div role="status">
          <Notice kind="success">{t('forgot.sent')}</Notice>
          <p className={styles.lead}>{t('forgot.noMail')}</p>
        </div>
      ) : (
        <SlimForm<{ login: string }> submitLabel={t('forgot.submit')} labels={{ login: t('login.name') }} onSubmit={send}>
          <SlimField
            field="login"
            label={t('login.name')}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            enterKeyHint="send"
            autoFocus
          />
        </SlimForm>
      )}
      <p className={styles.below}>
        <Link to="/login">{t('backToLogin')}</Link>
      </p>
    </>
  )
}
