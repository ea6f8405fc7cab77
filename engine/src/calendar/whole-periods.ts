import type { Calendar } from './calendar.js'
import { type Day, dayOf, plainDate } from './day.js'
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
export function monthsTouched(range: Range): number {
  const [from, to] = [plainDate(range.from), plainDate(range.to)]
  return (to.year - from.year) * 12 + to.month - from.month + 1
}

/** As many whole months as the range has, so many months before. The range must be of whole months. */
export function moveMonths(range: Range, months: number): Range {
  const from = plainDate(range.from).subtract({ months })
  const to = plainDate(range.to).with({ day: 1 }).subtract({ months })
  return { from: dayOf(from), to: dayOf(to.with({ day: to.daysInMonth })) }
}

/** A day so many months before; on the month's last day where that month is too short. */
export function monthsBefore(day: Day, months: number): Day {
  return dayOf(plainDate(day).subtract({ months }))
}
