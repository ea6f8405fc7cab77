import { join, name, sql, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'

/** The rows of a query each once, in a table's columns; see {@link WriteSession.insertOnce}. */
export function eachOnce(table: StoredTable, rows: Sql, greatest: string | undefined): Sql {
  const columns = table.columns.map((column) => name(column.name))
  const given = sql`(\n${rows}\n) AS given(${join(columns)})`
  if (greatest === undefined) return sql`SELECT DISTINCT ${join(columns)} FROM ${given}`
  const told = table.columns.map(({ name: column }) => {
    const own = name(column)
    return column === greatest ? sql`max(${own}) AS ${own}` : own
  })
  const key = table.columns.filter((column) => column.name !== greatest).map((column) => name(column.name))
  return sql`SELECT ${join(told)} FROM ${given} GROUP BY ${join(key)}`
}
