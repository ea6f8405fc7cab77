import type { Calendar } from './calendar.js'
import type { Day } from './day.js'
import type { Period } from './period.js'
import type { Range } from './range.js'

/** Days that were asked for by name; some names, such as `last-7-days`, are of no period. */
export interface Span {
  readonly range: Range
  readonly period?: Period
  /** The period of which these are the days up to today: of `month-to-date` this month. */
  readonly toDateOf?: Period
  /** How many days they are, where they are named by their way back from today (`yesterday`, `last-7-days`). */
  readonly trailing?: number
}

/** What the names are resolved against. */
export interface Resolving {
  readonly calendar: Calendar
  readonly today: Day
}
