import type { Activity, Part } from '../activities/activity.js'
import { conditionOf, expressionOver, type Exception, type Writing } from '../activities/row-set.js'
import { call, join, name, sql, stored, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { WriteSession } from '../warehouses/warehouse.js'

/** An exception of an activity's part, with its place in the activity. */
export interface PlacedException {
  readonly activity: Activity
  readonly part: Part
  readonly exception: Exception
  readonly place: string
}

/** Every exception of an activity, of its own parts and of those that decide first days only. */
export function exceptionsOf(activity: Activity): readonly PlacedException[] {
  return [...activity.parts, ...activity.firstDayScope].flatMap((part, at) =>
    part.except.map((exception, index) => ({ activity, part, exception, place: `${at}_${index}` })),
  )
}

/** The keys of an exception's rows, for a later build to see which of them have come or gone. */
function keysTable({ activity, exception, place }: PlacedException, what = 'except'): StoredTable {
  return {
    name: `${what}_${activity.name}_${place}`,
    columns: Object.keys(exception.on).map((_ours, at) => ({
      name: `except_key_${at}`,
      type: 'text' as const,
      nullable: false,
    })),
    order: [],
  }
}

/** Keeps the keys of an exception's rows. */
export async function keepExceptions(
  placed: PlacedException,
  { session, writing }: { readonly session: WriteSession; readonly writing: Writing },
): Promise<void> {
  const table = keysTable(placed)
  await session.create(table)
  await session.insert(table, exceptedKeys(placed, writing))
}

/**
 * Keeps the keys of an exception's rows anew, and finds the days of the part's rows that agree with one that has
 * come or gone.
 */
export async function daysOfChangedExceptions(
  placed: PlacedException,
  day: Sql,
  { session, writing }: { readonly session: WriteSession; readonly writing: Writing },
): Promise<Sql | undefined> {
  const kept = keysTable(placed)
  if (!(await session.has(kept))) return undefined
  const [now, changed] = [keysTable(placed, 'excepted'), keysTable(placed, 'changed')]
  await session.create(now)
  await session.insert(now, exceptedKeys(placed, writing))
  await session.create(changed)
  const keys = join(kept.columns.map((column) => name(column.name)))
  await session.insert(
    changed,
    sql`SELECT ${keys} FROM (
  SELECT ${keys}, 1 AS side FROM ${stored(kept)} UNION ALL SELECT ${keys}, -1 AS side FROM ${stored(now)}
) AS both_sides GROUP BY ${keys} HAVING sum(side) <> 0`,
  )
  await session.create(kept)
  await session.insert(kept, sql`SELECT ${keys} FROM ${stored(now)}`)
  await session.drop(now)
  const { part, exception, activity } = placed
  const what = `an exception of the activity "${activity.name}"`
  const agree = Object.keys(exception.on).map(
    (ours, at) =>
      sql`changed.${name(`except_key_${at}`)} = ${call('toText', expressionOver(part.from, ours, { ...writing, what }))}`,
  )
  return sql`SELECT DISTINCT ${day} AS day FROM ${writing.rowsOf(part.from)} AS source JOIN ${stored(changed)} AS changed ON ${join(agree, ' AND ')}`
}

function exceptedKeys({ exception, activity }: PlacedException, writing: Writing): Sql {
  const of = { ...writing, what: `an exception of the activity "${activity.name}"` }
  const keys = Object.values(exception.on).map((theirs) => expressionOver(exception.from, theirs, of))
  const part = { from: exception.from, where: undefined, day: '', dimensions: {} }
  return sql`SELECT DISTINCT ${join(keys.map((key) => call('toText', key)))}
FROM ${writing.rowsOf(exception.from)} AS source
WHERE ${join([conditionOf(part, of), ...keys.map((key) => sql`${key} IS NOT NULL`)], ' AND ')}`
}
