import { formatDateText, formatWeekday } from '@shared/format/time'
import type { WorkCalendar } from '@shared/workcalendar/api'
import { runsOf, weeksOf, type DayCell } from '@shared/workcalendar/months'
import { useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './calendar.module.css'
import { monthName } from './zones'

interface MonthProps {
  year: number
  month: number
  calendar: WorkCalendar
  today: string
  /** Opens a day; without it the days are only shown. */
  onEdit?: (cell: DayCell) => void
}

// 5 January 2026 is a Monday.
const someWeek = [5, 6, 7, 8, 9, 10, 11].map((day) => `2026-01-${String(day).padStart(2, '0')}`)

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

/** One month: one stop of the Tab key, arrows move between the days. */
export function MonthGrid({ year, month, calendar, today, onEdit }: MonthProps) {
  const { t, i18n } = useTranslation('calendar')
  const grid = useRef<HTMLTableElement>(null)
  const [focused, setFocused] = useState(1)
  const weeks = weeksOf(year, month, calendar)
  const name = monthName(month, i18n.language)

  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step === undefined) return
    const next = grid.current?.querySelector<HTMLElement>(`[data-day="${focused + step}"]`)
    event.preventDefault()
    next?.focus()
  }
  return (
    <section className={styles.month} aria-label={name}>
      <table ref={grid} className={styles.grid}>
        <caption>{name}</caption>
        <thead>
          <tr>
            {someWeek.map((date) => (
              <th key={date} scope="col" abbr={formatWeekday(date, i18n.language)}>
                {new Intl.DateTimeFormat(i18n.language, { weekday: 'narrow', timeZone: 'UTC' }).format(Date.parse(`${date}T00:00:00Z`))}
              </th>
            ))}
          </tr>
        </thead>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the days inside take the focus */}
        <tbody onKeyDown={onKeyDown}>
          {weeks.map((week, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- the weeks of a month never change place
            <tr key={index}>
              {week.map((cell, at) =>
                cell ? (
                  <td key={cell.date} data-mark={cell.mark} data-today={cell.date === today}>
                    <Day cell={cell} focusable={cell.day === focused} onFocus={() => setFocused(cell.day)} {...(onEdit ? { onEdit } : {})} />
                  </td>
                ) : (
                  // oxlint-disable-next-line react/no-array-index-key -- an empty place has nothing but its place
                  <td key={`empty-${at}`} aria-hidden="true" />
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <ul className={styles.runs}>
        {runsOf(weeks).map((run) => (
          <li key={run.from}>
            {t(run.kind === 'holiday' ? 'run.holiday' : /调休|make-up/i.test(`${run.name} ${run.nameEn}`) ? 'run.plain' : 'run.workday', { days: run.from === run.to ? String(run.from) : `${run.from}–${run.to}`, name: i18n.language === 'en' ? run.nameEn : run.name })}
          </li>
        ))}
      </ul>
    </section>
  )
}

interface DayProps {
  cell: DayCell
  focusable: boolean
  onFocus: () => void
  onEdit?: (cell: DayCell) => void
}

function Day({ cell, focusable, onFocus, onEdit }: DayProps) {
  const { t, i18n } = useTranslation('calendar')
  const content = (
    <>
      {cell.day}
      {(cell.mark === 'holiday' || cell.mark === 'workday') && (
        <span className={styles.mark} data-mark={cell.mark}>
          {t(`mark.${cell.mark}`)}
        </span>
      )}
      {cell.edited && <span className={styles.editedDot} aria-hidden="true" />}
    </>
  )
  if (!onEdit) return <span className={styles.day}>{content}</span>
  const label = t('dayLabel', { date: formatDateText(cell.date, i18n.language), weekday: formatWeekday(cell.date, i18n.language), state: t(`state.${cell.mark}`), name: i18n.language === 'en' ? cell.nameEn : cell.name })
  return (
    <button type="button" className={styles.day} data-day={cell.day} tabIndex={focusable ? 0 : -1} title={label} onFocus={onFocus} onClick={() => onEdit(cell)}>
      {content}
      <span className="visually-hidden">{label}</span>
    </button>
  )
}
