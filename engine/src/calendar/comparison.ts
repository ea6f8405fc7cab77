import { closest } from 'fastest-levenshtein'
import { Refusal } from '../errors.js'
import type { Calendar } from './calendar.js'
import { dateToDate } from './comparisons/date-to-date.js'
import { monthToMonth } from './comparisons/month-to-month.js'
import { previousLength } from './comparisons/previous-length.js'
import { previousPeriod } from './comparisons/previous-period.js'
import { quarterToQuarter } from './comparisons/quarter-to-quarter.js'
import type { Rule } from './comparisons/rule.js'
import { sameWeekday } from './comparisons/same-weekday.js'
import { weekToWeek } from './comparisons/week-to-week.js'
import { yearOverYear } from './comparisons/year-over-year.js'
import type { Day } from './day.js'
import { progressOf } from './elapsed.js'
import type { Period } from './period.js'
import { parseRange, type Range } from './range.js'
import { rangeInWords } from './words.js'

/** The rules that find the range to compare with. */
export const comparisonRules = [
  'previous-period',
  'previous-length',
  'date-to-date',
  'week-to-week',
  'month-to-month',
  'quarter-to-quarter',
  'year-over-year',
  'same-weekday',
] as const

export type ComparisonRule = (typeof comparisonRules)[number]

/** What people also call the rules. */
export const otherNamesOfRules: Readonly<Record<string, ComparisonRule>> = {
  dod: 'previous-length',
  'day-over-day': 'previous-length',
  wow: 'week-to-week',
  'week-over-week': 'week-to-week',
  mom: 'month-to-month',
  'month-over-month': 'month-to-month',
  qoq: 'quarter-to-quarter',
  'quarter-over-quarter': 'quarter-to-quarter',
  yoy: 'year-over-year',
  'year-to-year': 'year-over-year',
}

/** What to compare with: a rule, or a range that is taken as it is. */
export type ComparisonChoice = ComparisonRule | Range

const rules: Readonly<Record<ComparisonRule, Rule>> = {
  'previous-period': previousPeriod,
  'previous-length': previousLength,
  'date-to-date': dateToDate,
  'week-to-week': weekToWeek,
  'month-to-month': monthToMonth,
  'quarter-to-quarter': quarterToQuarter,
  'year-over-year': yearOverYear,
  'same-weekday': sameWeekday,
}

/** What is to be compared. */
export interface Comparable {
  readonly range: Range
  /** The named period that the range is, or the period of a series of which it is a part. */
  readonly period?: Period | undefined
  /** Where so many days up to today or yesterday were asked for (`last-7-days`), of which the range is all or one. */
  readonly trailing?: number | undefined
  readonly today: Day
  readonly calendar: Calendar
}

/** Two ranges whose values are compared. */
export interface Comparison {
  readonly rule: ComparisonRule | 'range'
  /** The earlier range. */
  readonly range: Range
  /** The earlier range in words: `September 2025`, `1–20 September 2025`, `the 20 days before`. */
  readonly says: string
  /** The part of the asked range that is compared: up to today while it is in progress, else all of it. */
  readonly current: Range
}

/**
 * Reads a rule's name or another name of it (`yoy`), or a range as `from..to`. Refuses with `unknown-comparison`, and
 * a range as {@link parseRange} does.
 *
 * @example
 * parseComparison('yoy') // 'year-over-year'
 */
export function parseComparison(text: string): ComparisonChoice {
  const range = parseRange(text)
  if (range) return range
  const name = text.toLowerCase()
  const rule =
    comparisonRules.find((known) => known === name) ??
    (Object.hasOwn(otherNamesOfRules, name) ? otherNamesOfRules[name] : undefined)
  if (rule) return rule
  const facts = {
    rule: text,
    rules: comparisonRules,
    otherNames: otherNamesOfRules,
    closest: closest(name, [...comparisonRules]),
  }
  throw new Refusal('unknown-comparison', facts)
}

/**
 * The range to compare with, and the part of the asked range to compare. A range in progress (its last day is
 * today or later) is cut at today first; one that has not begun is compared whole. Refuses with
 * `comparison-does-not-fit` where a rule needs whole months or quarters and the range is not.
 *
 * @example
 * compare('previous-period', { ...parsePeriod('2025-10', { calendar, today: '2025-10-20' }), today: '2025-10-20', calendar })
 * // { current: 2025-10-01 to 2025-10-20, range: 2025-09-01 to 2025-09-20, says: '1–20 September 2025', … }
 */
export function compare(choice: ComparisonChoice, comparable: Comparable): Comparison {
  const { range, period, trailing, today, calendar } = comparable
  const progress = progressOf(range, today)
  const current = progress.current ?? range
  if (typeof choice !== 'string') {
    return { rule: 'range', range: choice, says: rangeInWords(choice, calendar), current }
  }
  const inProgress = progress.current !== undefined && !progress.complete
  const found = rules[choice]({ range, current, inProgress, period, trailing, calendar })
  if ('needs' in found) {
    const { from, to } = range
    throw new Refusal('comparison-does-not-fit', { rule: choice, from, to, needs: found.needs })
  }
  return {
    rule: choice,
    range: found.range,
    says: found.says ?? rangeInWords(found.range, calendar),
    current,
  }
}
