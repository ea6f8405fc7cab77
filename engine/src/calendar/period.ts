import type { Calendar } from './calendar.js'
import {
  addDays,
  dateOfNumber,
  type Day,
  dayNumber,
  dayNumberOf,
  dayOfNumber,
  nearestDay,
  plainDate,
  weekdays,
} from './day.js'
import { type Grain, type MonthlyGrain, monthsOf } from './grain.js'
import { intersection, type Range, sameRange } from './range.js'

/** A named span of the calendar: a day, a week, a month, a quarter or a year. */
export interface Period {
  readonly grain: Grain
  /** `2025-10-31`, `2025-W40`, `2025-10`, `2025-Q4`, `2025`; in a fiscal calendar `FY2026-Q1`, `FY2026`. */
  readonly label: string
  readonly range: Range
}

/** A period that a range touches, with the part of it that the range has. */
export interface PeriodInRange extends Period {
  readonly clipped: Range
  /** Whether all of the period lies in the range. */
  readonly whole: boolean
}

/**
 * The period of a grain in which a day lies. A week belongs to the year that holds its fourth day, and is
 * counted from 1 (with weeks from Monday that is ISO 8601). Where the fiscal year does not start in January,
 * quarters and years are fiscal, and named by the calendar year in which the fiscal year ends.
 *
 * @example
 * periodOf('2025-10-31', 'quarter', calendar) // { grain: 'quarter', label: '2025-Q4', range: … }
 */
export function periodOf(day: Day, grain: Grain, calendar: Calendar): Period {
  const known = periodsOf.get(calendar) ?? new Map<string, Period>()
  if (known.size >= mostKnown) known.clear()
  const key = `${grain} ${day}`
  const period = known.get(key) ?? periodFrom(startOf(day, grain, calendar), grain, calendar)
  periodsOf.set(calendar, known.set(key, period))
  return period
}

/** The periods of days that were looked up, since every answer looks up the same few again and again. */
const periodsOf = new WeakMap<Calendar, Map<string, Period>>()
const mostKnown = 10_000

/**
 * The period `n` before, or after when negative.
 *
 * @example
 * previousPeriod(periodOf('2025-03-31', 'month', calendar), calendar).label // '2025-02'
 */
export function previousPeriod(period: Period, calendar: Calendar, n = 1): Period {
  return periodFrom(moveStart(period.range.from, period.grain, -n), period.grain, calendar)
}

/** The periods of a grain that a range touches, in order. */
export function periodsIn(range: Range, grain: Grain, calendar: Calendar): readonly PeriodInRange[] {
  const periods: PeriodInRange[] = []
  let from = startOf(range.from, grain, calendar)
  while (from <= range.to) {
    const period = periodFrom(from, grain, calendar)
    const clipped = intersection(period.range, range) ?? period.range
    periods.push({ ...period, clipped, whole: sameRange(clipped, period.range) })
    if (period.range.to >= range.to) break
    from = addDays(period.range.to, 1)
  }
  return periods
}

/** The first day of the period in which a day lies. */
export function startOf(day: Day, grain: Grain, calendar: Calendar): Day {
  if (grain === 'day') return day
  if (grain === 'week') {
    return nearestDay(dayNumber(day) - daysIntoWeek(day, calendar))
  }
  return nearestDay(monthStart(day, -monthsInto(day, grain, calendar)))
}

function daysIntoWeek(day: Day, { weekStart }: Calendar): number {
  return (plainDate(day).dayOfWeek - 1 - weekdays.indexOf(weekStart) + 7) % 7
}

/** The first day of the period that starts so many periods after the one that starts on `from`. */
function moveStart(from: Day, grain: Grain, periods: number): Day {
  if (grain === 'day') return addDays(from, periods)
  if (grain === 'week') return addDays(from, periods * 7)
  return dayOfNumber(monthStart(from, periods * monthsOf[grain]))
}

/** The number of the day on which a month starts: so many months after the one in which a day lies. */
function monthStart(day: Day, months: number): number {
  const { year, month } = dateOfNumber(dayNumber(day))
  const since = year * 12 + month - 1 + months
  const startYear = Math.floor(since / 12)
  return dayNumberOf(startYear, since - startYear * 12 + 1, 1)
}

function periodFrom(from: Day, grain: Grain, calendar: Calendar): Period {
  const range = Object.freeze({ from, to: lastDayOf(from, grain, calendar) })
  return Object.freeze({ grain, label: labelOf(from, grain, calendar), range })
}

/** A period that has days outside of the years 0001 to 9999 is cut there, so that `from` may lie within it. */
function lastDayOf(from: Day, grain: Grain, calendar: Calendar): Day {
  if (grain === 'day') return from
  if (grain === 'week') return nearestDay(dayNumber(from) - daysIntoWeek(from, calendar) + 6)
  return nearestDay(monthStart(from, monthsOf[grain] - monthsInto(from, grain, calendar)) - 1)
}

function monthsInto(day: Day, grain: MonthlyGrain, calendar: Calendar): number {
  return monthsIntoPeriod(dateOfNumber(dayNumber(day)).month, grain, calendar)
}

function monthsIntoPeriod(month: number, grain: MonthlyGrain, calendar: Calendar): number {
  return (month - calendar.fiscalYearStart + 12) % monthsOf[grain]
}

function labelOf(from: Day, grain: Grain, calendar: Calendar): string {
  switch (grain) {
    case 'day':
      return from
    case 'week':
      return weekLabel(from, calendar)
    case 'month':
      return from.slice(0, 7)
    case 'quarter':
      return `${yearLabel(from, calendar)}-Q${quarterNumber(from, calendar)}`
    case 'year':
      return yearLabel(from, calendar)
  }
}

function weekLabel(from: Day, calendar: Calendar): string {
  const fourth = plainDate(from).add({ days: 3 - daysIntoWeek(from, calendar) })
  const week = Math.ceil(fourth.dayOfYear / 7)
  return `${fourDigits(fourth.year)}-W${String(week).padStart(2, '0')}`
}

function quarterNumber(from: Day, calendar: Calendar): number {
  return monthsIntoPeriod(plainDate(from).month, 'year', calendar) / 3 + 1
}

function yearLabel(day: Day, calendar: Calendar): string {
  const { year, month } = plainDate(day)
  if (calendar.fiscalYearStart === 1) return fourDigits(year)
  return `FY${fourDigits(month >= calendar.fiscalYearStart ? year + 1 : year)}`
}

function fourDigits(year: number): string {
  return String(year).padStart(4, '0')
}
