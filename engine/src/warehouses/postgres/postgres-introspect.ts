import { sql, value } from '../../sql/sql.js'
import { splitTableName } from '../table-name.js'
import type { IntrospectedColumn, ReadSession, TableName } from '../warehouse.js'
import { columnTypeOf } from './postgres-types.js'

/** The columns of a table or view; where the name gives no schema, the first of the search path that has it. */
export async function introspectPostgres(
  session: ReadSession,
  table: TableName,
): Promise<readonly IntrospectedColumn[] | undefined> {
  const { schema, name } = splitTableName(table)
  const rows = await session.query(sql`
    WITH found AS (
      SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p')
        AND c.relname IN (${value(name, 'text')}, lower(${value(name, 'text')}))
        AND CASE WHEN CAST(${value(schema ?? null, 'text')} AS TEXT) IS NULL THEN pg_table_is_visible(c.oid)
                 ELSE n.nspname IN (${value(schema ?? null, 'text')}, lower(${value(schema ?? null, 'text')})) END
      ORDER BY c.relname = ${value(name, 'text')} DESC LIMIT 1)
    SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS declared, a.attnotnull AS required
    FROM pg_attribute a JOIN found ON found.oid = a.attrelid
    WHERE a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum`)
  if (rows.length === 0) return undefined
  return rows.map((row) => ({
    name: String(row['name']),
    // A NUMERIC without a size holds whatever there is.
    type: row['declared'] === 'numeric' ? 'decimal(76,38)' : columnTypeOf(String(row['declared'])),
    nullable: row['required'] !== true,
    declared: String(row['declared']),
  }))
}
