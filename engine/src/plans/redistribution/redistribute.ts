import type { Decimal } from 'decimal.js'

/** A day that takes part of the gap. */
export interface OpenDay {
  readonly initial: Decimal
  readonly uplift: Decimal
}

/** The open days' targets after the gap is spread, in order, and what no day takes. */
export interface Redistributed {
  readonly adjusted: readonly Decimal[]
  /** Above 0: what is missing and was given to no day. Below 0: what was achieved beyond. */
  readonly unallocated: Decimal
}

/** Spreads a gap (achieved less planned) over open days. What they take and what is left make up the gap. */
export type Redistribute = (open: readonly OpenDay[], gap: Decimal) => Redistributed
