import { describe, expect, it } from 'vitest'
import type { WorkCalendar } from './api'
import { runsOf, todayMark, weeksOf } from './months'

const span = [{ from: '09:00', to: '18:00' }]
const day = (date: string, kind: 'holiday' | 'workday', name: string) => ({ date, kind, name, name_en: 'National Day', edited: false })

const calendar: WorkCalendar = {
  zone: 'Asia/Shanghai',
  hours: { monday: span, tuesday: span, wednesday: span, thursday: span, friday: span, saturday: [], sunday: [] },
  makeup_as: 'monday',
  upcoming_hours: [],
  years: [],
  year: {
    year: 2026,
    known: true,
    days: [...[1, 2, 3, 4, 5, 6, 7].map((n) => day(`2026-10-0${n}`, 'holiday', '国庆节')), day('2026-10-10', 'workday', '国庆节')],
    normal: ['2026-10-12'],
  },
  version: 1,
}

describe('months', () => {
  it('weeks begin on Monday and are whole', () => {
    const weeks = weeksOf(2026, 10, calendar)
    expect(weeks.every((week) => week.length === 7)).toBe(true)
    // 1 October 2026 is a Thursday.
    expect(weeks[0]?.slice(0, 4).map((cell) => cell?.day)).toEqual([undefined, undefined, undefined, 1])
    expect(weeks.flat().filter(Boolean)).toHaveLength(31)
  })

  it('a leap day exists in leap years alone', () => {
    expect(weeksOf(2028, 2, calendar).flat().filter(Boolean)).toHaveLength(29)
    expect(weeksOf(2026, 2, calendar).flat().filter(Boolean)).toHaveLength(28)
  })

  it('days that follow each other are one run', () => {
    expect(runsOf(weeksOf(2026, 10, calendar))).toEqual([
      { from: 1, to: 7, kind: 'holiday', name: '国庆节', nameEn: 'National Day' },
      { from: 10, to: 10, kind: 'workday', name: '国庆节', nameEn: 'National Day' },
    ])
  })

  it('today is what the list says, otherwise what the week says', () => {
    expect(todayMark('2026-10-10', calendar)).toEqual({ mark: 'workday', name: '国庆节' })
    expect(todayMark('2026-10-11', calendar)).toEqual({ mark: 'rest', name: '' })
    expect(todayMark('2026-10-12', calendar)).toEqual({ mark: 'normal', name: '' })
    expect(todayMark('2027-01-01', calendar)).toBeUndefined()
  })
})
