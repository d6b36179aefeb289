import { useId, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { formatDate, formatDateTime, formatRelative } from '../format/time'
import { useNow } from '../format/useNow'
import { useZone } from '../session/session'
import { layerOf, useAnchored } from './anchored'
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
    <Tip text={exact} at={at}>
      {formatRelative(ms, { language: i18n.language, zone, now })}
    </Tip>
  )
}

/** The exact time above the relative one, in a layer that no table cuts off. */
function Tip({ text, at, children }: { text: string; at: string; children: string }) {
  const [shown, setShown] = useState(false)
  const time = useRef<HTMLTimeElement>(null)
  const tip = useRef<HTMLSpanElement>(null)
  const id = useId()
  const show = () => setShown(true)
  const hide = () => setShown(false)
  useAnchored({ open: shown, anchor: time, float: tip, side: 'above', align: 'start', onAway: hide })
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- shows the exact time, does nothing
    <time
      ref={time}
      dateTime={at}
      aria-describedby={shown ? id : undefined}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the exact time must be reachable by keyboard
      tabIndex={0}
      onMouseEnter={show}
      onMouseLeave={hide}
      onFocus={show}
      onBlur={hide}
      onKeyDown={(event) => event.key === 'Escape' && hide()}
    >
      {children}
      {shown &&
        createPortal(
          <span ref={tip} id={id} role="tooltip" className={styles.tip}>
            {text}
          </span>,
          // oxlint-disable-next-line react/refs -- shown means that the time stands
          layerOf(time.current),
        )}
    </time>
  )
}
