import { Temporal } from 'temporal-polyfill'
import { closestName } from '../names/closest-name.js'

/**
 * A time zone's name as the database writes it; undefined where it is none. An offset is no name: it does not know of
 * summer time.
 *
 * @example
 * timeZoneNamed('europe/berlin') // 'Europe/Berlin'
 */
export function timeZoneNamed(name: string): string | undefined {
  if (!/^[a-z]/i.test(name)) return undefined
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId
  } catch {
    return undefined
  }
}

/** The time zone that was probably meant. */
export function closestTimeZone(name: string): string | undefined {
  return /^[a-z]/i.test(name) ? closestName(name, Intl.supportedValuesOf('timeZone')) : undefined
}
