import { api, ok } from '@shared/api/client'
import { Problem } from '@shared/api/problem'
import { useProblemText } from '@shared/i18n/problemText'
import { forgetSession } from '@shared/session/session'
import { PageTitle } from '@shared/ui/PageHeader'
import { SkeletonBlock } from '@shared/ui/Skeleton'
import { SlimForm, SlimPassword } from '@shared/ui/SlimForm'
import { ErrorState, Notice } from '@shared/ui/States'
import { toasts } from '@shared/ui/toastStore'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './iam.module.css'

const check = (token: string) => ok(api.POST('/api/v1/password-resets/check', { body: { token } }))

type LinkCheck = Awaited<ReturnType<typeof check>>

/** Sets a password with the token of a link: the first one of somebody invited, or a new one. The token stands after #, so that no server logs it. */
export function ResetPasswordPage() {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '')
  // The token is no part of the key, and nothing of it is kept.
  const link = useQuery({ queryKey: ['password-link'], queryFn: () => check(token), enabled: token !== '', staleTime: Number.POSITIVE_INFINITY, gcTime: 0, retry: false })

  useEffect(() => {
    // The token leaves the address bar and the history as soon as it is read.
    if (location.hash) history.replaceState(history.state, '', location.pathname)
  }, [])

  if (link.data) return <PasswordForm token={token} link={link.data} />
  if (token !== '' && link.isPending) return <SkeletonBlock lines={4} />
  return <NoLink error={link.error} onRetry={() => void link.refetch()} />
}

/** The link is cut off, used, too old, or could not be looked up. */
function NoLink({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  const { t } = useTranslation('iam')
  const text = useProblemText(error)
  const isKnown = error instanceof Problem && error.code === 'iam.link_invalid'
  return (
    <Framed title={t('reset.title')} below={<Link to="/forgot-password">{t('reset.again')}</Link>}>
      {error !== null && !isKnown ? <ErrorState error={error} onRetry={onRetry} /> : <Notice kind="warning">{isKnown ? text : t('reset.noToken')}</Notice>}
    </Framed>
  )
}

function PasswordForm({ token, link }: { token: string; link: LinkCheck }) {
  const { t } = useTranslation('iam')
  const navigate = useNavigate()
  const client = useQueryClient()
  const isInvitation = link.kind === 'invitation'

  const save = async ({ password }: { password: string }) => {
    await ok(api.POST('/api/v1/password-resets/confirm', { body: { token, password } }))
    if (isInvitation && (await signIn(link.login, password))) {
      forgetSession(client)
      await navigate({ to: '/' })
      return
    }
    toasts.done(t('reset.done'))
    await navigate({ to: '/login' })
  }
  const title = isInvitation ? t('invitation.title', { company: link.company }) : t('reset.title')
  const label = t(isInvitation ? 'login.password' : 'reset.password')
  return (
    <Framed
      title={title}
      lead={t(isInvitation ? 'invitation.lead' : 'reset.lead', { name: link.name, login: link.login })}
      below={<Link to="/login">{t('backToLogin')}</Link>}
    >
      <SlimForm<{ password: string }> submitLabel={t(isInvitation ? 'invitation.submit' : 'reset.submit')} labels={{ password: label }} onSubmit={save}>
        {/* Not shown: it tells password managers whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={link.login} readOnly hidden />
        <SlimPassword field="password" label={label} hint={t('password.rule')} name="new-password" autoComplete="new-password" enterKeyHint="go" autoFocus />
      </SlimForm>
    </Framed>
  )
}

/** False when the login page has to go on, for example to ask for a second factor: the password is set already. */
async function signIn(login: string, password: string): Promise<boolean> {
  try {
    return !(await ok(api.POST('/api/v1/session', { body: { login, password } }))).second_factor
  } catch {
    return false
  }
}

function Framed({ title, lead, below, children }: { title: string; lead?: string; below: ReactNode; children: ReactNode }) {
  return (
    <>
      <div className={styles.head}>
        <PageTitle>{title}</PageTitle>
        {lead !== undefined && <p className={styles.lead}>{lead}</p>}
      </div>
      {children}
      <p className={styles.below}>{below}</p>
    </>
  )
}
