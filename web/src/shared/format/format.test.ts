import { describe, expect, it } from 'vitest'
import { formatBadge, formatBytes, formatNumber, formatPercent, formatPhone } from './number'
import { addDays, dayOf, daysBetween, formatDateText, formatDateTime, formatQuarter, formatRelative, formatWeekday, startOfDay } from './time'

const zone = 'Asia/Shanghai'
const at = (iso: string) => Date.parse(iso)

describe('numbers', () => {
  it('groups', () => expect(formatNumber(1234567, 'zh-CN')).toBe('1,234,567'))
  it.each([
    [5630, undefined, '56.3%'],
    [5630, 18, '56.3%(n=18)'],
    [5630, 20, '56.3%'],
    [10000, undefined, '100.0%'],
    [-125, undefined, '−1.3%'],
    [-4, undefined, '0.0%'],
  ])('percent %d n=%s', (bp, n, text) => expect(formatPercent(bp, n)).toBe(text))
  it('caps badges', () => expect([formatBadge(99), formatBadge(100)]).toEqual(['99', '99+']))
  it('groups mobile numbers only', () => {
    expect(formatPhone('13812345678')).toBe('138 1234 5678')
    expect(formatPhone('021-5555')).toBe('021-5555')
  })
})

describe('time', () => {
  it('uses the zone of the company, not of the browser', () => {
    expect(dayOf(at('2026-11-20T16:30:00Z'), zone)).toBe('2026-11-21')
    expect(formatDateTime(at('2026-11-20T16:05:00Z'), zone)).toBe('2026-11-21 00:05')
  })
  it('counts calendar days', () => expect(daysBetween('2026-02-27', '2026-03-01')).toBe(2))
  it.each([
    ['2026-11-20T16:30:00Z', 'zh-CN', '今天'],
    ['2026-11-20T15:30:00Z', 'zh-CN', '昨天'],
    ['2026-11-09T01:00:00Z', 'zh-CN', '12天前'],
    ['2026-11-22T01:00:00Z', 'zh-CN', '明天'],
    ['2026-11-24T01:00:00Z', 'zh-CN', '3天后'],
    ['2026-10-22T01:00:00Z', 'zh-CN', '30天前'],
    ['2026-10-21T01:00:00Z', 'zh-CN', '2026-10-21'],
    ['2026-11-20T15:30:00Z', 'en', 'yesterday'],
    ['2026-11-09T01:00:00Z', 'en', '12 days ago'],
  ])('relative %s %s', (moment, language, text) => {
    expect(formatRelative(at(moment), { language, zone, now: at('2026-11-21T02:00:00Z') })).toBe(text)
  })
  it('writes dates for text', () => {
    expect(formatDateText('2026-11-21', 'zh-CN')).toBe('2026年11月21日')
    expect(formatDateText('2026-11-21', 'en')).toBe('November 21, 2026')
    expect(formatWeekday('2026-11-21', 'zh-CN')).toBe('周六')
    expect(formatQuarter('2026-11-21')).toBe('2026Q4')
  })
})

describe('days and sizes', () => {
  it.each([
    ['2026-11-21', 'Asia/Shanghai', '2026-11-20T16:00:00.000Z'],
    ['2026-11-21', 'UTC', '2026-11-21T00:00:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-11-21', 'America/New_York', '2026-11-21T05:00:00.000Z'],
  ])('%s begins in %s at %s', (date, zone, at) => expect(startOfDay(date, zone)).toBe(at))

  it('days are added over the end of a year', () => expect(addDays('2026-12-31', 1)).toBe('2027-01-01'))

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 KB'],
    [48_231_992, '48.2 MB'],
    [1_250_000_000_000_000, '1,250 TB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes, 'en')).toBe(text))
})
