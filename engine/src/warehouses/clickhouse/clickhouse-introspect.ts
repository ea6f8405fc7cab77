import { name as quoted, sql, value } from '../../sql/sql.js'
import { splitTableName } from '../table-name.js'
import type { IntrospectedColumn, IntrospectedTable, ReadSession, TableName } from '../warehouse.js'
import { clickHouseReading } from './clickhouse-reading.js'
import { columnTypeOf, isNullable } from './clickhouse-types.js'

/** The columns of a table or view; the database is the connection's where the name gives none. */
export async function introspectClickHouse(
  session: ReadSession,
  table: TableName,
): Promise<IntrospectedTable | undefined> {
  const { schema, name } = splitTableName(table)
  const found = await session.query(sql`
    SELECT c.name AS name, c.type AS declared, serverTimezone() AS zone,
      if(t.engine = 'Distributed', local.engine, t.engine) AS engine
    FROM system.columns AS c
    JOIN system.tables AS t ON t.database = c.database AND t.name = c.table
    LEFT JOIN system.tables AS local
      ON local.database = replaceRegexpOne(t.engine_full, ${value(distributed, 'text')}, '\\\\1')
      AND local.name = replaceRegexpOne(t.engine_full, ${value(distributed, 'text')}, '\\\\2')
    WHERE c.database = coalesce(${value(schema ?? null, 'text')}, currentDatabase()) AND c.table = ${value(name, 'text')}
    ORDER BY c.position`)
  const [first] = found
  if (first === undefined) return undefined
  const rows = schema === undefined ? quoted(name) : sql`${quoted(schema)}.${quoted(name)}`
  return {
    rows,
    ...(/ReplacingMergeTree$/.test(String(first['engine'])) && { latest: sql`${rows} FINAL` }),
    columns: found.map((row) => described(String(row['name']), String(row['declared']), String(row['zone']))),
  }
}

/** The database and the table of each server that a distributed table reads. */
const distributed = String.raw`^Distributed\('[^']*', '([^']*)', '([^']*)'.*$`

function described(name: string, declared: string, zone: string): IntrospectedColumn {
  const reading = clickHouseReading(declared, zone)
  return { name, type: columnTypeOf(declared), nullable: isNullable(declared), declared, ...reading }
}
