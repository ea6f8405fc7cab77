import type { Temporal } from 'temporal-polyfill'
import { businessDay } from './business-day.js'
import { firstHour, type Calendar } from './calendar.js'
import { plainDate, type Day } from './day.js'
import type { Moment } from './moment.js'

/** Where a day is cut: only its rows that are dated before the moment count. */
export interface DayCut {
  readonly day: Day
  /** The moment by the clock of the calendar's time zone, as warehouses hold it: `2026-01-15 09:00:00`. */
  readonly local: string
  /** The same in UTC. */
  readonly utc: string
}

/** The cut of today at a moment. */
export function cutAt(now: Moment, calendar: Calendar): DayCut {
  return { day: businessDay(now, calendar), local: localText(now, calendar), utc: utcText(now) }
}

/**
 * The cut of another day when its clock comes to the same time. Of a time that the clocks show twice the first is meant;
 * one that they skip is come to when they skip it.
 *
 * @example
 * cutAlike('2026-01-14', parseMoment('2026-01-15T09:00', 'UTC'), calendar).local // '2026-01-14 09:00:00'
 */
export function cutAlike(day: Day, now: Moment, calendar: Calendar): DayCut {
  const clock = now.toZonedDateTimeISO(calendar.timeZone).toPlainTime()
  const date = plainDate(day).add({ days: clock.hour < firstHour(calendar) ? 1 : 0 })
  const time = date.toPlainDateTime(clock)
  const found = time.toZonedDateTime(calendar.timeZone)
  const isSkipped = !found.toPlainDateTime().equals(time)
  const skippedAt = isSkipped ? found.getTimeZoneTransition('previous') : null
  return { day, local: wallClock(time), utc: utcText((skippedAt ?? found).toInstant()) }
}

/** The time of day at which a day is cut, to the minute: `14:37`. */
export function clockOf({ local }: Pick<DayCut, 'local'>): string {
  return local.slice(11, 16)
}

/** A moment as warehouses hold it: `2026-01-15 02:00:00`, UTC. */
export function utcText(moment: Moment): string {
  return moment
    .toString({ smallestUnit: 'millisecond' })
    .replace('T', ' ')
    .replace(/(\.000)?Z$/, '')
}

/** A moment by the clock of the calendar's time zone, as warehouses hold it. */
export function localText(moment: Moment, calendar: Calendar): string {
  return wallClock(moment.toZonedDateTimeISO(calendar.timeZone).toPlainDateTime())
}

function wallClock(time: Temporal.PlainDateTime): string {
  return time
    .toString({ smallestUnit: 'microsecond' })
    .replace('T', ' ')
    .replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') ? '' : zeros))
}
