import { join, name, sql, stored, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'

/** The query of all rows of a stored table, in its columns. */
export function tableContents(table: StoredTable): Sql {
  return sql`SELECT ${join(table.columns.map((column) => name(column.name)))} FROM ${stored(table)}`
}
