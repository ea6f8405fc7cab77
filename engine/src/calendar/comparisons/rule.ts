import type { Calendar } from '../calendar.js'
import type { Period } from '../period.js'
import type { Range } from '../range.js'

/** What a rule sees of the question. */
export interface Asked {
  /** The whole range that was asked for. */
  readonly range: Range
  /** The part of it that is compared: up to today while it is in progress, else all of it. */
  readonly current: Range
  readonly inProgress: boolean
  /** The period that the range is, or of which it is a part. */
  readonly period?: Period | undefined
  /** How many days in a row up to today or yesterday were asked for, of which the range is all or one. */
  readonly trailing?: number | undefined
  readonly calendar: Calendar
}

/** What a rule finds: the earlier range, and words for it where those for its days do not say enough. */
export interface Earlier {
  readonly range: Range
  readonly says?: string
}

/** What the range that was asked for would have to be for the rule to fit: `whole months`. */
export interface Unfit {
  readonly needs: string
}

/** One way to find the earlier range. */
export type Rule = (asked: Asked) => Earlier | Unfit
