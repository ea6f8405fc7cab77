import type { Activity } from '../../activities/activity.js'
import { cellsTable, dimensionColumn } from '../../activities/activity-tables.js'
import { activeDaysTable } from '../../builds/active-days.js'
import { call, givenRows, join, literal, name, raw, sql, stored, value, type Sql } from '../../sql/sql.js'
import type { SummedColumn } from '../../measures/summed-column.js'
import type { Filter } from '../question.js'
import type { Window } from '../windows.js'
import { figureColumn } from './pass.js'

const windowColumns = [
  { name: 'n', type: 'integer', nullable: false },
  ...['first_day', 'last_day', 'before_first', 'before_last'].map(
    (name) => ({ name, type: 'date', nullable: false }) as const,
  ),
] as const

/** `windows`: the ranges that figures are taken over, numbered, with the ranges before them. */
export function windowsTable(windows: readonly Window[]): Sql {
  const rows = windows.map(({ range, before }, n) => [n, range.from, range.to, before.from, before.to])
  return sql`windows AS (
  ${givenRows(windowColumns, rows)}
)`
}

/** `window_days`: each day of each window on which anything happened. */
export const windowDays: Sql = sql`window_days AS (
  SELECT w.n, a.day, w.first_day FROM windows AS w CROSS JOIN ${stored(activeDaysTable)} AS a
  WHERE a.day BETWEEN w.first_day AND w.last_day
)`

/** `window_days`: each day of each window and of the range before it, told apart by `in_range` and `in_before`. */
export const windowDaysAndBefore: Sql = sql`window_days AS (
  SELECT w.n, a.day, 1 AS in_range, 0 AS in_before FROM windows AS w CROSS JOIN ${stored(activeDaysTable)} AS a
  WHERE a.day BETWEEN w.first_day AND w.last_day
  UNION ALL
  SELECT w.n, a.day, 0 AS in_range, 1 AS in_before FROM windows AS w CROSS JOIN ${stored(activeDaysTable)} AS a
  WHERE a.day BETWEEN w.before_first AND w.before_last
)`

/** `cells`: an activity's cells that the question is about, each with the number of its group in the answer. */
export function groupedCells(
  activity: Activity,
  by: readonly string[],
  { where, apart = [] }: { where: readonly Filter[]; apart?: readonly string[] | undefined },
): Sql {
  const columns = by.map((dimension) => name(dimensionColumn(dimension)))
  const group = by.length === 0 ? literal(0, 'integer') : sql`dense_rank() OVER (ORDER BY ${join(columns)})`
  return sql`cells AS (
  SELECT cell, ${group} AS grp${join(
    [...columns, ...apart.map((dimension) => name(dimensionColumn(dimension)))].map(
      (column) => sql`, ${column}`,
    ),
    '',
  )}
  FROM ${stored(cellsTable(activity))}${whereClause(where)}
)`
}

/** The dimensions' columns of a group, joined back to what was counted by group. */
export function groupNames(by: readonly string[]): Sql {
  const columns = by.map((dimension) => name(dimensionColumn(dimension)))
  return sql`(SELECT DISTINCT grp${join(
    columns.map((column) => sql`, ${column}`),
    '',
  )} FROM cells)`
}

/** `, x.by_country`: dimension columns of an alias, each after a comma. */
export function dimensionList(by: readonly string[], alias: string): Sql {
  return join(
    by.map((dimension) => sql`, ${name(alias)}.${name(dimensionColumn(dimension))}`),
    '',
  )
}

/** A WHERE clause for the filters; nothing where there are none. */
export function whereClause(where: readonly Filter[]): Sql {
  return where.length === 0 ? sql`` : sql`\n  WHERE ${join(where.map(condition), ' AND ')}`
}

/** A filter as a condition in which null is a value like any other. */
export function condition({ dimension, values, not = false }: Filter): Sql {
  const column = name(dimensionColumn(dimension))
  const present = values.filter((wanted) => wanted !== null).map((wanted) => value(wanted, 'text'))
  const tests = [
    ...(present.length === 0 ? [] : [sql`(${column} IS NOT NULL AND ${column} IN (${join(present)}))`]),
    ...(values.includes(null) ? [sql`${column} IS NULL`] : []),
  ]
  const any = tests.length === 0 ? sql`1 = 0` : join(tests, ' OR ')
  return not ? sql`NOT (${any})` : sql`(${any})`
}

/** The first and last day that any window, or the range before it, touches: what a scan can be cut to. */
export function daysTouched(windows: readonly Window[], { before }: { before: boolean }): Sql {
  const ranges = windows.flatMap((window) => (before ? [window.range, window.before] : [window.range]))
  const from = ranges.map((range) => range.from).reduce((one, other) => (one < other ? one : other))
  const to = ranges.map((range) => range.to).reduce((one, other) => (one > other ? one : other))
  return sql`BETWEEN ${literal(from, 'date')} AND ${literal(to, 'date')}`
}

/** `, sum(a.…) AS figure_0`: the sum of each leaf's stored column, from an alias, each after a comma. */
export function summedFigures(leaves: readonly { readonly summed: SummedColumn }[], alias: string): Sql {
  const figures = leaves.map(
    ({ summed }, index) =>
      sql`, ${call('sum', sql`${raw(alias)}.${name(summed.column)}`)} AS ${name(figureColumn(index))}`,
  )
  return join(figures, '')
}
