import type { Activity } from '../activities/activity.js'
import type { StoredTable } from '../sql/stored-table.js'

/** What the members of a stored set have in common. */
export type SetKind =
  /** Active in the cell on a day of the node. */
  | 'active'
  /** First active in the cell on a day of the node. */
  | 'first'
  /** Flagged as new in the cell on a day of the node. */
  | 'flagged'
  /** Active in the cell, and on the last of those days in the combination of segments that the row names. */
  | 'segment'

/** An activity by one of its identities: what member sets are kept of. */
export interface RolledUp {
  readonly of: Activity
  readonly identity: string
}

/** The name of rollups, unique in a project. */
export function rollupsName({ of, identity }: RolledUp): string {
  return `${of.name}_${identity}`
}

/**
 * Member sets: one for each kind, cell, combination of segments and calendar node that has any members. `cell` is
 * the dimensions' values, as `{"line":"SBMY"}`, and `{}` for all of them; `segments` the numbers of the segments in
 * the order of their declaration, as `3` or `3,0`, else empty; `starts` the node's first day; `size` how many members
 * it has, and `fresh`, of active members, how many of them are new in the node. Where the engine merges sets,
 * `members` is null for days of cells that are made of others: those of all dimensions have them.
 */
export function setsTable(rolledUp: RolledUp): StoredTable {
  return {
    name: `sets_${rollupsName(rolledUp)}`,
    columns: [
      { name: 'kind', type: 'text', nullable: false },
      { name: 'cell', type: 'text', nullable: false },
      { name: 'segments', type: 'text', nullable: false },
      { name: 'grain', type: 'text', nullable: false },
      { name: 'starts', type: 'date', nullable: false },
      { name: 'size', type: 'integer', nullable: false },
      { name: 'fresh', type: 'integer', nullable: false },
      { name: 'members', type: 'set', nullable: true },
    ],
    order: ['kind', 'cell', 'segments', 'grain', 'starts'],
  }
}
