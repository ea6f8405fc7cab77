import { name as quoted, raw, sql, value, type Sql } from '../../sql/sql.js'
import { splitTableName } from '../table-name.js'
import type { IntrospectedColumn, IntrospectedTable, ReadSession, Row, TableName } from '../warehouse.js'
import { postgresReading } from './postgres-reading.js'
import { columnTypeOf } from './postgres-types.js'

/** The columns of a table or view; where the name gives no schema, the first of the search path that has it. */
export async function introspectPostgres(
  session: ReadSession,
  table: TableName,
): Promise<IntrospectedTable | undefined> {
  const { schema, name } = splitTableName(table)
  const rows = await session.query(
    typed(sql`
    WITH found AS (
      SELECT c.oid, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p')
        AND c.relname IN (${value(name, 'text')}, lower(${value(name, 'text')}))
        AND CASE WHEN CAST(${value(schema ?? null, 'text')} AS TEXT) IS NULL THEN pg_table_is_visible(c.oid)
                 ELSE n.nspname IN (${value(schema ?? null, 'text')}, lower(${value(schema ?? null, 'text')})) END
      ORDER BY c.relname = ${value(name, 'text')} DESC LIMIT 1)
    SELECT a.attnum AS nr, a.atttypid AS type, a.atttypmod AS digits, a.attcollation AS sorting,
      a.attname AS name, a.attnotnull AS required, found.nspname AS schema, found.relname AS relation
    FROM pg_attribute a JOIN found ON found.oid = a.attrelid
    WHERE a.attnum > 0 AND NOT a.attisdropped`),
  )
  const [first] = rows
  if (first === undefined) return undefined
  return {
    rows: sql`${quoted(String(first['schema']))}.${quoted(String(first['relation']))}`,
    columns: rows.map(introspectedColumn),
  }
}

/** Columns that are given by `nr`, `type`, `digits`, `sorting` and `name`, with what the catalogue says of their types. */
export function typed(columns: Sql): Sql {
  return sql`WITH RECURSIVE described AS (${columns}),
  made_of AS (
    SELECT nr, type, digits FROM described
    UNION ALL
    SELECT made_of.nr, t.typbasetype, CASE WHEN t.typtypmod < 0 THEN made_of.digits ELSE t.typtypmod END
    FROM made_of JOIN pg_type t ON t.oid = made_of.type WHERE t.typtype = 'd')
  SELECT described.*, format_type(described.type, described.digits) AS declared,
    format_type(made_of.type, made_of.digits) AS base, t.typname AS named, t.typtype AS kind, t.typcategory = 'A' AS is_array,
    coalesce(NOT l.collisdeterministic, false) AS is_blurred
  FROM described JOIN made_of ON made_of.nr = described.nr
  JOIN pg_type t ON t.oid = made_of.type AND t.typtype <> 'd'
  LEFT JOIN pg_collation l ON l.oid = described.sorting
  ORDER BY described.nr`
}

/** A row of {@link typed} as a column. */
export function introspectedColumn(row: Row): IntrospectedColumn {
  const [declared, base] = [String(row['declared']), String(row['base'])]
  const isBlurred = row['is_blurred'] === true
  return {
    name: String(row['name']),
    // A NUMERIC without a size holds whatever there is.
    type: base === 'numeric' ? 'decimal(76,38)' : columnTypeOf(base),
    nullable: row['required'] !== true,
    declared: isBlurred ? `${declared} with a collation in which different texts are equal` : declared,
    ...postgresReading({
      base,
      named: String(row['named']),
      kind: String(row['kind']),
      isArray: row['is_array'] === true,
      isBlurred,
    }),
  }
}

/** The numbers by which the driver names the types of a result, as {@link typed} takes them. */
export function resultColumns(
  fields: readonly { readonly dataTypeID: number; readonly dataTypeModifier: number }[],
): Sql {
  const rows = fields.map(
    ({ dataTypeID, dataTypeModifier }, nr) => `(${nr}, ${dataTypeID}, ${dataTypeModifier})`,
  )
  return sql`SELECT nr, CAST(type AS OID) AS type, digits, CAST(0 AS OID) AS sorting, '' AS name
    FROM (VALUES ${raw(rows.join(', '))}) AS given(nr, type, digits)`
}
