import { sql, value } from '../../sql/sql.js'
import { splitTableName } from '../table-name.js'
import type { IntrospectedColumn, ReadSession, TableName } from '../warehouse.js'
import { columnTypeOf, isNullable } from './clickhouse-types.js'

/** The columns of a table or view; the database is the connection's where the name gives none. */
export async function introspectClickHouse(
  session: ReadSession,
  table: TableName,
): Promise<readonly IntrospectedColumn[] | undefined> {
  const { schema, name } = splitTableName(table)
  const rows = await session.query(sql`
    SELECT name, type AS declared FROM system.columns
    WHERE database = coalesce(${value(schema ?? null, 'text')}, currentDatabase()) AND table = ${value(name, 'text')}
    ORDER BY position`)
  if (rows.length === 0) return undefined
  return rows.map((row) => {
    const declared = String(row['declared'])
    const type = columnTypeOf(declared)
    const column = { name: String(row['name']), type, nullable: isNullable(declared), declared }
    return type === 'timestamp' ? { ...column, alsoType: 'instant' } : column
  })
}
