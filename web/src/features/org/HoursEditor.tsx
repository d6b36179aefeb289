import { Problem } from '@shared/api/problem'
import { fieldText, problemText } from '@shared/i18n/problemText'
import { RecordConflict } from '@shared/session/RecordConflict'
import { LeaveGuard } from '@shared/ui/LeaveGuard'
import { SaveBar } from '@shared/ui/SaveBar'
import { Notice } from '@shared/ui/States'
import { toasts } from '@shared/ui/toastStore'
import { calendarQuery, type WorkCalendar } from '@shared/workcalendar/api'
import { week, type Weekday } from '@shared/workcalendar/months'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { setHours, type WeekHours } from './api'
import styles from './calendar.module.css'
import { clockTime } from './clockTime'

interface HoursEditorProps {
  calendar: WorkCalendar
  readOnly: boolean
  today: string
}

/** Office hours of each weekday; deadlines in working hours are reckoned with them. */
export function HoursEditor({ calendar, readOnly, today }: HoursEditorProps) {
  const { t } = useTranslation('calendar')
  const client = useQueryClient()
  const [draft, setDraft] = useState<WeekHours>()
  const [from, setFrom] = useState('')
  const put = useMutation({
    mutationFn: (version: number) => setHours(version, { hours: draft ?? calendar.hours, ...(from ? { valid_from: from } : {}) }),
    onSuccess: async () => {
      toasts.done(t('hours.saved'))
      await client.refetchQueries({ queryKey: ['calendar'] })
      discard()
    },
  })
  const discard = () => {
    setDraft(undefined)
    setFrom('')
    put.reset()
  }
  const hours = draft ?? calendar.hours
  const problem = put.error instanceof Problem ? put.error : undefined
  const stale = problem?.status === 412
  const dirty = draft !== undefined
  const overwrite = async () => put.mutate((await client.fetchQuery({ ...calendarQuery(calendar.year.year), staleTime: 0 })).version)
  return (
    <section className={styles.hours} aria-labelledby="office-hours">
      <h2 id="office-hours">{t('hours.title')}</h2>
      <p className={styles.lead}>{t('hours.effect')}</p>
      {stale && (
        <RecordConflict
          subject={{ kind: 'calendar', id: 1 }}
          onReload={() => {
            discard()
            void client.refetchQueries({ queryKey: ['calendar'] })
          }}
          onOverwrite={() => void overwrite()}
        />
      )}
      {put.error && !stale && <Notice kind="danger">{problemText(put.error)}</Notice>}
      {week.map((day) => (
        <DayHours key={day} day={day} spans={hours[day]} readOnly={readOnly} error={errorOf(problem, day)} onChange={(spans) => setDraft({ ...hours, [day]: spans })} />
      ))}
      {!readOnly && (
        <div className={styles.hoursTools}>
          <Button onClick={() => setDraft({ ...hours, tuesday: hours.monday, wednesday: hours.monday, thursday: hours.monday, friday: hours.monday })}>{t('hours.copy')}</Button>
          {dirty && (
            <label className={styles.from}>
              {t('hours.from')}
              <input type="date" className={styles.input} min={today} value={from} onChange={(event) => setFrom(event.target.value)} />
            </label>
          )}
        </div>
      )}
      {calendar.upcoming_hours.map((next) => (
        <Notice key={next.valid_from} kind="info">
          {t('hours.upcoming', { date: next.valid_from })}
        </Notice>
      ))}
      {dirty && <SaveBar text={t('hours.changed')} busy={put.isPending} onSave={() => put.mutate(calendar.version)} onDiscard={discard} />}
      <LeaveGuard dirty={dirty} />
    </section>
  )
}

type Span = WeekHours['monday'][number]

function errorOf(problem: Problem | undefined, day: Weekday): string | undefined {
  const field = problem?.fields.find((one) => one.path.startsWith(`hours.${day}`))
  return field && fieldText(field)
}

interface DayHoursProps {
  day: Weekday
  spans: readonly Span[]
  readOnly: boolean
  error: string | undefined
  onChange: (spans: Span[]) => void
}

const usual: Span = { from: '09:00', to: '18:00' }

function DayHours({ day, spans, readOnly, error, onChange }: DayHoursProps) {
  const { t } = useTranslation('calendar')
  const name = t(`weekday.${day}`)
  const change = (index: number, span: Partial<Span>) => onChange(spans.map((one, at) => (at === index ? { ...one, ...span } : one)))
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset cannot be laid out as a row in all browsers
    <div role="group" aria-label={name} className={styles.dayHours}>
      <span className={styles.weekday}>{name}</span>
      <div className={styles.spans}>
        {spans.length === 0 && <span className={styles.rest}>{t('hours.rest')}</span>}
        {spans.map((span, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a span has nothing but its place
          <span key={index} className={styles.span}>
            <TimeInput label={t('hours.start', { day: name, n: index + 1 })} value={span.from} readOnly={readOnly} onChange={(from) => change(index, { from })} />
            <span aria-hidden="true">–</span>
            <TimeInput label={t('hours.end', { day: name, n: index + 1 })} value={span.to} readOnly={readOnly} onChange={(to) => change(index, { to })} />
            {!readOnly && (
              <Button type="link" aria-label={t('hours.removeNamed', { day: name, n: index + 1 })} onClick={() => onChange(spans.filter((_one, at) => at !== index))}>
                {t('hours.remove')}
              </Button>
            )}
          </span>
        ))}
        {!readOnly && (
          <Button type="link" aria-label={t('hours.addNamed', { day: name })} onClick={() => onChange([...spans, usual])}>
            {t('hours.add')}
          </Button>
        )}
        {error !== undefined && (
          <span className={styles.error} role="alert">
            {error}
          </span>
        )}
      </div>
    </div>
  )
}

function TimeInput({ label, value, readOnly, onChange }: { label: string; value: string; readOnly: boolean; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState<string>()
  if (readOnly) return <span>{value}</span>
  const settle = () => {
    const time = clockTime(typed ?? value)
    if (time !== undefined && time !== value) onChange(time)
    setTyped(undefined)
  }
  // The browser's own field for times shows 12 hours in some languages and never 24:00.
  return (
    <input
      className={styles.time}
      inputMode="numeric"
      autoComplete="off"
      maxLength={5}
      aria-label={label}
      value={typed ?? value}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={settle}
    />
  )
}
