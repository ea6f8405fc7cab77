import { firstDaysTable } from '../activities/activity-tables.js'
import { givenRows, nothing, sql, stored, type Sql } from '../sql/sql.js'
import type { NumberedCell } from './rollup-cells.js'
import type { RolledUp } from './rollup-tables.js'

/** `parts`: of which of the rollups' cells, by their places among the keys, each numbered cell is part. */
export function numberedParts(cells: readonly NumberedCell[], keys: readonly string[]): Sql {
  const numbers = new Map(keys.map((key, number) => [key, number]))
  const columns = (['cell', 'rolled'] as const).map((column) => ({
    name: column,
    type: 'integer' as const,
    nullable: false,
  }))
  const rows = cells.flatMap(({ cell, keys: own }) =>
    own.flatMap((key) => {
      const number = numbers.get(key)
      return number === undefined ? [] : [[cell, number]]
    }),
  )
  return sql`parts AS (
  ${givenRows(columns, rows)}
)`
}

/** `rolled_cells`: the keys of the rollups' cells by their numbers. */
export function rolledCells(keys: readonly string[]): Sql {
  const columns = [
    { name: 'rolled', type: 'integer', nullable: false },
    { name: 'cell', type: 'text', nullable: false },
  ] as const
  return sql`rolled_cells AS (
  ${givenRows(
    columns,
    keys.map((key, number) => [number, key]),
  )}
)`
}

/** The first days in the cells that `parts` names: in one of fewer dimensions the earliest of those that it is made of. */
export function rolledFirstDays({ of, identity }: RolledUp, where: Sql = nothing): Sql {
  return sql`SELECT p.rolled AS rolled, f.member AS member, min(f.day) AS day
FROM ${stored(firstDaysTable(of, identity))} AS f JOIN parts AS p ON p.cell = f.cell${where}
GROUP BY p.rolled, f.member`
}
