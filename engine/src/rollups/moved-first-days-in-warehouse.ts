import type { Day } from '../calendar/day.js'
import { byMember, setCall, sql, stored } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { numberedParts, rolledCells, rolledFirstDays } from './rolled-first-days.js'
import { keysOfFewer, numberedCells } from './rollup-cells.js'
import { setsTable, type RolledUp } from './rollup-tables.js'

/**
 * The days on which others are first active in a cell of fewer dimensions than the stored sets have, where the warehouse
 * merges sets: all of those sets are made again and compared where they lie.
 */
export async function movedFirstDaysInWarehouse(
  session: ReadSession,
  rolledUp: RolledUp,
): Promise<readonly Day[]> {
  const cells = await numberedCells(session, rolledUp.of)
  const keys = keysOfFewer(cells)
  if (keys.length === 0) return []
  const query = sql`WITH ${numberedParts(cells, keys)}, ${rolledCells(keys)}
SELECT day, count(*) AS cells FROM (
  SELECT rolled, day, ${setCall('setUnionIf', sql`members`, sql`side = 0`)} AS earlier, ${setCall('setUnionIf', sql`members`, sql`side = 1`)} AS due FROM (
    SELECT 0 AS side, c.rolled AS rolled, s.starts AS day, s.members AS members
    FROM ${stored(setsTable(rolledUp))} AS s JOIN rolled_cells AS c ON c.cell = s.cell
    WHERE s.kind = 'first' AND s.grain = 'day'
    UNION ALL
    SELECT 1 AS side, rolled, day, ${setCall('setOf', sql`member`)} AS members
    FROM (${rolledFirstDays(rolledUp)}) AS first_days GROUP BY rolled, day
  ) AS both_sides GROUP BY rolled, day
) AS compared
WHERE ${setCall('setSize', setCall('setAndNot', sql`earlier`, sql`due`))} > 0
  OR ${setCall('setSize', setCall('setAndNot', sql`due`, sql`earlier`))} > 0
GROUP BY day`
  const rows = await session.query(byMember({ query, of: ['day'], figures: ['cells'] }))
  return rows.map((row) => String(row['day']))
}
