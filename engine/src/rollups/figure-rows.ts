import type { Day } from '../calendar/day.js'

/** Days that are counted, and those before that cohorts look back to. */
export interface CountedWindow {
  readonly range: { readonly from: Day; readonly to: Day }
  readonly before: { readonly from: Day; readonly to: Day }
}

/** One row of figures, as a statement over member-days would give it. */
export interface FigureRow {
  /** The window's number. */
  readonly n: number
  /** The values of the dimensions that are split by. */
  readonly values: Readonly<Record<string, string | null>>
  /** One for each leaf, as exact decimal text. */
  readonly figures: readonly string[]
}
