import { join, name, sql, stored } from '../sql/sql.js'
import type { Sql } from '../sql/sql.js'
import { withoutComputed } from './computed-columns.js'
import { asDeclared, heldType, heldValue, uncheckedColumns, uncheckedRows } from './held-values.js'
import { modelTable } from './model-table.js'
import type { Source, SourceColumn } from './source.js'
import { sourceTable } from './source-table.js'

/** Every row of a source, also those that a later one replaces: a SELECT of the declared columns. */
export function allRows(source: Source): Sql {
  if ('files' in source.from) {
    return sql`SELECT ${join(source.columns.map((column) => name(column.name)))} FROM ${stored(sourceTable(source))}`
  }
  const own = withoutComputed(source)
  const rows = sql`SELECT ${join(own.columns.map(fromTable))} FROM ${behindFrom(source.from)}`
  if (own === source) return rows
  const columns = source.columns.map((column) =>
    column.sql === undefined
      ? name(column.name)
      : sql`${asDeclared(heldValue(column), column)} AS ${name(column.name)}`,
  )
  return sql`SELECT ${join(columns)} FROM (${rows}) AS ${name('declared columns')}`
}

/**
 * {@link allRows} as a table or a model holds them, before it is known that they are what they are declared as. Where
 * columns are computed, these alone, over the others as they are declared.
 */
export function allRowsUnchecked(source: Source): Sql {
  if ('files' in source.from) return allRows(source)
  const own = withoutComputed(source)
  if (own === source) return uncheckedRows(source, behindFrom(source.from))
  const columns = source.columns.flatMap((column) =>
    column.sql === undefined ? [name(column.name)] : uncheckedColumns(column),
  )
  return sql`SELECT ${join(columns)} FROM (${allRows(own)}) AS ${name('declared columns')}`
}

function behindFrom(from: Exclude<Source['from'], { readonly files: readonly string[] }>): Sql {
  if ('model' in from) return stored(modelTable(from.model))
  return from.rows ?? join(from.table.split('.').map(name), '.')
}

function fromTable(column: SourceColumn): Sql {
  const value = asDeclared(heldValue(column), column)
  const isNamed = column.as === undefined && column.header === column.name && heldType(column) === column.type
  return isNamed ? value : sql`${value} AS ${name(column.name)}`
}
