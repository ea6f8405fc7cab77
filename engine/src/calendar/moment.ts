import { Temporal } from 'temporal-polyfill'
import { Refusal } from '../errors.js'
import { firstHour, type Calendar } from './calendar.js'
import { isDay } from './day.js'

/** A point on the time line, the same everywhere. */
export type Moment = Temporal.Instant

const shape =
  /^(?<day>\d{4}-\d{2}-\d{2})(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?<offset>Z|[+-]\d{2}:?\d{2})?)?$/i

/**
 * Reads ISO 8601: with an offset or `Z` it is that moment; without, it is a wall-clock time in the time zone,
 * and a date alone is the start of that business day. A wall-clock time that the clocks skipped is moved on by the gap, and
 * of one that they showed twice the first is meant. Refuses with `invalid-moment`.
 *
 * @example
 * parseMoment('2026-01-15T09:00', kualaLumpur).toString() // '2026-01-15T01:00:00Z'
 */
export function parseMoment(
  text: string,
  calendar: Pick<Calendar, 'timeZone'> & Partial<Pick<Calendar, 'dayStartsAt'>>,
): Moment {
  const { timeZone } = calendar
  const parts = shape.exec(text)?.groups
  if (!parts?.['day'] || !isDay(parts['day'])) throw new Refusal('invalid-moment', { text })
  try {
    if (parts['offset']) return Temporal.Instant.from(text)
    const hour = firstHour(calendar)
    if (text === parts['day'] && hour === 0)
      return Temporal.PlainDate.from(text).toZonedDateTime(timeZone).toInstant()
    if (text === parts['day'])
      return Temporal.PlainDate.from(text).toPlainDateTime({ hour }).toZonedDateTime(timeZone).toInstant()
    return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).toInstant()
  } catch (cause) {
    throw new Refusal('invalid-moment', { text }, { cause })
  }
}
