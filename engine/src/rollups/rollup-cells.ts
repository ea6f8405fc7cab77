import { cellsTable, dimensionColumn } from '../activities/activity-tables.js'
import type { Activity } from '../activities/activity.js'
import { join, name, sql, stored } from '../sql/sql.js'
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
  const columns = of.dimensions.map((dimension) => name(dimensionColumn(dimension)))
  const rows = await session.query(
    sql`SELECT ${join([sql`cell`, ...columns])} FROM ${stored(cellsTable(of))}`,
  )
  return rows.map((row) => {
    const values = of.dimensions.map((dimension) => {
      const value = row[dimensionColumn(dimension)]
      return value === null || value === undefined ? null : String(value)
    })
    const whole = { dimensions: of.dimensions, values }
    return {
      cell: Number(row['cell']),
      keys: combinations.map((dimensions) => cellKey(withinCell(whole, dimensions))),
    }
  })
}
