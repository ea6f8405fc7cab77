import type { AsOf } from '../activities/member-segment.js'
import type { Grain } from '../calendar/grain.js'

/** Which rows of the data a question is about, by one dimension. */
export interface Filter {
  readonly dimension: string
  /** The values that are wanted, or not wanted; null is a row without a value. */
  readonly values: readonly (string | null)[]
  readonly not?: boolean
}

/** What is asked of the engine. */
export interface Question<M extends string = string, D extends string = string> {
  readonly metrics: readonly M[]
  /** A named period (`2025-Q4`, `last-month`), or else `from` and `to`. */
  readonly period?: string
  /** First and last day; both belong to the range. */
  readonly from?: string
  readonly to?: string
  readonly by?: readonly D[]
  /** A series: one row for each period of this length that the range touches. */
  readonly grain?: Grain
  readonly where?: readonly (Filter & { readonly dimension: D })[]
  /** A comparison rule (`previous-period`), or the other range as `from..to`. */
  readonly compare?: string
  /** Which of a member's segments holds for longer than a day. Default: as the segment is declared. */
  readonly segmentAsOf?: AsOf
  /** Every metric over so many days that end on a row's last day, in place of the row's own days. */
  readonly rolling?: number
  /**
   * What is done where amounts in several currencies would be added: the whole question is refused (`refuse`, the
   * default), or such a value alone is null with that reason (`null`) and the others are answered.
   */
  readonly severalCurrencies?: 'refuse' | 'null'
}
