import { useTranslation } from 'react-i18next'
import { defaultZone, formatDate, formatDateTime, formatRelative } from '../format/time'
import { useNow } from '../format/useNow'
import styles from './TimeText.module.css'

interface TimeTextProps {
  /** Microseconds UTC, as the API sends times; nothing is shown as a dash. */
  at: number | null | undefined
  zone?: string
  /** `relative`: today, 12 days ago; `date`; `datetime`. */
  as?: 'relative' | 'date' | 'datetime'
}

/** A time for readers; a relative one shows the exact one on hover and focus. */
export function TimeText({ at, zone = defaultZone, as = 'relative' }: TimeTextProps) {
  const { i18n } = useTranslation('ui')
  const now = useNow()
  if (at === null || at === undefined) return <span>–</span>
  const ms = at / 1000
  const iso = new Date(ms).toISOString()
  const exact = formatDateTime(ms, zone)
  if (as !== 'relative') return <time dateTime={iso}>{as === 'date' ? formatDate(ms, zone) : exact}</time>
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the exact time must be reachable by keyboard
    <time className={styles.time} dateTime={iso} data-exact={exact} tabIndex={0} title={exact}>
      {formatRelative(ms, { language: i18n.language, zone, now })}
    </time>
  )
}
