import { join, name, sql, stored } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { cellsTable, dimensionColumn } from './activity-tables.js'
import type { Activity } from './activity.js'

/** A cell of an activity by its number, with its dimensions' values in the order of the dimensions. */
export interface HeldCell {
  readonly cell: number
  readonly values: readonly (string | null)[]
}

/** The cells of an activity that are numbered. */
export async function heldCells(session: ReadSession, of: Activity): Promise<readonly HeldCell[]> {
  const columns = of.dimensions.map((dimension) => name(dimensionColumn(dimension)))
  const rows = await session.query(
    sql`SELECT ${join([sql`cell`, ...columns])} FROM ${stored(cellsTable(of))}`,
  )
  return rows.map((row) => ({
    cell: Number(row['cell']),
    values: of.dimensions.map((dimension) => {
      const value = row[dimensionColumn(dimension)]
      return value === null || value === undefined ? null : String(value)
    }),
  }))
}
