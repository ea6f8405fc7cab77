import { RoaringBitmap32 } from 'roaring-wasm'
import { firstDaysTable } from '../activities/activity-tables.js'
import { onDays } from '../activities/on-days.js'
import type { Day } from '../calendar/day.js'
import { call, join, literal, sql, stored } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { numberedCells } from './rollup-cells.js'
import { setsTable, type RolledUp } from './rollup-tables.js'
import { membersOfBytes } from './set-bytes.js'

const membersAtOnce = 5000

/**
 * The days on which the members are first active in any cell of whom that changed on some days: in a cell of fewer
 * dimensions the first day may then be another, too, on a day of which no row changed.
 */
export async function movedFirstDays(
  session: ReadSession,
  rolledUp: RolledUp,
  days: readonly Day[],
): Promise<readonly Day[]> {
  const moved = await movedMembers(session, rolledUp, days)
  const found = new Set<Day>()
  for (let at = 0; at < moved.length; at += membersAtOnce) {
    const some = [...moved.subarray(at, at + membersAtOnce)].map((member) => literal(member, 'integer'))
    const rows = await session.query(
      sql`SELECT DISTINCT day FROM ${stored(firstDaysTable(rolledUp.of, rolledUp.identity))} WHERE member IN (${join(some)})`,
    )
    for (const row of rows) found.add(String(row['day']))
  }
  return [...found]
}

/** Who was first active in a cell on one of the days and is no longer, or the other way round. */
async function movedMembers(
  session: ReadSession,
  rolledUp: RolledUp,
  days: readonly Day[],
): Promise<Uint32Array> {
  const { of, identity } = rolledUp
  const keyOf = new Map((await numberedCells(session, of)).map(({ cell, keys }) => [cell, keys[0] ?? '']))
  const finest = new Set(keyOf.values())
  const changed = new Map<string, RoaringBitmap32>()
  const take = (day: string, cell: string, members: Uint32Array) => {
    const key = `${day} ${cell}`
    const set = changed.get(key) ?? new RoaringBitmap32()
    const own = new RoaringBitmap32(members)
    set.xorInPlace(own)
    own.dispose()
    changed.set(key, set)
  }
  const starts = join(days.map((day) => literal(day, 'date')))
  const before = await session.sets(
    sql`SELECT starts, cell, members FROM ${stored(setsTable(rolledUp))} WHERE kind = 'first' AND grain = 'day' AND starts IN (${starts})`,
  )
  for (const { row, bytes } of before) {
    const cell = String(row['cell'])
    if (finest.has(cell)) take(String(row['starts']), cell, membersOfBytes(bytes))
  }
  const now = sql`SELECT day, cell, ${call('memberList', sql`member`)} AS members
FROM ${stored(firstDaysTable(of, identity))} WHERE ${onDays(days)} GROUP BY day, cell`
  for await (const lists of session.memberLists(now)) {
    for (const { row, members } of lists)
      take(String(row['day']), keyOf.get(Number(row['cell'])) ?? '', members)
  }
  const all = [...changed.values()]
  const moved = all.length === 0 ? new RoaringBitmap32() : RoaringBitmap32.orMany(all)
  const members = moved.toUint32Array()
  for (const set of [...all, moved]) set.dispose()
  return members
}
