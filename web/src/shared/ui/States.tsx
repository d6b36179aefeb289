import { Button } from 'antd'
import { useSyncExternalStore, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../api/problem'
import { useNamedText } from '../i18n/namedText'
import { useProblemText } from '../i18n/problemText'
import { CopyButton } from './CopyButton'
import { useStale } from './stale'
import styles from './States.module.css'

interface StateProps {
  text: string
  detail?: string | undefined
  /** At most one main action and one other. */
  actions?: ReactNode
}

/** Nothing here yet: one sentence that says what appears here, and one action. */
export function Empty({ text, detail, actions }: StateProps) {
  return (
    <div className={styles.state}>
      <p className={styles.text}>{text}</p>
      {detail !== undefined && <p className={styles.detail}>{detail}</p>}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}

/** The filters leave nothing: it names them and offers to clear them. */
export function EmptyFiltered({ filters, onClear }: { filters: readonly string[]; onClear: () => void }) {
  const { t } = useTranslation('ui')
  return (
    <Empty
      text={t('state.emptyFiltered')}
      detail={filters.length > 0 ? t('state.activeFilters', { filters: filters.join(t('list.separator')) }) : undefined}
      actions={<Button onClick={onClear}>{t('filter.clear')}</Button>}
    />
  )
}

/** Something failed: a plain cause, a way to try again, and the request id for whoever helps. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const { t } = useTranslation('ui')
  const text = useProblemText(error)
  const permission = useNamedText('permission')
  const requestId = error instanceof Problem ? error.requestId : undefined
  if (error instanceof Problem && error.code === 'common.forbidden') return <NoPermission permission={permission(String(error.params['permission'] ?? ''))} />
  return (
    <div className={styles.state} role="alert">
      <p className={styles.text}>{text}</p>
      <p className={styles.detail}>{t('state.safe')}</p>
      <div className={styles.actions}>
        {onRetry && <Button onClick={onRetry}>{t('retry')}</Button>}
        {requestId !== undefined && <RequestId id={requestId} />}
      </div>
    </div>
  )
}

function RequestId({ id }: { id: string }) {
  const { t } = useTranslation('ui')
  return (
    <span className={styles.requestId}>
      {t('state.requestId', { id })}
      <CopyButton text={id} label={t('state.copyRequestId')} />
    </span>
  )
}

/** The reader may not open this: it says what is missing and who can grant it. */
export function NoPermission({ permission, grantedBy }: { permission?: string; grantedBy?: string }) {
  const { t } = useTranslation('ui')
  return (
    <Empty
      text={t('state.noPermission')}
      detail={permission ? t('state.noPermissionNamed', { permission, who: grantedBy ?? t('state.administrator') }) : t('state.noPermissionAsk')}
    />
  )
}

interface ConflictProps {
  /** Who changed what and when: a whole sentence. */
  text: string
  onReload: () => unknown
  onOverwrite?: (() => void) | undefined
}

/** Somebody else saved first: take theirs or, where allowed, write over it. */
export function Conflict({ text, onReload, onOverwrite }: ConflictProps) {
  const { t } = useTranslation('ui')
  return (
    <div className={styles.notice} data-kind="warning" role="alert">
      <p className={styles.noticeText}>{text}</p>
      <div className={styles.actions}>
        <Button onClick={onReload}>{t('conflict.takeTheirs')}</Button>
        {onOverwrite && <Button onClick={onOverwrite}>{t('conflict.overwrite')}</Button>}
      </div>
    </div>
  )
}

/** A paragraph that must be seen, inside a page. */
export function Notice({ kind, children }: { kind: 'info' | 'warning' | 'danger' | 'success'; children: ReactNode }) {
  return (
    <div className={styles.notice} data-kind={kind} role={kind === 'danger' ? 'alert' : undefined}>
      <div className={styles.noticeText}>{children}</div>
    </div>
  )
}

const onlineSource = {
  subscribe: (listener: () => void) => {
    window.addEventListener('online', listener)
    window.addEventListener('offline', listener)
    return () => {
      window.removeEventListener('online', listener)
      window.removeEventListener('offline', listener)
    }
  },
  get: () => navigator.onLine,
}

/** The line at the top while the network is away. */
export function OfflineBar() {
  const { t } = useTranslation('ui')
  const online = useSyncExternalStore(onlineSource.subscribe, onlineSource.get)
  return (
    <div role="status" className={online ? undefined : styles.bar} data-kind="warning">
      {online ? '' : t('state.offline')}
    </div>
  )
}

/** The line at the top after an upgrade of the server. */
export function StaleVersionBar() {
  const { t } = useTranslation('ui')
  const stale = useStale()
  return (
    <div role="status" className={stale ? styles.bar : undefined} data-kind="info">
      {stale && (
        <button type="button" className={styles.barButton} onClick={() => location.reload()}>
          {t('state.stale')}
        </button>
      )}
    </div>
  )
}
