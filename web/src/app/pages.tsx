import { Problem } from '@shared/api/problem'
import { causeOfMissing, isMissingPart, type Cause } from '@shared/ui/parts'
import { Empty, ErrorState } from '@shared/ui/States'
import { PageTitle } from '@shared/ui/PageHeader'
import { useRouter, Link, type ErrorComponentProps } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './pages.module.css'

/** An address that leads nowhere, or to something outside the reader's scope. */
export function NotFoundPage() {
  const { t } = useTranslation('shell')
  return (
    <div className={styles.alone}>
      <PageTitle>{t('notFound.title')}</PageTitle>
      <p className={styles.text}>{t('notFound.text')}</p>
      <Link to="/" className={styles.link}>
        {t('notFound.home')}
      </Link>
    </div>
  )
}

/** A page that could not be loaded: its data, or the part of the app that shows it. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const { t } = useTranslation('shell')
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <div className={styles.alone}>
      <PageTitle>{t('routeError.title')}</PageTitle>
      {isMissingPart(error) ? <MissingPart /> : <ErrorState error={error} onRetry={retry} />}
    </div>
  )
}

/** How often the server is asked whether it can be reached again. */
const askAgainMs = 5000

/** Says why a part of the app is missing. Nothing typed stands on this page, so that it may load itself anew. */
function MissingPart() {
  const { t } = useTranslation('shell')
  const [cause, setCause] = useState<Cause>()
  useEffect(() => {
    let current = true
    void causeOfMissing().then((found) => current && setCause(found))
    return () => {
      current = false
    }
  }, [])
  useReloadWhenBack(cause === 'away')
  const reload = (label: string) => (
    <button type="button" className={styles.reload} onClick={() => location.reload()}>
      {label}
    </button>
  )
  if (cause === undefined) return null
  if (cause === 'away') return <Empty text={t('routeError.away')} />
  if (cause === 'newer') return <Empty text={t('routeError.stale')} actions={reload(t('routeError.reload'))} />
  return <ErrorState error={Problem.network()} onRetry={() => location.reload()} />
}

/** Reloads the page as soon as the server answers again. */
function useReloadWhenBack(waiting: boolean): void {
  useEffect(() => {
    if (!waiting) return undefined
    const ask = () => void causeOfMissing().then((cause) => cause !== 'away' && location.reload())
    const timer = setInterval(ask, askAgainMs)
    window.addEventListener('online', ask)
    return () => {
      clearInterval(timer)
      window.removeEventListener('online', ask)
    }
  }, [waiting])
}

/** The same before the shell is there, for example when the server is away. */
export function BareError(props: ErrorComponentProps) {
  return (
    <main className={styles.bare}>
      <RouteError {...props} />
    </main>
  )
}
