import fc from 'fast-check'
import { type Calendar, defineCalendar } from '../../src/calendar/calendar.js'
import { weekdays } from '../../src/calendar/day.js'
import type { Range } from '../../src/calendar/range.js'
import { Refusal } from '../../src/errors.js'

const millisecondsPerDay = 86_400_000

/** The day of a number of days since 1970, by the language's own dates: a second author for the tests. */
export function dayByDate(days: number): string {
  return new Date(days * millisecondsPerDay).toISOString().slice(0, 10)
}

/** Days since 1970, by the language's own dates. */
export function numberByDate(day: string): number {
  return Date.parse(day) / millisecondsPerDay
}

/** Days of the years 1900 to 2299. */
export const anyDay = fc
  .integer({ min: numberByDate('1900-01-01'), max: numberByDate('2299-12-31') })
  .map(dayByDate)

/** Ranges that start in those years, of up to `days` days. */
export function anyRange(days = 800): fc.Arbitrary<Range> {
  return fc.tuple(anyDay, fc.integer({ min: 0, max: days - 1 })).map(([from, more]) => ({
    from,
    to: dayByDate(numberByDate(from) + more),
  }))
}

/** Calendars with every start of the week and of the fiscal year. */
export const anyCalendar: fc.Arbitrary<Calendar> = fc
  .record({ weekStart: fc.constantFrom(...weekdays), fiscalYearStart: fc.integer({ min: 1, max: 12 }) })
  .map(defineCalendar)

/** The code of the refusal that `work` ends in; undefined when it does not end in one. */
export function refusalOf(work: () => unknown): string | undefined {
  return refusedBy(work)?.code
}

/** What the refusal that `work` ends in says to do. */
export function fixOf(work: () => unknown): string | undefined {
  return refusedBy(work)?.fix
}

function refusedBy(work: () => unknown): Refusal | undefined {
  try {
    work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error as Refusal
  }
  return undefined
}
