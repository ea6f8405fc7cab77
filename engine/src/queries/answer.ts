import type { AsOf } from '../activities/member-segment.js'
import type { Day } from '../calendar/day.js'
import type { Reader, WhatRowsLack } from '../errors.js'
import type { Grain } from '../calendar/grain.js'
import type { Range } from '../calendar/range.js'
import type { Format } from '../measures/described.js'
import type { Absence, Flag } from '../metrics/metric-kind.js'
import type { BeforeData } from './before-data.js'
import type { Filter } from './question.js'
import type { SegmentsHeld } from './segments-held.js'

/** Why a value is null, or a change is. */
export type NoValue = Absence | 'still-to-come'
export type NoChange =
  'previous-is-zero' | 'no-previous-value' | 'no-value' | 'several-currencies' | 'before-data'

/** One metric's value in one row. Numbers are exact decimal text; a quotient has 12 decimal places. */
export interface AnswerValue {
  readonly value: string | null
  readonly because?: NoValue
  /** The currency of an amount that is in one; null where the rows do not say theirs. */
  readonly currency?: string | null
  /** The currencies that are not added, where there are several. */
  readonly currencies?: readonly (string | null)[]
  /** Of a ratio: what was divided, and by what. */
  readonly numerator?: string | null
  readonly denominator?: string | null
  /** That the value is one which its declaration says to point out. */
  readonly flag?: Flag
  /** That it is 0 because no source behind the metric has a row for it. */
  readonly noRows?: true
  readonly comparison?: {
    readonly value: string | null
    readonly currency?: string | null
    readonly numerator?: string | null
    readonly denominator?: string | null
    /** Value less the earlier one, in percent of the earlier one's size. */
    readonly change: string | null
    readonly because?: NoChange
    /**
     * That the days of the earlier value reach before the first day of the data behind the metric: `partly`, or
     * `wholly`. Then there is no change.
     */
    readonly beforeData?: BeforeData
  }
}

/** One row: a combination of dimension values, in a series also a period. */
export interface AnswerRow<M extends string = string, D extends string = string> {
  /** In a series, the period's label. */
  readonly period?: string
  /** Whether the data has any row for it; where it has none, sums and counts are 0. */
  readonly inData: boolean
  /** The days that are counted in the row. */
  readonly range: Range
  readonly complete: boolean
  readonly elapsed: { readonly days: number; readonly of: number }
  /** The days before, which cohort metrics look back to. */
  readonly before: Range & {
    readonly says: string
    /** That they reach before the first day of the data behind the metrics that look back. */
    readonly beforeData?: BeforeData
  }
  readonly comparison?: Range & {
    readonly rule: string
    readonly says: string
    /** Up to when the last day's rows count: `2026-11-20T14:37:00`. Missing where all of them do. */
    readonly until?: string
    /** That earlier values are of days before the first day of the data: `wholly` where all of each metric's are. */
    readonly beforeData?: BeforeData
  }
  readonly dimensions: Readonly<Record<D, string | null>>
  readonly values: Readonly<Record<M, AnswerValue>>
}

/** What an answer says of a metric. */
export interface AnsweredMetric {
  readonly name: string
  readonly label: string
  readonly description?: string
  readonly format: Format
  /** How it is worked out, in words. */
  readonly formula: string
  /** Whether its rows add up to its total. */
  readonly additive: boolean
}

/** Something that a reader of an answer should know. `says` is a sentence; the facts stand beside it. */
export type AnswerNote =
  | {
      /** A filter names a value that no row of the data has. */
      readonly code: 'unknown-value'
      readonly says: string
      readonly dimension: string
      readonly value: string
      readonly closest: string | null
    }
  | {
      /** Amounts are added up over a source whose currency column has several values. */
      readonly code: 'undeclared-currency'
      readonly says: string
      readonly source: string
      readonly column: string
      readonly currencies: readonly (string | null)[]
      readonly metrics: readonly string[]
    }
  | {
      /** Rows of a source have no day, or name no member where members are counted. */
      readonly code: 'rows-left-out'
      readonly says: string
      readonly source: string
      /** What takes nothing from them; none where only the source's own rows are added up. */
      readonly readBy: readonly Reader[]
      readonly lacks: WhatRowsLack
      /** What gives what they lack. */
      readonly column: string
      /** The identity, where it is a member that they lack; else null. */
      readonly identity: string | null
      readonly leftOut: number
      /** How many rows were looked at. */
      readonly ofRows: number
      /** Up to three of them, each with its file and line or its key. */
      readonly examples: readonly string[]
    }
  | {
      /** The days that rows of a series are compared with do not make up those of the total. */
      readonly code: 'compared-days-differ'
      readonly says: string
      /** From the first to the last of the days that rows are compared with. */
      readonly rows: Range
      /** The days that the total is compared with. */
      readonly total: Range
    }
  | {
      /** Earlier values are of days before the first day of the data. */
      readonly code: 'compared-before-data'
      readonly says: string
      readonly dataFrom: Day
      /** From the first to the last of the days that are compared with. */
      readonly compared: Range
      readonly metrics: readonly string[]
    }
  | {
      /** Metrics look back to days before the first day of the data: nobody was active then as far as it tells. */
      readonly code: 'looks-before-data'
      readonly says: string
      readonly dataFrom: Day
      /** From the first to the last of the days that are looked back to. */
      readonly before: Range
      readonly metrics: readonly string[]
    }

/** What comes back from a question. */
export interface Answer<M extends string = string, D extends string = string> {
  readonly metrics: readonly (AnsweredMetric & { readonly name: M })[]
  readonly by: readonly D[]
  readonly grain: Grain | null
  readonly where: readonly Filter[]
  /** The clock's day, in the project's time zone. */
  readonly asOf: Day
  /**
   * Up to when today's rows count, by the clock of the project's time zone: `2026-11-21T14:37:00`. Null where today is
   * not counted, or all of its rows are.
   */
  readonly until: string | null
  /** The sources of which all of today's rows count, since they know no time of day; empty where today is not counted. */
  readonly wholeToday: readonly string[]
  /** The days that were asked for, and the period's name where they were asked for by one. */
  readonly asked: Range & { readonly period: string | null }
  /** The days that are counted: those asked for, up to `asOf`. */
  readonly range: Range
  readonly complete: boolean
  readonly elapsed: { readonly days: number; readonly of: number }
  readonly rows: readonly AnswerRow<M, D>[]
  /** The whole range over all dimension values, counted at its own level: it is no sum of rows. */
  readonly total: AnswerRow<M, D>
  readonly exact: true
  /** `rollups` if every figure was answered from them. */
  readonly source: 'member-days' | 'rollups'
  /** Which figures were not answered from rollups, and why; null where all of them were. */
  readonly because: string | null
  /** Which of a member's segments holds for a row's days; null where no segment is asked for. */
  readonly segmentAsOf: AsOf | null
  /**
   * Which segment each metric goes by: counts of the range by the range's, figures of the range before and their rates
   * by that one's. Null where no segment is asked for.
   */
  readonly segments: SegmentsHeld | null
  /**
   * Members active in the range whom no version of the segments explains; they are counted without a segment. 0
   * where no segment is asked for.
   */
  readonly unmatched: number
  /**
   * By how much rows exceed what they are parts of, by metric, where members are counted in each segment that they
   * were active in: the rows of one period and one value of the other dimensions, less the members of them all,
   * added up. Null where segments' parts add up.
   */
  readonly overlap: Readonly<Partial<Record<M, string>>> | null
  /** What a reader should know of it. */
  readonly notes: readonly AnswerNote[]
  /** The first business day in the data that was counted from; null where there is none. */
  readonly dataFrom: Day | null
  /** The last business day in the data that was counted from; null where there is none. */
  readonly dataThrough: Day | null
  /** When that data was built, in UTC. */
  readonly builtAt: string | null
  /** A mark of the question and of the definitions that it was answered by. */
  readonly definition: string
}
