import { Refusal, type DeclaredAt } from '../errors.js'
import { closestName } from '../names/closest-name.js'
import { type Weekday, weekdays } from './day.js'
import { closestTimeZone, timeZoneNamed } from './time-zone.js'

/** How a team cuts time into days, weeks and years. */
export interface Calendar {
  /** The IANA name of the time zone in which business days begin and end. */
  readonly timeZone: string
  /**
   * The hour by the clock of the time zone at which a business day begins: `00:00` for midnight, `04:00` where what
   * happens until four in the morning belongs to the day before. Dates are days already.
   */
  readonly dayStartsAt: string
  readonly weekStart: Weekday
  /** The month (1 to 12) in which the fiscal year starts; 1 makes it the calendar year. */
  readonly fiscalYearStart: number
}

/**
 * A checked calendar; what is left out is UTC, days from midnight, weeks from Monday, years from January. Refuses with
 * `invalid-time-zone`, `invalid-day-start`, `invalid-week-start` or `invalid-fiscal-year-start`.
 *
 * @example
 * defineCalendar({ timeZone: 'Asia/Kuala_Lumpur' })
 */
export function defineCalendar(calendar: Partial<Calendar> = {}): Calendar {
  const { timeZone = 'UTC', dayStartsAt = '00:00', weekStart = 'monday', fiscalYearStart = 1 } = calendar
  if (!weekdays.includes(weekStart)) {
    const closest = closestName(weekStart, weekdays)
    throw new Refusal('invalid-week-start', { weekStart, weekdays, closest }, declaredAt('weekStart'))
  }
  if (!Number.isInteger(fiscalYearStart) || fiscalYearStart < 1 || fiscalYearStart > 12) {
    throw new Refusal('invalid-fiscal-year-start', { month: fiscalYearStart }, declaredAt('fiscalYearStart'))
  }
  if (!/^([01]\d|2[0-3]):00$/.test(dayStartsAt))
    throw new Refusal('invalid-day-start', { dayStartsAt }, declaredAt('dayStartsAt'))
  return Object.freeze({ timeZone: knownTimeZone(timeZone), dayStartsAt, weekStart, fiscalYearStart })
}

/** The hour at which a day begins, 0 to 23. */
export function firstHour({ dayStartsAt = '00:00' }: Partial<Pick<Calendar, 'dayStartsAt'>>): number {
  return Number(dayStartsAt.slice(0, 2))
}

function knownTimeZone(timeZone: string): string {
  const known = timeZoneNamed(timeZone)
  if (known !== undefined) return known
  const closest = closestTimeZone(timeZone)
  throw new Refusal('invalid-time-zone', { timeZone, closest }, declaredAt('timeZone'))
}

function declaredAt(key: keyof Calendar): { readonly at: DeclaredAt } {
  return { at: { call: 'defineProject', path: [0, 'calendar', key] } }
}
