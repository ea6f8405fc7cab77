import type { Day } from '../calendar/day.js'
import type { StoredTable } from '../sql/stored-table.js'

/** What is to be done for a thing, and why; undefined where nothing is. */
export type Step =
  | {
      readonly because: string
      /** The days that are made anew; undefined for the whole thing. */
      readonly days?: readonly Day[]
      /** Does it, and gives the table that came of it, where there is one. */
      readonly run: () => Promise<StoredTable | undefined>
      /** Finds out what later steps depend on, where nothing is to be built. */
      readonly foresee?: () => unknown
    }
  | undefined
