/** Times come as RFC 3339 in UTC, dates as YYYY-MM-DD. The zone is the company's. */
export const defaultZone = 'Asia/Shanghai'

export interface TimeContext {
  language: string
  zone: string
  /** Now, in milliseconds. */
  now: number
}

const dayMs = 86_400_000

function parts(ms: number, zone: string): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return Object.fromEntries(format.formatToParts(ms).map((p) => [p.type, p.value]))
}

/** The calendar day of a moment in a zone: 2026-11-21. */
export function dayOf(ms: number, zone: string): string {
  const p = parts(ms, zone)
  return `${p['year']}-${p['month']}-${p['day']}`
}

/** Whole calendar days from a to b. */
export function daysBetween(a: string, b: string): number {
  return Math.round((Date.parse(`${b}T00:00:00Z`) - Date.parse(`${a}T00:00:00Z`)) / dayMs)
}

/** The moment at which a day begins in a zone, in RFC 3339. Takes YYYY-MM-DD. */
export function startOfDay(date: string, zone: string): string {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  // Twice, so that a change of the clock between UTC midnight and the local one is seen.
  const guess = midnight - offsetOf(midnight, zone)
  return new Date(midnight - offsetOf(guess, zone)).toISOString()
}

/** By how much a zone is ahead of UTC at a moment, in milliseconds. */
function offsetOf(ms: number, zone: string): number {
  const p = parts(ms, zone)
  return Date.parse(`${p['year']}-${p['month']}-${p['day']}T${p['hour']}:${p['minute']}:00Z`) - Math.floor(ms / 60_000) * 60_000
}

/** The day so many days later. Takes and gives YYYY-MM-DD. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** Date for tables: 2026-11-21. */
export function formatDate(ms: number, zone: string): string {
  return dayOf(ms, zone)
}

/** Time on 24 hours: 09:14. */
export function formatTime(ms: number, zone: string): string {
  const p = parts(ms, zone)
  return `${p['hour']}:${p['minute']}`
}

/** Date and time: 2026-11-21 09:14. */
export function formatDateTime(ms: number, zone: string): string {
  return `${formatDate(ms, zone)} ${formatTime(ms, zone)}`
}

/** A date in running text: 2026年11月21日, November 21, 2026. Takes YYYY-MM-DD. */
export function formatDateText(date: string, language: string): string {
  const ms = Date.parse(`${date}T00:00:00Z`)
  return new Intl.DateTimeFormat(language, { timeZone: 'UTC', year: 'numeric', month: 'long', day: 'numeric' }).format(ms)
}

/** The weekday of a date: 周六, Sat. Takes YYYY-MM-DD. */
export function formatWeekday(date: string, language: string): string {
  return new Intl.DateTimeFormat(language, { timeZone: 'UTC', weekday: 'short' }).format(Date.parse(`${date}T00:00:00Z`))
}

/** Relative by calendar day up to 30 days either way, then the date: 今天, 昨天, 12天前. */
export function formatRelative(ms: number, { language, zone, now }: TimeContext): string {
  const days = daysBetween(dayOf(now, zone), dayOf(ms, zone))
  if (Math.abs(days) > 30) return formatDate(ms, zone)
  if (language.startsWith('zh')) return relativeZh(days)
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(days, 'day')
}

function relativeZh(days: number): string {
  if (days === 0) return '今天'
  if (days === -1) return '昨天'
  if (days === 1) return '明天'
  return days < 0 ? `${-days}天前` : `${days}天后`
}

/** The quarter label: 2026Q4. Takes YYYY-MM-DD. */
export function formatQuarter(date: string): string {
  const month = Number(date.slice(5, 7))
  return `${date.slice(0, 4)}Q${Math.ceil(month / 3)}`
}
