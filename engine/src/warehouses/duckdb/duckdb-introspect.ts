import { sql, value } from '../../sql/sql.js'
import type { IntrospectedColumn, ReadSession, TableName } from '../warehouse.js'
import { splitTableName } from '../table-name.js'
import { columnTypeOf } from './duckdb-types.js'

/** The columns of a table or view; the schema is `main` where the name gives none. */
export async function introspectDuckDb(
  session: ReadSession,
  table: TableName,
): Promise<readonly IntrospectedColumn[] | undefined> {
  const { schema = 'main', name } = splitTableName(table)
  const rows = await session.query(sql`
    SELECT column_name, data_type, is_nullable FROM duckdb_columns()
    WHERE database_name = current_database()
      AND lower(schema_name) = lower(${value(schema, 'text')}) AND lower(table_name) = lower(${value(name, 'text')})
    ORDER BY column_index`)
  if (rows.length === 0) return undefined
  return rows.map((row) => ({
    name: String(row['column_name']),
    type: columnTypeOf(String(row['data_type'])),
    nullable: row['is_nullable'] === true,
    declared: String(row['data_type']),
  }))
}
