import type { TableName } from './warehouse.js'

/** The parts of `table` or `schema.table`; the schema is undefined where the name gives none. */
export function splitTableName(table: TableName): { schema: string | undefined; name: string } {
  const dot = table.indexOf('.')
  if (dot < 0) return { schema: undefined, name: table }
  return { schema: table.slice(0, dot), name: table.slice(dot + 1) }
}
