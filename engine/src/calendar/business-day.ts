import type { Calendar } from './calendar.js'
import { type Day, dayOf, plainDate } from './day.js'
import type { Moment } from './moment.js'

/**
 * The day that it is in the calendar's time zone.
 *
 * @example
 * businessDay(parseMoment('2026-01-15T20:00Z', 'UTC'), kualaLumpur) // '2026-01-16'
 */
export function businessDay(moment: Moment, calendar: Calendar): Day {
  return dayOf(moment.toZonedDateTimeISO(calendar.timeZone).toPlainDate())
}

/** The moment at which a day begins: midnight, or the first moment after it where the clocks skip midnight. */
export function startOfDay(day: Day, calendar: Calendar): Moment {
  return plainDate(day).toZonedDateTime(calendar.timeZone).toInstant()
}

/**
 * How many hours a day has: 24, or 23, 25, 23.5 and the like when the clocks change. A day that the time zone
 * left out of its calendar has 0.
 *
 * @example
 * hoursIn('2025-10-26', london) // 25
 */
export function hoursIn(day: Day, calendar: Calendar): number {
  const next = plainDate(day).add({ days: 1 }).toZonedDateTime(calendar.timeZone).toInstant()
  return startOfDay(day, calendar).until(next).total('hours')
}

/** The hour that a clock in the calendar's time zone shows, 0 to 23. */
export function hourOf(moment: Moment, calendar: Calendar): number {
  return moment.toZonedDateTimeISO(calendar.timeZone).hour
}
