import { useStale } from '@shared/ui/stale'
import { Empty, ErrorState } from '@shared/ui/States'
import { PageTitle } from '@shared/ui/PageHeader'
import { useRouter, Link, type ErrorComponentProps } from '@tanstack/react-router'
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

/** A page whose data could not be loaded. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const { t } = useTranslation('shell')
  const stale = useStale()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <div className={styles.alone}>
      <PageTitle>{t('routeError.title')}</PageTitle>
      {stale ? (
        <Empty
          text={t('routeError.stale')}
          actions={
            <button type="button" className={styles.reload} onClick={() => location.reload()}>
              {t('routeError.reload')}
            </button>
          }
        />
      ) : (
        <ErrorState error={error} onRetry={retry} />
      )}
    </div>
  )
}

/** The same before the shell is there, for example when the server is away. */
export function BareError(props: ErrorComponentProps) {
  return (
    <main className={styles.bare}>
      <RouteError {...props} />
    </main>
  )
}
