import { formatNumber } from '@shared/format/number'
import { useCan } from '@shared/session/session'
import { Facts } from '@shared/ui/Facts'
import { PageHeader } from '@shared/ui/PageHeader'
import { SkeletonBlock } from '@shared/ui/Skeleton'
import { ErrorState, Notice } from '@shared/ui/States'
import { dayOf } from '@shared/format/time'
import { useNow } from '@shared/format/useNow'
import { useZone } from '@shared/session/session'
import { calendarQuery, type WorkCalendar } from '@shared/workcalendar/api'
import type { DayCell } from '@shared/workcalendar/months'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './calendar.module.css'
import { DayDialog } from './DayDialog'
import { HoursEditor } from './HoursEditor'
import { ImportDialog } from './ImportDialog'
import { MonthGrid } from './MonthGrid'
import { calendarRoute } from './routes'

/** The company's working calendar: a year of days, where they come from, and the office hours. */
export function CalendarPage() {
  const { t } = useTranslation('calendar')
  const zone = useZone()
  const today = dayOf(useNow(), zone)
  const { year = Number(today.slice(0, 4)) } = calendarRoute.useSearch()
  const navigate = useNavigate()
  const calendar = useQuery(calendarQuery(year))
  const mayWrite = useCan()('org.calendar.write')
  const [importing, setImporting] = useState(false)
  const show = (next: number) => void navigate({ to: '/settings/calendar', search: { year: next } })
  return (
    <>
      <PageHeader title={t('title')} actions={mayWrite && <Button onClick={() => setImporting(true)}>{t('import')}</Button>} />
      <div className={styles.years}>
        <Button disabled={year <= 2000} onClick={() => show(year - 1)}>
          {t('yearName', { year: String(year - 1) })}
        </Button>
        <h2 aria-live="polite">{t('yearName', { year: String(year) })}</h2>
        <Button disabled={year >= 2100} onClick={() => show(year + 1)}>
          {t('yearName', { year: String(year + 1) })}
        </Button>
      </div>
      {calendar.data ? (
        <Content calendar={calendar.data} today={today} mayWrite={mayWrite} stale={calendar.isPlaceholderData} />
      ) : calendar.isPending ? (
        <SkeletonBlock lines={6} />
      ) : (
        <ErrorState error={calendar.error} onRetry={() => void calendar.refetch()} />
      )}
      <ImportDialog open={importing} year={year} onClose={() => setImporting(false)} onDone={show} />
    </>
  )
}

interface ContentProps {
  calendar: WorkCalendar
  today: string
  mayWrite: boolean
  /** Another year is on its way. */
  stale: boolean
}

function Content({ calendar, today, mayWrite, stale }: ContentProps) {
  const { t } = useTranslation('calendar')
  const [editing, setEditing] = useState<DayCell>()
  return (
    <>
      <Source calendar={calendar} />
      <p className={styles.legend}>
        <span className={styles.mark} data-mark="holiday">
          {t('mark.holiday')}
        </span>{' '}
        {t('legend.holiday')}
        <span className={styles.mark} data-mark="workday">
          {t('mark.workday')}
        </span>{' '}
        {t('legend.workday')}
      </p>
      {mayWrite && <p className={styles.lead}>{t('legend.edit')}</p>}
      <div className={styles.months} aria-busy={stale}>
        {Array.from({ length: 12 }, (_unused, index) => (
          <MonthGrid key={index} year={calendar.year.year} month={index + 1} calendar={calendar} today={today} {...(mayWrite ? { onEdit: setEditing } : {})} />
        ))}
      </div>
      <HoursEditor calendar={calendar} readOnly={!mayWrite} today={today} />
      <DayDialog cell={editing} calendar={calendar} onClose={() => setEditing(undefined)} />
    </>
  )
}

/** Where the days of the year come from; a missing year is said plainly. */
function Source({ calendar }: { calendar: WorkCalendar }) {
  const { t, i18n } = useTranslation('calendar')
  const year = calendar.years.find((one) => one.year === calendar.year.year)
  const source = year?.source
  if (!calendar.year.known || !source) return <Notice kind="warning">{t('unknown', { year: String(calendar.year.year) })}</Notice>
  const title = [source.title, source.number].filter(Boolean).join(' ')
  return (
    <Facts
      facts={[
        {
          id: 'source',
          label: t('source'),
          value: source.url ? (
            <a href={source.url} target="_blank" rel="noreferrer">
              {title}
            </a>
          ) : (
            title || t('origin.imported')
          ),
        },
        { id: 'origin', label: t('origin'), value: t(`origin.${source.origin}`) },
        ...(year.edited > 0 ? [{ id: 'edited', label: t('edited'), value: t('editedDays', { count: formatNumber(year.edited, i18n.language) }) }] : []),
      ]}
    />
  )
}
