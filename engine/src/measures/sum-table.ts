import {
  conditionOf,
  dayOf,
  dimensionOf,
  dimensionsOf,
  expressionOver,
  numberOver,
  parseOver,
  rowParts,
  rowsOfPart,
  type RowPart,
  type RowSet,
  type Writing,
} from '../activities/row-set.js'
import { onDays } from '../activities/on-days.js'
import { dimensionColumn } from '../activities/activity-tables.js'
import { Refusal } from '../errors.js'
import type { Written } from '../sql/expression.js'
import { scaleOf, scaleOfType } from '../sql/scale.js'
import { call, join, name, raw, sql, type, type ColumnType, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import { whatIsSummed, type SummedColumn } from './summed-column.js'

/** The type in which a column's daily sums are kept: a decimal with the expression's own decimal places. */
export function summedType(of: RowSet, summed: SummedColumn, written: Written): ColumnType {
  const { expression } = summed
  const what = whatIsSummed(summed)
  if (expression === undefined) return 'decimal(38,0)'
  const scales = rowParts(of).map((part) => placesOver(part, expression, { what, written }))
  const known =
    summed.scale ?? (scales.includes(undefined) ? undefined : Math.max(0, ...(scales as number[])))
  if (known === undefined) throw new Refusal('unknown-scale', { what, expression })
  return `decimal(38,${known})`
}

/** How many decimal places an expression's values have in a part; undefined where that cannot be told. */
function placesOver(
  { from }: RowPart,
  expression: string,
  context: { readonly what: string; readonly written: Written },
): number | undefined {
  const typeOf = (column: string) =>
    from.columns.find((declared) => declared.name.toLowerCase() === column.toLowerCase())?.type
  return scaleOf(parseOver(from, expression, context).tree, typeOf)
}

/** The table of a row set's daily sums: day, dimensions, and one column for each measure. */
export function sumTable(of: RowSet, columns: readonly SummedColumn[], written: Written): StoredTable {
  const dimensions = dimensionsOf(of).map(dimensionColumn)
  return {
    name: `sums_${of.name}`,
    columns: [
      { name: 'day', type: 'date', nullable: false },
      ...dimensions.map((column) => ({ name: column, type: 'text' as const, nullable: true })),
      ...columns.map((summed) => ({
        name: summed.column,
        type: summedType(of, summed, written),
        nullable: true,
      })),
    ],
    order: ['day', ...dimensions],
  }
}

/** The rows of a row set's daily sums: all of them, or those of some days. */
export function sumRows(of: RowSet, columns: readonly SummedColumn[], writing: Writing): Sql {
  const keys = ['day', ...dimensionsOf(of).map(dimensionColumn)].map((column) => name(column))
  const sums = columns.map((summed) => call('sum', name(summed.column)))
  const parts = rowParts(of).map((part) => partRows(of, part, { columns, writing }))
  return sql`SELECT ${join([...keys, ...sums])}
FROM (
${join(parts, '\nUNION ALL\n')}
) AS parts
WHERE ${writing.days === undefined ? sql`${name('day')} IS NOT NULL` : onDays(writing.days)}
GROUP BY ${join(keys)}`
}

/** One row's value of a summed column, null for a row that does not count. */
export function summedValue(
  of: RowSet,
  part: RowPart,
  { summed, writing }: { summed: SummedColumn; writing: Writing },
): Sql {
  const context = { ...writing, what: whatIsSummed(summed) }
  const each = summed.expression === undefined ? sql`1` : numberOver(part.from, summed.expression, context)
  const kept =
    summed.where === undefined
      ? each
      : sql`CASE WHEN ${expressionOver(part.from, summed.where, context)} THEN ${each} END`
  const as = summedType(of, summed, writing.written)
  const places = scaleOfType(as) ?? 0
  const own = summed.expression === undefined ? 0 : placesOver(part, summed.expression, context)
  // What has no more places than are kept is cast as it is; the rest is rounded by one rule on every warehouse.
  if (own !== undefined && own <= places) return sql`CAST(${kept} AS ${type(as)})`
  return call('roundedTo', kept, raw(String(places)))
}

function partRows(
  of: RowSet,
  part: RowPart,
  { columns, writing }: { columns: readonly SummedColumn[]; writing: Writing },
): Sql {
  const context = (what: string) => ({ ...writing, what: `${what} of the ${of.kind} "${of.name}"` })
  const selected = [
    sql`${dayOf(part, context('the day'))} AS ${name('day')}`,
    ...dimensionsOf(of).map(
      (dimension) =>
        sql`${dimensionOf(part, dimension, context(`the dimension "${dimension}"`))} AS ${name(dimensionColumn(dimension))}`,
    ),
    ...columns.map((summed) => sql`${summedValue(of, part, { summed, writing })} AS ${name(summed.column)}`),
  ]
  return sql`  SELECT ${join(selected, ', ')}
  FROM ${rowsOfPart(part, context('an exception'))} AS source
  WHERE ${conditionOf(part, context('the condition'))}`
}
