import { activityRows } from '../../activities/activity-rows.js'
import { hasFlag, hasScope, type Activity } from '../../activities/activity.js'
import {
  cellsTable,
  countedColumn,
  dictionaryTable,
  dimensionColumn,
  firstColumn,
  firstDaysTable,
  flagColumn,
  keyColumn,
  memberDaysTable,
} from '../../activities/activity-tables.js'
import { onDays } from '../../activities/on-days.js'
import type { PartWriting } from '../../activities/part-rows.js'
import type { RowSet } from '../../activities/row-set.js'
import { sameDimensions } from '../../activities/same-dimensions.js'
import type { Day } from '../../calendar/day.js'
import { amountRows, amountTable, type Amounts } from '../../measures/amount-table.js'
import { sumRows, sumTable } from '../../measures/sum-table.js'
import type { SummedColumn } from '../../measures/summed-column.js'
import type { Written } from '../../sql/expression.js'
import { join, name, sql, stored, type Sql } from '../../sql/sql.js'
import type { StoredTable } from '../../sql/stored-table.js'

/**
 * A day of which only the rows before a moment count: what is kept of it by day is worked out from its rows, and put in
 * the place of what is stored.
 */
export interface CutRows {
  readonly day: Day
  /** How the day's rows before the moment are read. */
  readonly writing: PartWriting
}

/** Member-days as a relation. */
export function memberDaysOf(of: Activity, identity: string, cut: CutRows | undefined): Sql {
  const table = memberDaysTable(of, identity)
  if (cut === undefined) return stored(table)
  const columns = table.columns.map(({ name: column }) =>
    column === flagColumn.name ? sql`seen.${name(column)}` : sql`kept.${name(column)}`,
  )
  // Which segments members were in that day is kept already: whoever is seen is looked up.
  return withDay(
    table,
    cut,
    sql`SELECT ${join(columns)} FROM ${stored(table)} AS kept
  JOIN (${seen(of, identity, cut)}) AS seen ON seen.cell = kept.cell AND seen.member = kept.member
  WHERE kept.${onDays([cut.day])}`,
  )
}

/**
 * First days as a relation. A member whose first day is the one that is cut is seen on it or not at all, so that only
 * where rows can say otherwise the day's own first days are worked out.
 */
export function firstDaysOf(of: Activity, identity: string, cut: CutRows | undefined): Sql {
  const table = firstDaysTable(of, identity)
  if (cut === undefined || !hasFlag(of)) return stored(table)
  const first = name(firstColumn(identity))
  return withDay(
    table,
    cut,
    sql`SELECT kept.cell, kept.member, kept.day FROM ${stored(table)} AS kept
  JOIN (
    SELECT DISTINCT cell, member FROM (${members(of, identity, cut)}) AS told WHERE ${first} IS NOT NULL
  ) AS seen ON seen.cell = kept.cell AND seen.member = kept.member
  WHERE kept.${onDays([cut.day])}`,
  )
}

/** Amounts by member as a relation. */
export function amountsOf(amounts: Amounts, written: Written, cut: CutRows | undefined): Sql {
  const table = amountTable(amounts, written)
  if (cut === undefined) return stored(table)
  const keyType = cut.writing.keyTypes.get(amounts.identity) ?? 'text'
  return withDay(table, cut, amountRows(amounts, keyType, cut.writing))
}

/** Daily sums as a relation. */
export function sumsOf(
  of: RowSet,
  { columns, written }: { readonly columns: readonly SummedColumn[]; readonly written: Written },
  cut: CutRows | undefined,
): Sql {
  const table = sumTable(of, columns, written)
  return cut === undefined ? stored(table) : withDay(table, cut, sumRows(of, columns, cut.writing))
}

/** What is stored of other days, and rows of the day that is cut. */
function withDay(table: StoredTable, { day }: CutRows, rows: Sql): Sql {
  const columns = join(table.columns.map((column) => name(column.name)))
  return sql`(
  SELECT ${columns} FROM ${stored(table)} WHERE NOT (${onDays([day])})
  UNION ALL
  ${rows}
)`
}

/** The cells and members of the day's rows that count. */
function seen(of: Activity, identity: string, cut: CutRows): Sql {
  const flag = hasFlag(of) ? sql`, max(${name(flagColumn.name)}) AS ${name(flagColumn.name)}` : sql``
  const counted = hasScope(of) ? sql` WHERE ${name(countedColumn.name)} = 1` : sql``
  return sql`SELECT cell, member${flag} FROM (${members(of, identity, cut)}) AS told${counted} GROUP BY cell, member`
}

/** The day's rows with the numbers of their cells and members. */
function members(of: Activity, identity: string, { day, writing }: CutRows): Sql {
  const dimensions = of.dimensions.map(dimensionColumn)
  const keyType = writing.keyTypes.get(identity) ?? 'text'
  const told = [
    firstColumn(identity),
    ...(hasFlag(of) ? [flagColumn.name] : []),
    ...(hasScope(of) ? [countedColumn.name] : []),
  ]
  return sql`SELECT c.cell AS cell, d.member AS member${join(
    told.map((column) => sql`, p.${name(column)} AS ${name(column)}`),
    '',
  )}
  FROM (SELECT * FROM (${activityRows(of, writing)}) AS each_row WHERE ${onDays([day])}) AS p
  JOIN ${stored(cellsTable(of))} AS c ON ${sameDimensions(dimensions, 'p', 'c')}
  JOIN ${stored(dictionaryTable(identity, keyType))} AS d ON d.key = p.${name(keyColumn(identity))}`
}
