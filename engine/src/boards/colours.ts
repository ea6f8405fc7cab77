import { dimensionColumn } from '../activities/activity-tables.js'
import { dimensionsOf } from '../activities/row-set.js'
import { sumTable } from '../measures/sum-table.js'
import { cellsTable } from '../activities/activity-tables.js'
import { join, name, sql, stored } from '../sql/sql.js'
import type { Asking } from '../queries/ask.js'
import { whereClause } from '../queries/passes/fragments.js'
import type { ReadSession } from '../warehouses/warehouse.js'

/** Told apart by most people who see colours differently, on white and on black. */
const palette = [
  '#3B82F6',
  '#F97316',
  '#10B981',
  '#A855F7',
  '#EAB308',
  '#EC4899',
  '#14B8A6',
  '#EF4444',
  '#6366F1',
  '#84CC16',
  '#0EA5E9',
  '#A16207',
] as const

/** The n-th colour; after the last they begin anew. */
export function colourAt(index: number): string {
  return palette[index % palette.length] ?? palette[0]
}

/**
 * A dimension's values in the order in which they first appear in all of the data, then by name: a value keeps its
 * place, and so its colour, whatever range is looked at and whatever comes later. Where only some rows exist for
 * whoever asks, it is the order in which those appear.
 */
export async function valuesInOrder(
  session: ReadSession,
  dimension: string,
  { loaded: { layout, written }, rows: seen = [] }: Pick<Asking, 'loaded' | 'rows'>,
): Promise<readonly (string | null)[]> {
  const column = name(dimensionColumn(dimension))
  const needed = [dimension, ...seen.map((filter) => filter.dimension)]
  const has = (dimensions: readonly string[]) => needed.every((each) => dimensions.includes(each))
  const where = whereClause(seen)
  const dated = layout.sums.filter(({ of }) => has(dimensionsOf(of)))
  const found = dated.map(
    ({ of, columns }) =>
      sql`SELECT ${column} AS found, min(day) AS seen FROM ${stored(sumTable(of, columns, written))}${where} GROUP BY ${column}`,
  )
  const undated = layout.activities
    .filter(({ dimensions }) => has(dimensions))
    .map(
      (activity) =>
        sql`SELECT DISTINCT ${column} AS found, NULL AS seen FROM ${stored(cellsTable(activity))}${where}`,
    )
  const all = found.length > 0 ? found : undated
  if (all.length === 0) return []
  const rows = await session.query(join(all, '\nUNION ALL '))
  const first = new Map<string | null, string>()
  for (const row of rows) {
    const value = row['found'] === null ? null : String(row['found'])
    const seen = typeof row['seen'] === 'string' ? row['seen'] : ''
    const known = first.get(value)
    if (known === undefined || seen < known) first.set(value, seen)
  }
  const byDayThenName = (one: readonly [string | null, string], other: readonly [string | null, string]) =>
    compared(one[1], other[1]) || compared(one[0] ?? '\uffff', other[0] ?? '\uffff')
  return [...first].toSorted(byDayThenName).map(([value]) => value)
}

function compared(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
