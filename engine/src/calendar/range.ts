import { Refusal } from '../errors.js'
import { addDays, type Day, daysBetween, parseDay } from './day.js'

/** Days in a row; both ends belong to it. */
export interface Range {
  readonly from: Day
  readonly to: Day
}

/**
 * A range of two days as text. Refuses with `invalid-date` or, when they are in the wrong order, with `invalid-range`.
 *
 * @example
 * rangeOf('2025-10-01', '2025-10-20')
 */
export function rangeOf(from: string, to: string): Range {
  const range = { from: parseDay(from, 'the start of the range'), to: parseDay(to, 'the end of the range') }
  if (range.from > range.to) throw new Refusal('invalid-range', range)
  return Object.freeze(range)
}

/**
 * A range written as `from..to`; undefined when the text has no `..`. Refuses as {@link rangeOf} does.
 *
 * @example
 * parseRange('2025-09-01..2025-09-20') // { from: '2025-09-01', to: '2025-09-20' }
 */
export function parseRange(text: string): Range | undefined {
  const dots = text.indexOf('..')
  return dots < 0 ? undefined : rangeOf(text.slice(0, dots), text.slice(dots + 2))
}

/** How many days a range has; at least 1. */
export function daysIn(range: Range): number {
  return daysBetween(range.from, range.to) + 1
}

/** Every day of a range, in order. */
export function eachDay(range: Range): readonly Day[] {
  return Array.from({ length: daysIn(range) }, (_, index) => addDays(range.from, index))
}

/** Whether a day belongs to a range. */
export function contains(range: Range, day: Day): boolean {
  return range.from <= day && day <= range.to
}

/** The days that belong to both ranges; undefined when there is none. */
export function intersection(one: Range, other: Range): Range | undefined {
  const from = one.from > other.from ? one.from : other.from
  const to = one.to < other.to ? one.to : other.to
  return from <= to ? { from, to } : undefined
}

/** Whether two ranges have the same ends. */
export function sameRange(one: Range, other: Range): boolean {
  return one.from === other.from && one.to === other.to
}

/** A range moved by so many days; earlier when negative. */
export function moveByDays(range: Range, days: number): Range {
  return { from: addDays(range.from, days), to: addDays(range.to, days) }
}
