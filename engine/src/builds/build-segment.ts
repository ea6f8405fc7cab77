import type { Writing } from '../activities/row-set.js'
import { historyMembers, historyRows, newSegments, noSegment } from '../segments/history-rows.js'
import {
  dictionaryOf,
  historyTable,
  keptSegmentName,
  segmentsTable,
  type KeptSegment,
} from '../segments/segment-tables.js'
import { sql, stored } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { WriteSession } from '../warehouses/warehouse.js'

interface BuildingSegments {
  readonly session: WriteSession
  readonly writing: Writing
}

/** The members whose history is another than at the last build. */
export function changedMembersTable(kept: KeptSegment): StoredTable {
  return {
    name: `changed_history_${keptSegmentName(kept)}`,
    columns: [{ name: 'member', type: 'member', nullable: false }],
    order: [],
  }
}

/** Numbers the members and the segments that a history has, and makes its versions spans that do not overlap. */
export async function buildSegment(kept: KeptSegment, { session, writing }: BuildingSegments): Promise<void> {
  await session.create(segmentsTable(kept))
  await session.insert(segmentsTable(kept), noSegment(kept))
  await session.insert(segmentsTable(kept), newSegments(kept, writing))
  await session.create(historyTable(kept))
  await session.insert(dictionaryOf(kept), historyMembers(kept, writing))
  await session.insert(historyTable(kept), historyRows(kept, writing))
}

/**
 * Makes a history's spans anew; the segments that were numbered keep their numbers. The members whose spans
 * changed stand in {@link changedMembersTable}.
 *
 * @returns how many members changed
 */
export async function renewSegment(
  kept: KeptSegment,
  { session, writing }: BuildingSegments,
): Promise<number> {
  const now = historyTable(kept)
  const before = { ...now, name: `earlier_${now.name}` }
  await session.create(before)
  await session.insert(before, sql`SELECT * FROM ${stored(now)}`)
  await session.insert(segmentsTable(kept), newSegments(kept, writing))
  await session.create(now)
  await session.insert(dictionaryOf(kept), historyMembers(kept, writing))
  await session.insert(now, historyRows(kept, writing))
  const changed = changedMembersTable(kept)
  await session.create(changed)
  await session.insert(
    changed,
    sql`SELECT DISTINCT member FROM (
  SELECT member, until, segment FROM (
    SELECT member, until, segment, 1 AS side FROM ${stored(before)}
    UNION ALL SELECT member, until, segment, -1 AS side FROM ${stored(now)}
  ) AS both_sides GROUP BY member, until, segment HAVING sum(side) <> 0
) AS spans`,
  )
  await session.drop(before)
  const [row] = await session.query(sql`SELECT count(*) AS members FROM ${stored(changed)}`)
  return Number(row?.['members'])
}
