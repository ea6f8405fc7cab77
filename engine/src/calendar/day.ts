import { Temporal } from 'temporal-polyfill'
import { Refusal } from '../errors.js'

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
  if (!shape.test(text) || text.startsWith('0000')) return false
  try {
    Temporal.PlainDate.from(text)
    return true
  } catch {
    return false
  }
}

/**
 * Reads a day; `what` says in the refusal what the day is for. Refuses with `invalid-date`.
 *
 * @example
 * parseDay('2025-10-31', '--from') // '2025-10-31'
 */
export function parseDay(text: string, what: string): Day {
  if (!isDay(text)) throw new Refusal('invalid-date', { text, what })
  return text
}

/**
 * The day so many days later, or earlier when negative. Refuses with `invalid-date` outside the years 0001 to 9999.
 *
 * @example
 * addDays('2024-02-28', 2) // '2024-03-01'
 */
export function addDays(day: Day, days: number): Day {
  return dayOf(plainDate(day).add({ days }))
}

/**
 * How many days `to` lies after `from`; negative when it lies before.
 *
 * @example
 * daysBetween('2025-10-01', '2025-10-20') // 19
 */
export function daysBetween(from: Day, to: Day): number {
  return plainDate(from).until(plainDate(to)).days
}

/**
 * Days since 1970-01-01, negative before: the number that warehouses store.
 *
 * @example
 * dayNumber('1970-02-01') // 31
 */
export function dayNumber(day: Day): number {
  return epoch.until(plainDate(day)).days
}

/** The day of a {@link dayNumber}. Refuses with `invalid-date` outside the years 0001 to 9999. */
export function dayOfNumber(days: number): Day {
  return dayOf(epoch.add({ days }))
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
