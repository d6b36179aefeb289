import { safeNext } from '@shared/api/next'
import { api, ok } from '@shared/api/client'
import { Problem } from '@shared/api/problem'
import { forgetSession } from '@shared/session/session'
import { PageTitle } from '@shared/ui/PageHeader'
import { SlimCheck, SlimField, SlimForm, SlimPassword } from '@shared/ui/SlimForm'
import { Notice } from '@shared/ui/States'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useLocation, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './iam.module.css'
import { loginRoute } from './routes'
import { useThrottle, withThrottle } from './throttle'

interface Credentials {
  login: string
  password: string
  remember?: boolean
}

/** What the person has to give next. */
type Step = { kind: 'password'; expired?: boolean } | { kind: 'code' } | { kind: 'new-password'; credentials: Credentials }

/** Sign-in: name and password, then the second factor where it is switched on. */
export function LoginPage() {
  const [step, setStep] = useState<Step>({ kind: 'password' })
  const { next } = loginRoute.useSearch()
  const router = useRouter()
  const queryClient = useQueryClient()

  const enter = async (answer: { second_factor?: boolean | undefined }) => {
    if (answer.second_factor) {
      setStep({ kind: 'code' })
      return
    }
    forgetSession(queryClient)
    // In place of the form: Back does not lead to it.
    router.history.replace(safeNext(next))
  }
  switch (step.kind) {
    case 'code':
      return <CodeForm onDone={enter} onBack={(expired) => setStep({ kind: 'password', expired })} />
    case 'new-password':
      return <NewPasswordForm credentials={step.credentials} onDone={enter} />
    case 'password':
      return <PasswordForm expired={step.expired === true} onDone={enter} onPasswordExpired={(credentials) => setStep({ kind: 'new-password', credentials })} />
  }
}

interface StepProps {
  onDone: (answer: { second_factor?: boolean | undefined }) => Promise<void>
}

interface PasswordFormProps extends StepProps {
  /** True after the time for the second factor had passed. */
  expired: boolean
  onPasswordExpired: (credentials: Credentials) => void
}

function PasswordForm({ expired, onDone, onPasswordExpired }: PasswordFormProps) {
  const { t } = useTranslation('iam')
  const ended = useLocation({ select: ({ state }) => state.ended === true })
  const throttle = useThrottle()
  const signIn = (credentials: Credentials) =>
    withThrottle(throttle, async () => {
      try {
        await onDone(await ok(api.POST('/api/v1/session', { body: credentials })))
      } catch (error) {
        if (!hasCode(error, 'iam.password_expired')) throw error
        onPasswordExpired(credentials)
      }
    })
  return (
    <>
      <div className={styles.head}>
        <PageTitle>{t('login.title')}</PageTitle>
      </div>
      {throttle.notice}
      {expired && <Notice kind="warning">{t('login.expired')}</Notice>}
      {ended && !expired && <Notice kind="warning">{t('login.ended')}</Notice>}
      <SlimForm<Credentials>
        submitLabel={t('login.submit')}
        labels={{ login: t('login.name'), password: t('login.password') }}
        onSubmit={signIn}
      >
        <SlimField
          field="login"
          label={t('login.name')}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="next"
          autoFocus
        />
        <SlimPassword field="password" label={t('login.password')} name="password" autoComplete="current-password" enterKeyHint="go" />
        <SlimCheck field="remember" label={t('login.remember')} />
      </SlimForm>
      <p className={styles.below}>
        <Link to="/forgot-password">{t('login.forgot')}</Link>
      </p>
    </>
  )
}

function CodeForm({ onDone, onBack }: StepProps & { onBack: (expired: boolean) => void }) {
  const { t } = useTranslation('iam')
  const throttle = useThrottle()
  const confirm = ({ code }: { code: string }) =>
    withThrottle(throttle, async () => {
      try {
        await onDone(await ok(api.POST('/api/v1/session/second-factor', { body: { code: code.replace(/\s/g, '') } })))
      } catch (error) {
        if (!hasCode(error, 'iam.login_expired')) throw error
        onBack(true)
      }
    })
  return (
    <>
      <div className={styles.head}>
        <PageTitle>{t('code.title')}</PageTitle>
        <p className={styles.lead}>{t('code.lead')}</p>
      </div>
      {throttle.notice}
      <SlimForm<{ code: string }>
        submitLabel={t('code.submit')}
        labels={{ code: t('code.field') }}
        onSubmit={confirm}
      >
        <SlimField
          field="code"
          label={t('code.field')}
          hint={t('code.hint')}
          name="code"
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="go"
          autoFocus
        />
      </SlimForm>
      <p className={styles.below}>
        <button type="button" className={styles.linkButton} onClick={() => onBack(false)}>
          {t('code.back')}
        </button>
      </p>
    </>
  )
}

function NewPasswordForm({ credentials, onDone }: StepProps & { credentials: Credentials }) {
  const { t } = useTranslation('iam')
  const save = async ({ new_password }: { new_password: string }) => onDone(await ok(api.POST('/api/v1/session', { body: { ...credentials, new_password } })))
  return (
    <>
      <div className={styles.head}>
        <PageTitle>{t('passwordExpired.title')}</PageTitle>
        <p className={styles.lead}>{t('passwordExpired.lead')}</p>
      </div>
      <SlimForm<{ new_password: string }> submitLabel={t('passwordExpired.submit')} labels={{ new_password: t('reset.password') }} onSubmit={save}>
        <SlimPassword field="new_password" label={t('reset.password')} hint={t('password.rule')} name="new-password" autoComplete="new-password" enterKeyHint="go" autoFocus />
      </SlimForm>
    </>
  )
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Problem && error.code === code
}
