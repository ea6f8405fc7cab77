import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineCalendar } from '../../src/calendar/calendar.js'
import { addDays, weekdayOf } from '../../src/calendar/day.js'
import { grains } from '../../src/calendar/grain.js'
import { periodOf, periodsIn, previousPeriod } from '../../src/calendar/period.js'
import { contains, daysIn, eachDay, rangeOf } from '../../src/calendar/range.js'
import { anyCalendar, anyDay, anyRange, dayByDate, numberByDate } from './given.js'

const calendar = defineCalendar()
const fromApril = defineCalendar({ fiscalYearStart: 4 })
const fromOctober = defineCalendar({ fiscalYearStart: 10 })
const fromSunday = defineCalendar({ weekStart: 'sunday' })

/** The ISO week of a day, counted from the Thursday of its week with the language's own dates. */
function isoWeek(day: string): string {
  const date = new Date(day)
  const thursday = numberByDate(day) + 3 - ((date.getUTCDay() + 6) % 7)
  const year = new Date(dayByDate(thursday)).getUTCFullYear()
  const week = Math.floor((thursday - numberByDate(`${year}-01-01`)) / 7) + 1
  return `${year}-W${String(week).padStart(2, '0')}`
}

describe('the period of a day', () => {
  it.each([
    ['2025-10-31', 'day', calendar, '2025-10-31', '2025-10-31', '2025-10-31'],
    ['2025-10-05', 'week', calendar, '2025-W40', '2025-09-29', '2025-10-05'],
    ['2024-12-30', 'week', calendar, '2025-W01', '2024-12-30', '2025-01-05'],
    ['2021-01-03', 'week', calendar, '2020-W53', '2020-12-28', '2021-01-03'],
    ['2025-10-05', 'week', fromSunday, '2025-W41', '2025-10-05', '2025-10-11'],
    ['2022-01-01', 'week', fromSunday, '2021-W52', '2021-12-26', '2022-01-01'],
    ['2024-02-10', 'month', calendar, '2024-02', '2024-02-01', '2024-02-29'],
    ['2025-12-31', 'quarter', calendar, '2025-Q4', '2025-10-01', '2025-12-31'],
    ['2024-02-29', 'year', calendar, '2024', '2024-01-01', '2024-12-31'],
    ['2025-10-31', 'quarter', fromApril, 'FY2026-Q3', '2025-10-01', '2025-12-31'],
    ['2025-03-31', 'quarter', fromApril, 'FY2025-Q4', '2025-01-01', '2025-03-31'],
    ['2025-03-31', 'year', fromApril, 'FY2025', '2024-04-01', '2025-03-31'],
    ['2025-10-01', 'quarter', fromOctober, 'FY2026-Q1', '2025-10-01', '2025-12-31'],
    ['2025-09-30', 'year', fromOctober, 'FY2025', '2024-10-01', '2025-09-30'],
    // 0001-01-01 is a Monday and 9999-12-31 a Friday: what lies outside of the years is cut off.
    ['0001-01-01', 'week', fromSunday, '0001-W01', '0001-01-01', '0001-01-06'],
    ['0001-01-06', 'week', fromSunday, '0001-W01', '0001-01-01', '0001-01-06'],
    ['0001-01-07', 'week', fromSunday, '0001-W02', '0001-01-07', '0001-01-13'],
    ['9999-12-31', 'week', calendar, '9999-W52', '9999-12-27', '9999-12-31'],
    ['0001-01-01', 'year', fromApril, 'FY0001', '0001-01-01', '0001-03-31'],
    ['9999-12-31', 'year', fromApril, 'FY10000', '9999-04-01', '9999-12-31'],
    [
      '2025-02-10',
      'quarter',
      defineCalendar({ fiscalYearStart: 12 }),
      'FY2025-Q1',
      '2024-12-01',
      '2025-02-28',
    ],
  ] as const)('for %s by %s is named as it is', (...[day, grain, which, label, from, to]) => {
    expect(periodOf(day, grain, which)).toEqual({ grain, label, range: { from, to } })
  })

  it('by week is the ISO week when weeks start on Monday', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(periodOf(day, 'week', calendar).label).toBe(isoWeek(day))
      }),
    )
  })

  it('holds the day, and is the same for each of its days', () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom(...grains), anyCalendar, (day, grain, which) => {
        const period = periodOf(day, grain, which)
        expect(contains(period.range, day)).toBe(true)
        expect(periodOf(period.range.from, grain, which)).toEqual(period)
        expect(periodOf(period.range.to, grain, which)).toEqual(period)
        expect(periodOf(addDays(period.range.to, 1), grain, which).label).not.toBe(period.label)
      }),
    )
  })

  it('by week has seven days from the calendar’s first, and lies in the year of its fourth', () => {
    fc.assert(
      fc.property(anyDay, anyCalendar, (day, which) => {
        const { range, label } = periodOf(day, 'week', which)
        expect(daysIn(range)).toBe(7)
        expect(weekdayOf(range.from)).toBe(which.weekStart)
        expect(label.slice(0, 4)).toBe(addDays(range.from, 3).slice(0, 4))
      }),
    )
  })
})

describe('the period before', () => {
  it('ends on the day before, and going back and forth ends where it began', () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom(...grains), anyCalendar, (day, grain, which) => {
        const period = periodOf(day, grain, which)
        const before = previousPeriod(period, which)
        expect(before.range.to).toBe(addDays(period.range.from, -1))
        expect(before).toEqual(periodOf(before.range.to, grain, which))
        expect(previousPeriod(previousPeriod(period, which, 7), which, -7)).toEqual(period)
        expect(previousPeriod(previousPeriod(before, which), which)).toEqual(previousPeriod(period, which, 3))
      }),
    )
  })
})

describe('the periods in a range', () => {
  it('are given whole and clipped', () => {
    const months = periodsIn(rangeOf('2025-01-15', '2025-03-31'), 'month', calendar)
    expect(months.map(({ label, clipped, whole }) => [label, clipped.from, clipped.to, whole])).toEqual([
      ['2025-01', '2025-01-15', '2025-01-31', false],
      ['2025-02', '2025-02-01', '2025-02-28', true],
      ['2025-03', '2025-03-01', '2025-03-31', true],
    ])
    expect(months[0]?.range).toEqual({ from: '2025-01-01', to: '2025-01-31' })
  })

  it('have between them each day of the range once, in order', () => {
    fc.assert(
      fc.property(anyRange(100), fc.constantFrom(...grains), anyCalendar, (range, grain, which) => {
        const periods = periodsIn(range, grain, which)
        expect(periods.flatMap(({ clipped }) => eachDay(clipped))).toEqual(eachDay(range))
        for (const { clipped, range: all, whole } of periods)
          expect(whole).toBe(daysIn(clipped) === daysIn(all))
      }),
    )
  })
})
