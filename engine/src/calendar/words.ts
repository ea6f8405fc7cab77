import type { Calendar } from './calendar.js'
import type { Day } from './day.js'
import { isMonthly } from './grain.js'
import { type Period, periodOf } from './period.js'
import { type Range, sameRange } from './range.js'
import { wholePeriods } from './whole-periods.js'

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/**
 * A range as people write it: a whole year, quarter or month by its name, several by the first and the last,
 * else the days.
 *
 * @example
 * rangeInWords({ from: '2025-10-01', to: '2025-10-20' }, calendar) // '1–20 October 2025'
 */
export function rangeInWords(range: Range, calendar: Calendar): string {
  if (range.from === range.to) return dayInWords(range.from)
  for (const grain of ['year', 'quarter', 'month'] as const) {
    const period = periodOf(range.from, grain, calendar)
    if (sameRange(period.range, range)) return periodInWords(period)
  }
  if (wholePeriods(range, 'year', calendar)) return yearsInWords(range, calendar)
  return wholePeriods(range, 'month', calendar) ? monthsInWords(range) : daysInWords(range)
}

/**
 * A period as people write it.
 *
 * @example
 * periodInWords(periodOf('2025-10-01', 'week', calendar)) // 'week 40 of 2025'
 */
export function periodInWords(period: Period): string {
  const { grain, label, range } = period
  if (grain === 'day') return dayInWords(range.from)
  if (grain === 'month') return `${monthInWords(range.from)} ${yearIn(range.from)}`
  if (grain === 'year') return label
  const [year = '', numbered = ''] = label.split('-')
  return isMonthly(grain) ? `${numbered} ${year}` : `week ${Number(numbered.slice(1))} of ${year}`
}

function dayInWords(day: Day): string {
  return `${dayIn(day)} ${monthInWords(day)} ${yearIn(day)}`
}

function daysInWords({ from, to }: Range): string {
  if (from.slice(0, 4) !== to.slice(0, 4)) return `${dayInWords(from)} – ${dayInWords(to)}`
  const day = dayIn(from)
  return from.slice(0, 7) === to.slice(0, 7)
    ? `${day}–${dayInWords(to)}`
    : `${day} ${monthInWords(from)} – ${dayInWords(to)}`
}

function monthsInWords({ from, to }: Range): string {
  const first = from.slice(0, 4) === to.slice(0, 4) ? '' : ` ${yearIn(from)}`
  return `${monthInWords(from)}${first} – ${monthInWords(to)} ${yearIn(to)}`
}

function yearsInWords({ from, to }: Range, calendar: Calendar): string {
  return `${periodOf(from, 'year', calendar).label}–${periodOf(to, 'year', calendar).label}`
}

function monthInWords(day: Day): string {
  return months[Number(day.slice(5, 7)) - 1] ?? ''
}

function dayIn(day: Day): number {
  return Number(day.slice(8))
}

function yearIn(day: Day): string {
  return day.slice(0, 4)
}
