import type { Activity, Part } from '../activities/activity.js'
import { expressionOver, type Exception, type Writing } from '../activities/row-set.js'
import { call, join, name, sql, stored, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { WriteSession } from '../warehouses/warehouse.js'

/** The keys of an exception's rows as an activity keeps them, once for all of its parts that have them. */
export interface KeptException {
  readonly activity: Activity
  readonly exception: Exception
  readonly place: number
}

interface Keeping {
  readonly session: WriteSession
  readonly writing: Writing
}

/** Every exception of an activity, of its own parts and of those that decide first days only; those of the same keys once. */
export function exceptionsOf(activity: Activity): readonly KeptException[] {
  const exceptions = [...activity.parts, ...activity.firstDayScope].flatMap(({ except }) => except)
  const distinct = new Map(exceptions.map((exception) => [keysIn(exception), exception]))
  return [...distinct.values()].map((exception, place) => ({ activity, exception, place }))
}

/** The kept exception that has the keys of a part's. */
export function keptAs(activity: Activity, exception: Exception): KeptException {
  const found = exceptionsOf(activity).find((kept) => keysIn(kept.exception) === keysIn(exception))
  if (found === undefined) throw new Error(`The activity "${activity.name}" has no such exception.`)
  return found
}

/** What an exception's keys are worked out from. */
function keysIn({ from, on }: Exception): string {
  return JSON.stringify([from.name, ...Object.values(on)])
}

/** The keys of an exception's rows, each once, as texts: by them a build leaves rows out, and the next sees which have come or gone. */
export function keysTable({ activity, exception, place }: KeptException, what = 'except'): StoredTable {
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
export async function keepException(kept: KeptException, { session, writing }: Keeping): Promise<void> {
  const table = keysTable(kept)
  await session.create(table)
  await session.insert(table, exceptedKeys(kept, writing))
}

/**
 * Keeps the keys of an exception's rows anew.
 *
 * @returns the table of those that have come or gone; undefined where none were kept
 */
export async function renewException(
  kept: KeptException,
  { session, writing }: Keeping,
): Promise<StoredTable | undefined> {
  const table = keysTable(kept)
  if (!(await session.has(table))) return undefined
  const [now, changed] = [keysTable(kept, 'excepted'), keysTable(kept, 'changed')]
  await session.create(now)
  await session.insert(now, exceptedKeys(kept, writing))
  await session.create(changed)
  const keys = join(table.columns.map((column) => name(column.name)))
  await session.insert(
    changed,
    sql`SELECT ${keys} FROM (
  SELECT ${keys}, 1 AS side FROM ${stored(table)} UNION ALL SELECT ${keys}, -1 AS side FROM ${stored(now)}
) AS both_sides GROUP BY ${keys} HAVING sum(side) <> 0`,
  )
  await session.create(table)
  await session.insert(table, sql`SELECT ${keys} FROM ${stored(now)}`)
  await session.drop(now)
  return changed
}

/** The days of a part's rows that agree with keys of its exception that have come or gone. */
export function daysOfKeys(
  { activity, part, exception }: { activity: Activity; part: Part; exception: Exception },
  { day, changed, writing }: { day: Sql; changed: StoredTable; writing: Writing },
): Sql {
  const what = `an exception of the activity "${activity.name}"`
  const agree = Object.keys(exception.on).map(
    (ours, at) =>
      sql`changed.${name(`except_key_${at}`)} = ${call('toText', expressionOver(part.from, ours, { ...writing, what }))}`,
  )
  return sql`SELECT DISTINCT ${day} AS day FROM ${writing.rowsOf(part.from)} AS source JOIN ${stored(changed)} AS changed ON ${join(agree, ' AND ')}`
}

function exceptedKeys({ exception, activity }: KeptException, writing: Writing): Sql {
  const of = { ...writing, what: `an exception of the activity "${activity.name}"` }
  const keys = Object.values(exception.on).map((theirs) => expressionOver(exception.from, theirs, of))
  return sql`SELECT DISTINCT ${join(keys.map((key) => call('toText', key)))}
FROM ${writing.rowsOf(exception.from)} AS source
WHERE ${join(
    keys.map((key) => sql`${key} IS NOT NULL`),
    ' AND ',
  )}`
}
