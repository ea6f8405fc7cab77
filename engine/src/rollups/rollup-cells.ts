import type { Activity } from '../activities/activity.js'
import { heldCells } from '../activities/held-cells.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { cellKey, combinationsOf, withinCell } from './combinations.js'

/** One of an activity's numbered cells, and the rollups' cells that it is part of: its own first. */
export interface NumberedCell {
  readonly cell: number
  /** Keys of the rollups' cells, the one of all dimensions first. */
  readonly keys: readonly string[]
}

/** The numbered cells of an activity with the rollups' cells that they are part of. */
export async function numberedCells(session: ReadSession, of: Activity): Promise<readonly NumberedCell[]> {
  const combinations = combinationsOf(of).toReversed()
  const cells = await heldCells(session, of)
  return cells.map(({ cell, values }) => {
    const whole = { dimensions: of.dimensions, values }
    return { cell, keys: combinations.map((dimensions) => cellKey(withinCell(whole, dimensions))) }
  })
}

/** The keys of the rollups' cells that have fewer than all dimensions, each once. */
export function keysOfFewer(cells: readonly NumberedCell[]): readonly string[] {
  return [...new Set(cells.flatMap(({ keys: [, ...fewer] }) => fewer))]
}
