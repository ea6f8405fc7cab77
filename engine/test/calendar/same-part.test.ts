import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineCalendar, type Calendar } from '../../src/calendar/calendar.js'
import { compare, type ComparisonRule } from '../../src/calendar/comparison.js'
import { weekdayOf } from '../../src/calendar/day.js'
import { grains, type Grain } from '../../src/calendar/grain.js'
import { periodOf, periodsIn, previousPeriod } from '../../src/calendar/period.js'
import { contains, daysIn, eachDay, parseRange, type Range } from '../../src/calendar/range.js'
import { anyCalendar, anyDay, dayByDate, numberByDate } from './given.js'

const calendar = defineCalendar()
const fiscal = defineCalendar({ fiscalYearStart: 2 })
const later = '9000-01-01'

/** What each period of a series over a range is compared with, as text. */
function compared(
  range: string,
  grain: Grain,
  {
    rule = 'previous-period',
    today = later,
    of = calendar,
  }: { rule?: ComparisonRule; today?: string; of?: Calendar } = {},
): readonly string[] {
  const asked = parseRange(range) ?? { from: '', to: '' }
  return periodsIn(asked, grain, of).map((period) => {
    const found = compare(rule, { range: period.clipped, period, today, calendar: of }).range
    return `${found.from}..${found.to}`
  })
}

describe('a period that the range cuts is compared with the same part of the period before', () => {
  it.each<[string, Grain, readonly string[]]>([
    ['2025-10-08..2025-10-15', 'week', ['2025-10-01..2025-10-05', '2025-10-06..2025-10-08']],
    ['2025-10-07..2025-10-09', 'week', ['2025-09-30..2025-10-02']],
    [
      '2025-09-15..2025-11-14',
      'month',
      ['2025-08-15..2025-08-30', '2025-09-01..2025-09-30', '2025-10-01..2025-10-14'],
    ],
    ['2025-03-29..2025-04-30', 'month', ['2025-02-28..2025-02-28', '2025-03-01..2025-03-31']],
    ['2025-03-10..2025-03-30', 'month', ['2025-02-10..2025-02-28']],
    ['2025-02-15..2025-02-28', 'month', ['2025-01-15..2025-01-28']],
    ['2025-10-01..2025-11-15', 'quarter', ['2025-07-01..2025-08-15']],
    ['2025-10-01..2025-11-30', 'quarter', ['2025-07-01..2025-08-31']],
    ['2025-11-10..2025-12-31', 'quarter', ['2025-08-10..2025-09-30']],
    ['2025-06-01..2025-06-30', 'quarter', ['2025-03-01..2025-03-31']],
    ['2025-05-31..2025-06-30', 'quarter', ['2025-02-28..2025-03-30']],
    ['2025-08-05..2025-08-20', 'quarter', ['2025-05-05..2025-05-20']],
    ['2024-11-01..2025-10-31', 'year', ['2023-11-01..2023-12-31', '2024-01-01..2024-10-31']],
    ['2025-01-01..2025-02-28', 'year', ['2024-01-01..2024-02-29']],
    ['2025-01-01..2025-03-15', 'year', ['2024-01-01..2024-03-15']],
    ['2025-10-30..2025-10-31', 'day', ['2025-09-30..2025-09-30', '2025-09-30..2025-09-30']],
  ])('%s by %s', (range, grain, expected) => {
    expect(compared(range, grain)).toEqual(expected)
  })

  it('by fiscal quarters and years', () => {
    expect(compared('2025-03-10..2025-05-20', 'quarter', { of: fiscal })).toEqual([
      '2024-12-10..2025-01-30',
      '2025-02-01..2025-02-20',
    ])
    expect(compared('2025-02-01..2025-09-30', 'year', { of: fiscal })).toEqual(['2024-02-01..2024-09-30'])
  })

  it('a quarter that the range cuts while it is in progress as a quarter in progress, by its days', () => {
    const range = '2025-04-01..2025-06-20'
    expect(compared(range, 'quarter', { today: '2025-05-15' })).toEqual(['2025-01-01..2025-02-14'])
    expect(compared('2025-04-01..2025-06-30', 'quarter', { today: '2025-05-15' })).toEqual([
      '2025-01-01..2025-02-14',
    ])
    expect(compared('2025-04-10..2025-06-30', 'quarter', { today: '2025-05-15' })).toEqual([
      '2025-01-10..2025-02-15',
    ])
  })

  it.each<[ComparisonRule, string, Grain, string]>([
    ['year-over-year', '2025-10-13..2025-10-15', 'week', '2024-10-14..2024-10-16'],
    ['year-over-year', '2025-10-05..2025-10-20', 'month', '2024-10-05..2024-10-20'],
    ['year-over-year', '2025-01-01..2025-02-28', 'quarter', '2024-01-01..2024-02-29'],
    ['same-weekday', '2025-10-13..2025-10-15', 'week', '2024-10-14..2024-10-16'],
    ['week-to-week', '2025-10-13..2025-10-15', 'week', '2025-10-06..2025-10-08'],
    ['previous-length', '2025-10-13..2025-10-15', 'week', '2025-10-10..2025-10-12'],
    ['date-to-date', '2025-10-01..2025-11-15', 'quarter', '2025-07-01..2025-08-15'],
    ['month-to-month', '2025-10-01..2025-11-30', 'quarter', '2025-07-01..2025-08-31'],
    ['quarter-to-quarter', '2025-01-01..2025-09-30', 'year', '2024-01-01..2024-09-30'],
    ['month-to-month', '2025-10-10..2025-10-31', 'month', '2025-09-10..2025-09-30'],
  ])('by %s: %s by %s with %s', (...[rule, range, grain, expected]) => {
    expect(compared(range, grain, { rule })).toEqual([expected])
  })
})

interface Part {
  readonly grain: Grain
  readonly calendar: Calendar
  readonly period: Range
  readonly earlier: Range
  readonly part: Range
  readonly compared: Range
}

/** A part of a period that is over, what it is compared with, and the period before. */
const anyPart = fc
  .record({
    day: anyDay,
    grain: fc.constantFrom(...grains.filter((grain) => grain !== 'day')),
    calendar: anyCalendar,
    ends: fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 400 })),
  })
  .map(({ day, grain, calendar: of, ends }): Part => {
    const period = periodOf(day, grain, of)
    const [from = 0, to = 0] = ends.map((end) => end % daysIn(period.range)).toSorted((a, b) => a - b)
    const first = numberByDate(period.range.from)
    const part = { from: dayByDate(first + from), to: dayByDate(first + to) }
    return {
      grain,
      calendar: of,
      period: period.range,
      earlier: previousPeriod(period, of).range,
      part,
      compared: partBefore(part, { period: period.range, grain, of }),
    }
  })

function partBefore(
  part: Range,
  { period, grain, of }: { period: Range; grain: Grain; of: Calendar },
): Range {
  return compare('previous-period', {
    range: part,
    period: periodOf(period.from, grain, of),
    today: later,
    calendar: of,
  }).range
}

/** How many months a day lies after the start of its period. */
function monthIn(day: string, { from }: Range): number {
  const months = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7))
  return months(day) - months(from)
}

const isMonthEnd = (day: string) => dayByDate(numberByDate(day) + 1).endsWith('-01')

/** The day of the earlier period that stands beside a day, found by looking at each of them. */
function beside(day: string, { grain, period, earlier }: Part): string | undefined {
  const all = eachDay(earlier)
  if (grain === 'week') return all.find((each) => weekdayOf(each) === weekdayOf(day))
  const inMonth = all.filter((each) => monthIn(each, earlier) === monthIn(day, period))
  return inMonth.findLast((each) => each.slice(8) <= day.slice(8))
}

describe('of every part of every period', () => {
  it('each end stands beside its weekday, or beside its date in the same month of the period before', () => {
    fc.assert(
      fc.property(anyPart, (given) => {
        const { part, compared: found } = given
        const isWholeMonths = given.grain !== 'week' && part.from.endsWith('-01') && isMonthEnd(part.to)
        expect(found.from).toBe(beside(part.from, given))
        if (isWholeMonths) {
          expect(isMonthEnd(found.to)).toBe(true)
          expect(monthIn(found.to, given.earlier)).toBe(monthIn(part.to, given.period))
        } else expect(found.to).toBe(beside(part.to, given))
      }),
    )
  })

  it('no day lies outside the period before, and of a week there are as many days', () => {
    fc.assert(
      fc.property(anyPart, ({ grain, earlier, part, compared: found }) => {
        expect(found.from <= found.to).toBe(true)
        expect(contains(earlier, found.from) && contains(earlier, found.to)).toBe(true)
        if (grain === 'week') expect(daysIn(found)).toBe(daysIn(part))
      }),
    )
  })

  it('two parts that make up the period meet parts without a gap, which share a month’s last day at most', () => {
    fc.assert(
      fc.property(anyPart, ({ grain, calendar: of, period, earlier, part }) => {
        fc.pre(part.to < period.to)
        const of2 = { period, grain, of }
        const head = partBefore({ from: period.from, to: part.to }, of2)
        const tail = partBefore({ from: dayByDate(numberByDate(part.to) + 1), to: period.to }, of2)
        expect(head.from).toBe(earlier.from)
        const between = numberByDate(tail.from) - numberByDate(head.to)
        if (grain === 'week') expect([between, tail.to]).toEqual([1, earlier.to])
        else
          expect(
            between === 1 || (between === 0 && isMonthEnd(head.to)) || skipsMonthEnd(head.to, between),
          ).toBe(true)
      }),
    )
  })
})

/** A longer month's last days stand beside no date of a shorter one. */
function skipsMonthEnd(last: string, days: number): boolean {
  const next = dayByDate(numberByDate(last) + days)
  return next.endsWith('-01') && days <= 4
}
