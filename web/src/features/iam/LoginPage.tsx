import { safeNext } from '@shared/api/next'
import { api, ok } from '@shared/api/client'
import { forgetSession } from '@shared/session/session'
import { Field, FormLayout } from '@shared/ui/FormLayout'
import { PageTitle } from '@shared/ui/PageHeader'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './iam.module.css'
import { loginRoute } from './routes'
import { useThrottle, withThrottle } from './throttle'

interface Credentials {
  login: string
  password: string
}

/** Sign-in: name and password, then the second factor where it is switched on. */
export function LoginPage() {
  const [needsCode, setNeedsCode] = useState(false)
  const { next } = loginRoute.useSearch()
  const router = useRouter()
  const queryClient = useQueryClient()

  const enter = async (answer: { second_factor?: boolean | undefined }) => {
    if (answer.second_factor) {
      setNeedsCode(true)
      return
    }
    forgetSession(queryClient)
    router.history.push(safeNext(next))
  }
  return needsCode ? <CodeForm onDone={enter} onBack={() => setNeedsCode(false)} /> : <PasswordForm onDone={enter} />
}

interface StepProps {
  onDone: (answer: { second_factor?: boolean | undefined }) => Promise<void>
}

function PasswordForm({ onDone }: StepProps) {
  const { t } = useTranslation('iam')
  const throttle = useThrottle()
  return (
    <>
      <div className={styles.head}>
        <PageTitle>{t('login.title')}</PageTitle>
      </div>
      {throttle.notice}
      <FormLayout<Credentials>
        wide
        submitLabel={t('login.submit')}
        labels={{ login: t('login.name'), password: t('login.password') }}
        onSubmit={(body) => withThrottle(throttle, async () => onDone(await ok(api.POST('/api/v1/session', { body }))))}
      >
        <Field name="login" label={t('login.name')} required>
          <Input name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} enterKeyHint="next" autoFocus />
        </Field>
        <Field name="password" label={t('login.password')} required>
          <Input.Password name="password" autoComplete="current-password" enterKeyHint="go" />
        </Field>
      </FormLayout>
      <p className={styles.below}>
        <Link to="/forgot-password">{t('login.forgot')}</Link>
      </p>
    </>
  )
}

function CodeForm({ onDone, onBack }: StepProps & { onBack: () => void }) {
  const { t } = useTranslation('iam')
  const throttle = useThrottle()
  return (
    <>
      <div className={styles.head}>
        <PageTitle>{t('code.title')}</PageTitle>
        <p className={styles.lead}>{t('code.lead')}</p>
      </div>
      {throttle.notice}
      <FormLayout<{ code: string }>
        wide
        submitLabel={t('code.submit')}
        labels={{ code: t('code.field') }}
        onSubmit={({ code }) =>
          withThrottle(throttle, async () => onDone(await ok(api.POST('/api/v1/session/second-factor', { body: { code: code.replace(/\s/g, '') } }))))
        }
      >
        <Field name="code" label={t('code.field')} hint={t('code.hint')} required>
          <Input name="code" autoComplete="one-time-code" autoCapitalize="none" spellCheck={false} enterKeyHint="go" autoFocus />
        </Field>
      </FormLayout>
      <p className={styles.below}>
        <button type="button" className={styles.linkButton} onClick={onBack}>
          {t('code.back')}
        </button>
      </p>
    </>
  )
}
