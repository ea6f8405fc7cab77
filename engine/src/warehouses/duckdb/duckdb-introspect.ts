import { name as quoted, sql, value } from '../../sql/sql.js'
import { splitTableName } from '../table-name.js'
import type { IntrospectedTable, ReadSession, TableName } from '../warehouse.js'
import { duckDbReading } from './duckdb-reading.js'
import { columnTypeOf } from './duckdb-types.js'

/** The columns of a table or view; the schema is `main` where the name gives none. */
export async function introspectDuckDb(
  session: ReadSession,
  table: TableName,
): Promise<IntrospectedTable | undefined> {
  const { schema = 'main', name } = splitTableName(table)
  const rows = await session.query(sql`
    SELECT schema_name, table_name, column_name, data_type, is_nullable FROM duckdb_columns()
    WHERE database_name = current_database()
      AND lower(schema_name) = lower(${value(schema, 'text')}) AND lower(table_name) = lower(${value(name, 'text')})
    ORDER BY column_index`)
  const [first] = rows
  if (first === undefined) return undefined
  return {
    rows: sql`${quoted(String(first['schema_name']))}.${quoted(String(first['table_name']))}`,
    columns: rows.map((row) => {
      const declared = String(row['data_type'])
      return {
        name: String(row['column_name']),
        type: columnTypeOf(declared),
        nullable: row['is_nullable'] === true,
        declared,
        ...duckDbReading(declared),
      }
    }),
  }
}
