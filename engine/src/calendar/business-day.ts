import { firstHour, type Calendar } from './calendar.js'
import { addDays, type Day, dayOf, plainDate } from './day.js'
import type { Moment } from './moment.js'

/**
 * The business day that it is in the calendar's time zone.
 *
 * @example
 * businessDay(parseMoment('2026-01-15T20:00Z', 'UTC'), kualaLumpur) // '2026-01-16'
 */
export function businessDay(moment: Moment, calendar: Calendar): Day {
  const clock = moment.toZonedDateTimeISO(calendar.timeZone).toPlainDateTime()
  return dayOf(clock.subtract({ hours: firstHour(calendar) }).toPlainDate())
}

/** The moment at which a day begins: midnight or its hour, or the first moment after it where the clocks skip that. */
export function startOfDay(day: Day, calendar: Calendar): Moment {
  const hour = firstHour(calendar)
  const date = plainDate(day)
  if (hour === 0) return date.toZonedDateTime(calendar.timeZone).toInstant()
  return date.toPlainDateTime({ hour }).toZonedDateTime(calendar.timeZone).toInstant()
}

/**
 * How many hours a day has: 24, or 23, 25, 23.5 and the like when the clocks change. A day that the time zone
 * left out of its calendar has 0.
 *
 * @example
 * hoursIn('2025-10-26', london) // 25
 */
export function hoursIn(day: Day, calendar: Calendar): number {
  return startOfDay(day, calendar)
    .until(startOfDay(addDays(day, 1), calendar))
    .total('hours')
}

/** The hour of its business day that a moment lies in by the clock, 0 to 23: 0 from when the day starts. */
export function hourOf(moment: Moment, calendar: Calendar): number {
  return (moment.toZonedDateTimeISO(calendar.timeZone).hour + 24 - firstHour(calendar)) % 24
}
