import type { AsOf } from '../../activities/member-segment.js'
import type { Day } from '../../calendar/day.js'
import type { Leaf } from '../../measures/leaf.js'
import type { KeptSegment } from '../../segments/segment-tables.js'
import type { Sql } from '../../sql/sql.js'
import type { Written } from '../../sql/expression.js'
import type { Filter } from '../question.js'
import type { Window } from '../windows.js'
import type { CutRows } from './cut-rows.js'
import type { SummedColumn } from '../../measures/summed-column.js'

/** What one statement fetches: the leaves of one pass, in several windows at once, split by dimensions. */
export interface PassRequest<L extends Leaf = Leaf> {
  readonly leaves: readonly [L, ...L[]]
  readonly windows: readonly Window[]
  readonly by: readonly string[]
  /** Dimensions by which rows are told apart as well, though whom they are of is decided by `by` alone. */
  readonly apart?: readonly string[]
  readonly where: readonly Filter[]
  /** All columns that are stored where the pass reads, in the order of the table. */
  readonly stored: readonly SummedColumn[]
  readonly written: Written
  /** The segments that the project keeps. */
  readonly kept: readonly KeptSegment[]
  /** Which segment holds for longer than a day, where the question says so. */
  readonly segmentAsOf: AsOf | undefined
  /** The clock's day in the project's time zone. */
  readonly today: Day
  /** The last day of all of the windows, of which only the rows before a moment count; undefined where all do. */
  readonly cut?: CutRows | undefined
}

/**
 * How one kind of pass writes its statement: rows of `n` (the window's number), the dimensions' columns, and
 * one column for each leaf, named `figure_0`, `figure_1`, … in the order of the leaves.
 */
export type PassKind<L extends Leaf> = (request: PassRequest<L>) => Sql

/** The column of a pass's statement that holds its n-th leaf. */
export function figureColumn(index: number): string {
  return `figure_${index}`
}
