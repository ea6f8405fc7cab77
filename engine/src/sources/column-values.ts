import { name, sql, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'

/** A few of the values that a column has, the first by name; null is a row without one. */
export async function columnValues(
  session: Pick<ReadSession, 'query'>,
  rows: Sql,
  column: string,
): Promise<readonly (string | null)[]> {
  const found = await session.query(
    sql`SELECT DISTINCT ${name(column)} AS found FROM ${rows} AS r ORDER BY found LIMIT 6`,
  )
  return found.map((row) => (typeof row['found'] === 'string' ? row['found'] : null))
}
