import { firstDaysTable } from '../activities/activity-tables.js'
import { onDays } from '../activities/on-days.js'
import { dayNumber, type Day } from '../calendar/day.js'
import { call, join, literal, sql, stored, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { numberedParts, rolledFirstDays } from './rolled-first-days.js'
import { keysOfFewer, numberedCells, type NumberedCell } from './rollup-cells.js'
import { setsTable, type RolledUp } from './rollup-tables.js'
import { membersOfBytes } from './set-bytes.js'

const membersAtOnce = 5000

/**
 * The days on which the members are first active in any cell of whom that changed in a cell of fewer dimensions, where
 * the engine merges sets: of the days that changed, the stored sets tell whose first days moved there.
 */
export async function movedFirstDaysHere(
  session: ReadSession,
  rolledUp: RolledUp,
  days: readonly Day[],
): Promise<readonly Day[]> {
  const cells = await numberedCells(session, rolledUp.of)
  const moved = await movedMembers(session, rolledUp, { cells, days })
  const found = new Set<Day>()
  for (let at = 0; at < moved.length; at += membersAtOnce) {
    const some = await movedFurther(session, rolledUp, {
      cells,
      members: moved.subarray(at, at + membersAtOnce),
    })
    if (some.length === 0) continue
    const rows = await session.query(
      sql`SELECT DISTINCT day FROM ${stored(firstDaysTable(rolledUp.of, rolledUp.identity))} WHERE ${oneOf(some)}`,
    )
    for (const row of rows) found.add(String(row['day']))
  }
  return [...found]
}

function oneOf(members: Iterable<number>): Sql {
  return sql`member IN (${join([...members].map((member) => literal(member, 'integer')))})`
}

/** Of members whose first day changed in a cell, those of whom it did in a cell of fewer dimensions as well. */
async function movedFurther(
  session: ReadSession,
  rolledUp: RolledUp,
  { cells, members }: { readonly cells: readonly NumberedCell[]; readonly members: Uint32Array },
): Promise<readonly number[]> {
  const keys = keysOfFewer(cells)
  if (keys.length === 0 || members.length === 0) return []
  const numbers = new Map(keys.map((key, number) => [key, number]))
  const now = await session.query(sql`WITH ${numberedParts(cells, keys)}
${rolledFirstDays(rolledUp, sql` WHERE f.${oneOf(members)}`)}`)
  const starts = join([...new Set(now.map((row) => String(row['day'])))].map((day) => literal(day, 'date')))
  if (now.length === 0) return []
  const before = new Map<string, ReadonlySet<number>>()
  const rows = await session.sets(
    sql`SELECT starts, cell, members FROM ${stored(setsTable(rolledUp))} WHERE kind = 'first' AND grain = 'day' AND starts IN (${starts})`,
  )
  for (const { row, bytes } of rows) {
    const cell = String(row['cell'])
    if (numbers.has(cell)) before.set(`${String(row['starts'])} ${cell}`, new Set(membersOfBytes(bytes)))
  }
  const further = now.filter((row) => {
    const set = before.get(`${String(row['day'])} ${keys[Number(row['rolled'])] ?? ''}`)
    return set?.has(Number(row['member'])) !== true
  })
  return [...new Set(further.map((row) => Number(row['member'])))]
}

/** Who was first active in a cell on one of the days and is no longer, or the other way round. */
async function movedMembers(
  session: ReadSession,
  rolledUp: RolledUp,
  { cells, days }: { readonly cells: readonly NumberedCell[]; readonly days: readonly Day[] },
): Promise<Uint32Array> {
  const { of, identity } = rolledUp
  const numberOf = new Map(cells.map(({ keys }, number) => [keys[0] ?? '', number]))
  const changed = new Map<string, Set<number>>()
  const toggle = (day: number, cell: number, members: Iterable<number>) => {
    const key = `${day} ${cell}`
    const set = changed.get(key) ?? new Set()
    changed.set(key, set)
    for (const member of members) if (!set.delete(member)) set.add(member)
  }
  const starts = join(days.map((day) => literal(day, 'date')))
  const before = await session.sets(
    sql`SELECT starts, cell, members FROM ${stored(setsTable(rolledUp))} WHERE kind = 'first' AND grain = 'day' AND starts IN (${starts})`,
  )
  for (const { row, bytes } of before) {
    const number = numberOf.get(String(row['cell']))
    if (number !== undefined) toggle(dayNumber(String(row['starts'])), number, membersOfBytes(bytes))
  }
  const since = days.map(dayNumber).reduce((first, day) => Math.min(first, day), Number.POSITIVE_INFINITY)
  const now = sql`SELECT ${call('dayNumber', sql`day`)} - (${literal(since, 'integer')}), cell, member
FROM ${stored(firstDaysTable(of, identity))} WHERE ${onDays(days)}`
  const places = new Map(cells.map(({ cell, keys }) => [cell, numberOf.get(keys[0] ?? '') ?? 0]))
  for await (const [ofDays, ofCells, members] of session.numbers(now)) {
    members?.forEach((member, row) => {
      toggle(since + (ofDays?.[row] ?? 0), places.get(ofCells?.[row] ?? 0) ?? 0, [member])
    })
  }
  const moved = new Set<number>()
  for (const set of changed.values()) for (const member of set) moved.add(member)
  return Uint32Array.from(moved)
}
