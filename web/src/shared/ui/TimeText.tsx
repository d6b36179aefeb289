import { useTranslation } from 'react-i18next'
import { formatDate, formatDateTime, formatRelative } from '../format/time'
import { useNow } from '../format/useNow'
import { useZone } from '../session/session'
import styles from './TimeText.module.css'

interface TimeTextProps {
  /** RFC 3339, as the API sends times; nothing is shown as a dash. */
  at: string | null | undefined
  /** `relative`: today, 12 days ago; `date`; `datetime`. */
  as?: 'relative' | 'date' | 'datetime'
}

/** A time for readers; a relative one shows the exact one on hover and focus. */
export function TimeText({ at, as = 'relative' }: TimeTextProps) {
  const { i18n } = useTranslation('ui')
  const now = useNow()
  const zone = useZone()
  if (!at) return <span>–</span>
  const ms = Date.parse(at)
  const exact = formatDateTime(ms, zone)
  if (as !== 'relative') return <time dateTime={at}>{as === 'date' ? formatDate(ms, zone) : exact}</time>
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the exact time must be reachable by keyboard
    <time className={styles.time} dateTime={at} data-exact={exact} tabIndex={0} title={exact}>
      {formatRelative(ms, { language: i18n.language, zone, now })}
    </time>
  )
}
