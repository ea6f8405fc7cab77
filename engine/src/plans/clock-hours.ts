import type { Calendar } from '../calendar/calendar.js'
import { hourOf, hoursIn, startOfDay } from '../calendar/business-day.js'
import type { Day } from '../calendar/day.js'

/**
 * How many hours a clock shows each hour of a business day for, from when it starts: 1 each, but 0 for an hour that the clocks skip and 2 for
 * one that they repeat.
 *
 * @example
 * clockHours('2025-10-26', london)[1] // 2
 */
export function clockHours(day: Day, calendar: Calendar): readonly number[] {
  const shown = Array.from({ length: 24 }, () => 0)
  const start = startOfDay(day, calendar)
  for (let quarter = 0; quarter < hoursIn(day, calendar) * 4; quarter += 1) {
    const hour = hourOf(start.add({ minutes: quarter * 15 }), calendar)
    shown[hour] = (shown[hour] ?? 0) + 0.25
  }
  return shown
}
