import type { Calendar } from './calendar.js'
import { type Day, dayNumberOf, dayOfNumber } from './day.js'
import type { MonthlyGrain } from './grain.js'
import { periodOf } from './period.js'
import type { Range } from './range.js'

/** Whether a range is one or more periods of a grain, each of them whole. */
export function wholePeriods(range: Range, grain: MonthlyGrain, calendar: Calendar): boolean {
  return (
    periodOf(range.from, grain, calendar).range.from === range.from &&
    periodOf(range.to, grain, calendar).range.to === range.to
  )
}

/** How many calendar months a range touches; for whole months, how many it has. */
export function monthsTouched({ from, to }: Range): number {
  return monthOf(to) - monthOf(from) + 1
}

/** How many months the month of one day lies after that of an earlier one. */
export function monthsBetween(earlier: Day, later: Day): number {
  return monthOf(later) - monthOf(earlier)
}

/** As many whole months as the range has, so many months before. The range must be of whole months. */
export function moveMonths({ from, to }: Range, months: number): Range {
  const last = monthOf(to) - months
  return { from: dayOfNumber(firstOf(monthOf(from) - months)), to: dayOfNumber(firstOf(last + 1) - 1) }
}

/** A day so many months before; on the month's last day where that month is too short. */
export function monthsBefore(day: Day, months: number): Day {
  const month = monthOf(day) - months
  return dayOfNumber(Math.min(firstOf(month) + Number(day.slice(8)), firstOf(month + 1)) - 1)
}

/** Which month a day lies in, counted from the year 0. */
function monthOf(day: Day): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1
}

/** The number of a month's first day. */
function firstOf(month: number): number {
  const year = Math.floor(month / 12)
  return dayNumberOf(year, month - year * 12 + 1, 1)
}
