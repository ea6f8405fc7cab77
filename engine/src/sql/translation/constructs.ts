import type { SqlType } from './sql-type.js'

/** A stretch of time that days and moments are cut to. */
export type Unit = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second'

/** A part of a day or a moment that is a whole number. Weeks and weekdays are ISO's: Monday is 1. */
export type MomentPart =
  | 'year'
  | 'quarter'
  | 'month'
  | 'day'
  | 'hour'
  | 'minute'
  | 'second'
  | 'microsecond'
  | 'isoWeek'
  | 'isoYear'
  | 'isoWeekday'
  | 'dayOfYear'

type Print = (...args: readonly string[]) => string

/** Printed SQL with its type. */
export interface Measured {
  readonly text: string
  readonly type: SqlType
}

export interface QuotientRounding {
  readonly places: number
  readonly isCut: boolean
}

/**
 * What a warehouse prints for each thing that translated SQL can mean. Arguments are printed SQL of the types that
 * are named; every entry gives null where an argument is null. Each is proved on the warehouse by
 * `test/sql/constructs.test.ts`.
 */
export interface Constructs {
  /** A text literal, and one of each other type from its usual text. */
  readonly literal: (text: string, type: SqlType) => string
  /** A null of a type. */
  readonly nothing: (type: SqlType) => string
  /**
   * A value of one type as another that can hold all of its values: a whole number as a decimal or a double, a
   * decimal as one with more places, a date as a timestamp at midnight.
   */
  readonly widened: (value: string, from: SqlType, to: SqlType) => string

  /** `+`, `-` and `*` of whole numbers; an overflow is an error. */
  readonly wholeSum: Print
  readonly wholeDifference: Print
  readonly wholeProduct: Print
  /** The same of decimals, given with the result's type; no digit is cut. */
  readonly decimalSum: (left: string, right: string, result: SqlType) => string
  readonly decimalDifference: (left: string, right: string, result: SqlType) => string
  readonly decimalProduct: (left: string, right: string, result: SqlType) => string
  /** `(double, double)`: infinite where the divisor is 0, and not a number where both are. */
  readonly quotient: Print
  /** `(double, double)`: an error where the divisor is 0. */
  readonly quotientOrError: Print
  /** `(whole, whole)`: cut toward 0; an error where the divisor is 0. */
  readonly wholeQuotient: Print
  /** `(whole, whole)`: what is left of it, with the sign of the first; an error where the divisor is 0. */
  readonly wholeRemainder: Print
  /** `(decimal)` of a scale, as one of fewer places: halves away from 0, cut toward 0, down, up. */
  readonly decimalRounded: (value: string, from: SqlType, places: number) => string
  readonly decimalCut: (value: string, from: SqlType, places: number) => string
  readonly decimalFloor: (value: string, from: SqlType) => string
  readonly decimalCeiling: (value: string, from: SqlType) => string
  /** `(double)`: to a whole double: halves away from 0, halves to the even one, cut, down, up. */
  readonly doubleRounded: Print
  readonly doubleRoundedToEven: Print
  readonly doubleCut: Print
  readonly doubleFloor: Print
  readonly doubleCeiling: Print
  /** `(double)`, whole: as a whole number; an error where it does not fit. */
  readonly wholeOfDouble: Print
  /** `(decimal)` without places: as a whole number; an error where it does not fit. */
  readonly wholeOfDecimal: Print
  /** `(whole)`: the same; an error where it does not fit 32 bits. */
  readonly shortened: Print
  readonly absolute: Print
  readonly negated: Print
  /** `(number)`: -1, 0 or 1 as a whole number. */
  readonly sign: Print
  readonly power: Print
  readonly squareRoot: Print
  readonly exponential: Print
  readonly naturalLogarithm: Print
  /** `(double, decimal type)`: its shortest decimal digits, or its first fifteen, rounded half away from 0. */
  readonly decimalOfDouble: (value: string, type: SqlType, digits: 'shortest' | 'fifteen') => string
  /** `(double)`, whole: divided by a power of ten, as a decimal of 38 digits with so many places; exactly. */
  readonly shiftedDouble: (value: string, places: number) => string
  /** The quotient of decimals or whole numbers with so many places: rounded half away from 0, or cut; an error by 0. */
  readonly decimalQuotient: (left: Measured, right: Measured, rounding: QuotientRounding) => string

  /** `(text, …)`: null where any is null. */
  readonly concatenation: Print
  /** `(text)`: how many code points. */
  readonly length: Print
  readonly upper: Print
  readonly lower: Print
  /** `(text, characters)` */
  readonly trimmed: Print
  readonly trimmedStart: Print
  readonly trimmedEnd: Print
  /** `(text, start)` and `(text, start, length)`: by code points from 1; start is 1 or more, length 0 or more. */
  readonly slice: Print
  /** `(text, part, by)`: every occurrence. */
  readonly replaced: Print
  /** `(text, part)`: where the part first stands, from 1; 0 where it does not. */
  readonly positionOf: Print
  readonly reversed: Print
  /** `(text)`: the MD5 sum of its UTF-8 bytes in lower hexadecimal digits. */
  readonly md5: Print
  /** `(text, whole)` */
  readonly repeated: Print
  /** `(text, pattern literal)`: LIKE with `\` as the escape. */
  readonly like: Print
  /** `(text, regular expression literal)`: whether a part of the text matches. */
  readonly matches: Print
  /** `(text, regular expression literal, replacement literal)`; `\1` is the first group. */
  readonly firstMatchReplaced: Print
  readonly everyMatchReplaced: Print
  /** `(text, regular expression literal)`: the first match, null where there is none. */
  readonly firstMatch: Print
  /** `(text)`: as it is compared and sorted: by code points. */
  readonly sortable: Print

  /** A part of a date or a timestamp as a whole number. */
  readonly part: (part: MomentPart, value: string, type: SqlType) => string
  /** The start of the unit that a date or a timestamp lies in, of the same type; weeks start on Monday. */
  readonly startOf: (unit: Unit, value: string, type: SqlType) => string
  /** `(date)`: days since 1970-01-01. */
  readonly dayNumber: Print
  /** `(whole)`: the date so many days after 1970-01-01. */
  readonly dateOfNumber: Print
  /** `(date or timestamp, whole)`: so many months later, of the same type; the 31st becomes the month's last day. */
  readonly monthsLater: (value: string, months: string, type: SqlType) => string
  /** `(date or timestamp, whole)`: so many days later, of the same type. */
  readonly daysLater: (value: string, days: string, type: SqlType) => string
  /** `(timestamp, whole)`: so many microseconds later. */
  readonly microsecondsLater: Print
  /** `(timestamp)`: microseconds since 1970-01-01 00:00. */
  readonly microseconds: Print
  /** `(timestamp)`: its date. */
  readonly dateOf: Print
  /** `(instant, zone literal)`: what a clock there shows; `(timestamp, zone literal)`: the moment that it is there. */
  readonly clockOf: Print
  readonly momentOf: Print

  /**
   * `(text)` as another type; an error where it is not one. Blanks around it do not count. Whole numbers are digits, dates
   * `2024-1-5` with or without a time of day, timestamps have at most six digits behind the second.
   */
  readonly parsed: (value: string, type: SqlType) => string
  /** The same, null where it is not one. */
  readonly parsedOrNull: (value: string, type: SqlType) => string
  /**
   * A value as text: whole numbers and decimals with all of their places, doubles by their shortest digits, `true`
   * and `false`, `2024-02-29`, `2024-02-29 23:30:00` with its fraction where there is one.
   */
  readonly texted: (value: string, type: SqlType) => string
  /** A condition as a value: true, false or null. */
  readonly truth: Print
  /** `(boolean)`: 1 or 0. */
  readonly wholeOfBoolean: Print

  readonly aggregate: Aggregates
  readonly window: Windows
  readonly query: QueryForms
}

/**
 * Aggregates over a group's rows; nulls do not count, and those of no rows are null unless it says otherwise. `tail` is
 * what stands behind the call itself: ` FILTER (…)`, ` OVER (…)`, or nothing.
 */
export interface Aggregates {
  /** `(value)`: how many are not null; 0 of no rows. */
  readonly count: (value: string, tail: string) => string
  readonly countRows: (tail: string) => string
  readonly countDistinct: (value: string, tail: string) => string
  /** The exact sum, of the type given: whole numbers, decimals of 38 digits, or doubles. */
  readonly sum: (value: string, type: SqlType, tail: string) => string
  /** The average of doubles. */
  readonly average: (value: string, tail: string) => string
  readonly smallest: (value: string, type: SqlType, tail: string) => string
  readonly largest: (value: string, type: SqlType, tail: string) => string
  /** Whether all are true, and whether any is. */
  readonly every: (value: string, tail: string) => string
  readonly some: (value: string, tail: string) => string
  /** `(double)`: the middle one, or the average of both in the middle. */
  readonly median: (value: string, tail: string) => string
  /** The texts one after the other, with a separator between, in an order. */
  readonly listed: (value: string, separator: string, order: readonly SortedBy[]) => string
}

/** One term of an ORDER BY. */
export interface SortedBy {
  readonly value: string
  readonly descending: boolean
  readonly nullsFirst: boolean
}

/** A value of another row: how many rows away, and what stands for it where there is no such row. */
export interface Shifted {
  readonly value: string
  readonly offset: string
  readonly otherwise: string
}

/** What differs between the warehouses' windows. */
export interface Windows {
  /** The value so many rows before or after, and another beyond the first and last; `over` is `(…)`. */
  readonly lag: (shifted: Shifted, over: string) => string
  readonly lead: (shifted: Shifted, over: string) => string
  /** `(value, over)`: of the first and the last row of the frame, null where it is null there. */
  readonly first: Print
  readonly last: Print
  /** `(value, over)`: of the first and the last row of the frame that has one. */
  readonly firstGiven: Print
  readonly lastGiven: Print
}

/** What differs between the warehouses' queries. */
export interface QueryForms {
  /** `(value, query)`: by SQL's rules of null: a list with a null decides nothing about what is not in it. */
  readonly isIn: (value: string, query: string) => string
  /** What is put behind a query that groups by ROLLUP, CUBE or GROUPING SETS, so that totals have null keys. */
  readonly totalsWithNullKeys: string
  /** Joins whose ON has to hold one of these conditions, by the parser's names. */
  readonly joinsByEquality: { readonly joins: readonly string[]; readonly conditions: readonly string[] }
  readonly orderTerm: (term: SortedBy) => string
}
