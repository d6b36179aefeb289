import type { WorkCalendar } from './api'

export type DayMark = 'holiday' | 'workday' | 'rest' | 'normal'

/** One cell of a month: a day, or nothing before the first and after the last. */
export interface DayCell {
  date: string
  day: number
  mark: DayMark
  /** The name of the holiday. */
  name: string
  nameEn: string
  edited: boolean
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const
export type Weekday = (typeof weekdays)[number]

/** The week begins on Monday. */
export const week: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

const two = (n: number) => String(n).padStart(2, '0')

/** The weeks of a month, from Monday to Sunday. Days are reckoned in UTC, so that no zone moves them. */
export function weeksOf(year: number, month: number, calendar: WorkCalendar): (DayCell | undefined)[][] {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay()
  const count = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const listed = new Map(calendar.year.days.map((day) => [day.date, day]))
  const normal = new Set(calendar.year.normal)
  const cells: (DayCell | undefined)[] = Array.from({ length: (first + 6) % 7 }, () => undefined)
  for (let day = 1; day <= count; day++) {
    const date = `${year}-${two(month)}-${two(day)}`
    const known = listed.get(date)
    const weekday = weekdays[(first + day - 1) % 7] ?? 'monday'
    const mark = known ? known.kind : calendar.hours[weekday].length === 0 ? 'rest' : 'normal'
    cells.push({ date, day, mark, name: known?.name ?? '', nameEn: known?.name_en ?? known?.name ?? '', edited: known?.edited === true || normal.has(date) })
  }
  while (cells.length % 7 > 0) cells.push(undefined)
  return Array.from({ length: cells.length / 7 }, (_unused, index) => cells.slice(index * 7, index * 7 + 7))
}

/** Days that follow each other with one kind and name, as one line: 1–7 国庆节. */
export interface DayRun {
  from: number
  to: number
  kind: 'holiday' | 'workday'
  name: string
  nameEn: string
}

export function runsOf(weeks: readonly (DayCell | undefined)[][]): DayRun[] {
  const runs: DayRun[] = []
  for (const cell of weeks.flat()) {
    if (!cell || (cell.mark !== 'holiday' && cell.mark !== 'workday')) continue
    const last = runs[runs.length - 1]
    if (last && last.to === cell.day - 1 && last.kind === cell.mark && last.name === cell.name) last.to = cell.day
    else runs.push({ from: cell.day, to: cell.day, kind: cell.mark, name: cell.name, nameEn: cell.nameEn })
  }
  return runs
}

/** What today is, for one line of text. */
export function todayMark(date: string, calendar: WorkCalendar): { mark: DayMark; name: string } | undefined {
  const [year, month, day] = date.split('-').map(Number)
  if (year === undefined || month === undefined || year !== calendar.year.year) return undefined
  const cell = weeksOf(year, month, calendar)
    .flat()
    .find((one) => one?.day === day)
  return cell && { mark: cell.mark, name: cell.name }
}
