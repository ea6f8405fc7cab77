import { join, name, raw, sql, type Sql } from '../../sql/sql.js'
import type { StoredTable } from '../../sql/stored-table.js'
import { columnDefinitions } from '../column-definitions.js'
import { clickHouseDialect } from './clickhouse-dialect.js'

/** Where a version of a stored table lies. */
export interface Place {
  readonly schema: string
  readonly name: string
}

/** Where each stored table lies in a session. */
export type Places = (table: StoredTable) => Place

/** How the stored tables lie: each as one table on one server, or spread over a cluster. */
export interface ClickHouseTables {
  /** ` ON CLUSTER …` for what every server is to have; nothing where there is one. */
  readonly everywhere: string
  /** What stands after a place's name in the names of the tables that make it up. */
  readonly parts: readonly string[]
  /** The statements that make a table, empty. */
  create(table: StoredTable, at: Place): readonly Sql[]
  /** The statements that make a table of the same rows, to be changed while the first stays. */
  copy(table: StoredTable, from: Place, to: Place): readonly Sql[]
  /** The name under which rows are added, and the statements that follow when they are. */
  adding(table: StoredTable, at: Place): { readonly into: string; readonly then: readonly Sql[] }
  /** The query that gives the rows that are added to a table. */
  rowsFor(table: StoredTable, query: Sql, places: Places): Sql
  /** The statements that remove rows. */
  remove(table: StoredTable, condition: Sql, places: Places): readonly Sql[]
  /** The statements that make and fill a table on servers of which this process sees one; none on one server. */
  outline(table: StoredTable, at: Place): readonly Sql[]
  /** A statement over stored tables, as it reads them. */
  reading(statement: Sql, places: Places): Sql
}

/** A place's name in SQL, or that of one of its parts. */
export function inSql({ schema, name: own }: Place, part = ''): string {
  return `${clickHouseDialect.quote(schema)}.${clickHouseDialect.quote(own + part)}`
}

/** Each stored table is one table of one server. */
export const onOneServer: ClickHouseTables = {
  everywhere: '',
  parts: [''],
  create: (table, at) => [createTable(table, { named: inSql(at), engine: 'MergeTree' })],
  copy: (_table, from, to) => [
    sql`CREATE TABLE ${raw(inSql(to))} AS ${raw(inSql(from))}`,
    sql`ALTER TABLE ${raw(inSql(to))} ATTACH PARTITION ALL FROM ${raw(inSql(from))}`,
  ],
  adding: (_table, at) => ({ into: inSql(at), then: [] }),
  rowsFor: (_table, query) => query,
  remove: (table, condition, places) => [
    sql`ALTER TABLE ${raw(inSql(places(table)))} DELETE WHERE ${condition} SETTINGS mutations_sync = 2`,
  ],
  outline: () => [],
  reading: (statement) => statement,
}

/** The statement that makes a table with the columns, limits and order of a stored one. */
export function createTable(
  table: StoredTable,
  { named, engine, settings = '' }: { named: string; engine: string; settings?: string },
): Sql {
  const columns = [columnDefinitions(table, clickHouseDialect), ...digitsConstraints(table)].join(', ')
  return sql`CREATE TABLE ${raw(named)} (${raw(columns)}) ENGINE = ${raw(engine)} ${sortedBy(table)} SETTINGS allow_nullable_key = 1${raw(settings)}`
}

/** `ORDER BY …`, as the stored table is sorted. */
export function sortedBy({ order }: StoredTable): Sql {
  return sql`ORDER BY tuple(${join(order.map((column) => name(column)))})`
}

/** ClickHouse stores more digits in a decimal than its type says, as many as the bytes hold. */
function digitsConstraints(table: StoredTable): readonly string[] {
  return table.columns.flatMap(({ name: column, type }, at) => {
    const [, digits, scale] = /^decimal\((\d+),(\d+)\)$/.exec(type) ?? []
    if (digits === undefined || scale === undefined) return []
    const most = '9'.repeat(Number(digits))
    const limit = clickHouseDialect.literal(
      most.slice(0, most.length - Number(scale)) + (scale === '0' ? '' : `.${most.slice(-Number(scale))}`),
      type,
    )
    const quoted = clickHouseDialect.quote(column)
    return [`CONSTRAINT digits_${at} CHECK (${quoted} BETWEEN -${limit} AND ${limit}) OR ${quoted} IS NULL`]
  })
}
