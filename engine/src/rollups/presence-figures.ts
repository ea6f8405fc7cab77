import type { Figure } from '../measures/leaf.js'
import type { CellsAsked } from './asked-cells.js'
import type { MemberCounts } from './count-members.js'
import type { CountedWindow } from './figure-rows.js'

/** Which figures are asked for, of which rows and days. */
export interface PresenceAsked extends CellsAsked {
  readonly figures: readonly Figure[]
  readonly windows: readonly CountedWindow[]
}

/** Figures that need to know who is new. */
export const needsFirst: ReadonlySet<Figure> = new Set(['new', 'existing', 'reactivated'])

/** What each figure is of the counts. */
export const figureOf: Readonly<Record<Figure, (counts: MemberCounts) => number>> = {
  active: ({ active }) => active,
  before: ({ before }) => before,
  retained: ({ retained }) => retained,
  stayed: ({ retained }) => retained,
  churned: ({ before, retained }) => before - retained,
  new: ({ fresh }) => fresh,
  existing: ({ active, fresh }) => active - fresh,
  reactivated: ({ active, retained, fresh, freshRetained }) => active - retained - fresh + freshRetained,
}
