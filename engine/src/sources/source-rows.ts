import { join, name, sql, stored, type } from '../sql/sql.js'
import type { Sql } from '../sql/sql.js'
import type { Source, SourceColumn } from './source.js'
import { modelTable } from './model-table.js'
import { sourceTable } from './source-table.js'

/**
 * The rows of a source as a subquery for FROM, with the declared column names; of several rows with one key
 * only the latest, where the source says `latestBy`. The caller gives it an alias.
 *
 * Rows that are not loaded yet can be given as `every`, a SELECT of the declared columns.
 *
 * For a source that is a table or a model, pass it through `boundSource` first: it knows how the table writes its names.
 *
 * @example
 * sql`SELECT count(*) FROM ${sourceRows(ledger)} AS r`
 * // SELECT count(*) FROM (SELECT "date", "line", "amount" FROM source_ledger) AS r
 */
export function sourceRows(source: Source, every: Sql = allRows(source)): Sql {
  const columns = source.columns.map((column) => name(column.name))
  if (source.latestBy === undefined) return sql`(${every})`
  const key = source.key.map(name)
  const order = [
    sql`${name(source.latestBy)} DESC NULLS LAST`,
    ...columns.map((column) => sql`${column} ASC NULLS LAST`),
  ]
  const ranked = sql`SELECT ${join(columns)}, row_number() OVER (PARTITION BY ${join(key)} ORDER BY ${join(order)}) AS ${name('latest first')} FROM (${every}) AS ${name('every row')}`
  return sql`(SELECT ${join(columns)} FROM (${ranked}) AS ${name('ranked')} WHERE ${name('latest first')} = 1)`
}

/** Every row of a source, also those that a later one replaces: a SELECT of the declared columns. */
export function allRows(source: Source): Sql {
  if ('files' in source.from) {
    return sql`SELECT ${join(source.columns.map((column) => name(column.name)))} FROM ${stored(sourceTable(source))}`
  }
  const table =
    'model' in source.from
      ? stored(modelTable(source.from.model))
      : join(source.from.table.split('.').map(name), '.')
  return sql`SELECT ${join(source.columns.map(fromTable))} FROM ${table}`
}

function fromTable(column: SourceColumn): Sql {
  const { header, held } = column
  if (held !== undefined && held !== column.type) {
    return sql`CAST(${name(header)} AS ${type(column.type)}) AS ${name(column.name)}`
  }
  return header === column.name ? name(header) : sql`${name(header)} AS ${name(column.name)}`
}
