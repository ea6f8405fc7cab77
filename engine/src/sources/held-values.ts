import { call, join, name, sql, type, type Sql } from '../sql/sql.js'
import type { Source, SourceColumn, SourceType } from './source.js'

/** A value of a table as it is held, as one of the declared type; it is known to be one. */
export function asDeclared(value: Sql, { held, type: declared }: SourceColumn): Sql {
  if (held === undefined || held === declared) return value
  if (declared === 'text') return call('toText', value)
  if (declared === 'boolean' && held === 'integer') return sql`CAST((${value} = 1) AS ${type(declared)})`
  return sql`CAST(${value} AS ${type(declared)})`
}

/** A column of a table as it is held, in the table's own columns. */
export function heldValue({ header, as }: SourceColumn): Sql {
  return as?.value ?? name(header)
}

/** What a value that is read as null is in the table. */
export function rawColumn(column: Pick<SourceColumn, 'name'>): string {
  return `daymark: in the table ${column.name}`
}

/** Whether a value breaks the n-th of the rules of how it is read. */
export function wrongColumn(column: Pick<SourceColumn, 'name'>, at: number): string {
  return `daymark: wrong ${at} ${column.name}`
}

/**
 * A column as it is held, under its declared name: what a cast to the declared type fails on is still there. Where it may
 * be none of the type that it is held as, with what tells so behind it.
 */
export function uncheckedColumns(column: SourceColumn): readonly Sql[] {
  const { from, wrong = [] } = column.as ?? {}
  return [
    sql`${heldValue(column)} AS ${name(column.name)}`,
    ...(from === undefined ? [] : [sql`${from} AS ${name(rawColumn(column))}`]),
    ...wrong.map(({ when }, at) => sql`${when} AS ${name(wrongColumn(column, at))}`),
  ]
}

/** The type of a column of a table while nothing of it has been checked. */
export function heldType({ held, type: declared }: SourceColumn): SourceType {
  return held ?? declared
}

/** A SELECT of a table's or a model's columns; `rows` is what stands behind FROM. */
export function uncheckedRows({ columns }: Source, rows: Sql): Sql {
  return sql`SELECT ${join(columns.flatMap(uncheckedColumns))} FROM ${rows}`
}
