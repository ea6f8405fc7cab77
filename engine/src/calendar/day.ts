import { Temporal } from 'temporal-polyfill'
import { Refusal, type DeclaredAt } from '../errors.js'

/** A calendar date as `YYYY-MM-DD`, from 0001-01-01 to 9999-12-31. Days compare as strings do. */
export type Day = string

/** The days of the week, in the order in which ISO 8601 numbers them. */
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const

export type Weekday = (typeof weekdays)[number]

const shape = /^\d{4}-\d{2}-\d{2}$/
const epoch = Temporal.PlainDate.from('1970-01-01')

/** Whether a text is a calendar date that exists, written as `YYYY-MM-DD`. */
export function isDay(text: string): text is Day {
  return shape.test(text) && !text.startsWith('0000') && dayOfNumber(dayNumber(text)) === text
}

/**
 * Reads a day; `what` says in the refusal what the day is for. Refuses with `invalid-date`.
 *
 * @example
 * parseDay('2025-10-31', '--from') // '2025-10-31'
 */
export function parseDay(text: string, what: string, at?: DeclaredAt): Day {
  if (!isDay(text)) throw new Refusal('invalid-date', { text, what }, at && { at })
  return text
}

/**
 * The day so many days later, or earlier when negative. Refuses with `invalid-date` outside the years 0001 to 9999.
 *
 * @example
 * addDays('2024-02-28', 2) // '2024-03-01'
 */
export function addDays(day: Day, days: number): Day {
  return dayOfNumber(dayNumber(day) + days)
}

/**
 * How many days `to` lies after `from`; negative when it lies before.
 *
 * @example
 * daysBetween('2025-10-01', '2025-10-20') // 19
 */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from)
}

/**
 * Days since 1970-01-01, negative before: the number that warehouses store.
 *
 * @example
 * dayNumber('1970-02-01') // 31
 */
export function dayNumber(day: Day): number {
  return dayNumberOf(Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8)))
}

/** The day of a {@link dayNumber}. Refuses with `invalid-date` outside the years 0001 to 9999. */
export function dayOfNumber(days: number): Day {
  if (!(days >= firstNumber && days <= lastNumber)) return dayOf(epoch.add({ days }))
  const { year, month, day } = dateOfNumber(days)
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`
}

/** The day of a {@link dayNumber}, or the first or last day that there is where it lies outside of the years. */
export function nearestDay(days: number): Day {
  return dayOfNumber(Math.min(Math.max(days, firstNumber), lastNumber))
}

/** Whether a number is that of a day: a week at either end of the years has days outside of them. */
export function isDayNumber(days: number): boolean {
  return days >= firstNumber && days <= lastNumber
}

/** The days of 0001-01-01 and 9999-12-31. */
const [firstNumber, lastNumber] = [-719162, 2932896]

const twoDigits = (number: number) => (number < 10 ? `0${number}` : String(number))

/**
 * The {@link dayNumber} of a date in the Gregorian calendar, by whole numbers alone, since answers take thousands
 * of steps from day to day. Years are counted from March, so that the day of a leap year comes last.
 */
export function dayNumberOf(year: number, month: number, day: number): number {
  const fromMarch = month <= 2 ? year - 1 : year
  const era = Math.floor(fromMarch / 400)
  const yearOfEra = fromMarch - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146097 + dayOfEra - 719468
}

/** The date of a {@link dayNumber}: the inverse of {@link dayNumberOf}. */
export function dateOfNumber(days: number): {
  readonly year: number
  readonly month: number
  readonly day: number
} {
  const shifted = days + 719468
  const era = Math.floor(shifted / 146097)
  const dayOfEra = shifted - era * 146097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

/**
 * The day of the week.
 *
 * @example
 * weekdayOf('2025-10-31') // 'friday'
 */
export function weekdayOf(day: Day): Weekday {
  const weekday = weekdays[plainDate(day).dayOfWeek - 1]
  if (weekday === undefined) throw new Error(`${day} has no day of the week`)
  return weekday
}

/** A day as Temporal knows it, for arithmetic within this folder. */
export function plainDate(day: Day): Temporal.PlainDate {
  // Of the ways to make one this is the fastest, and covers and comparisons are made of many.
  return new Temporal.PlainDate(Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8)))
}

/** The day of a Temporal date. Refuses with `invalid-date` outside the years 0001 to 9999. */
export function dayOf(date: Temporal.PlainDate): Day {
  const text = date.toString()
  if (date.year < 1 || date.year > 9999) {
    throw new Refusal('invalid-date', { text, what: 'outside the years 0001 to 9999' })
  }
  return text
}
