import { byMember, nothing, setCall, sql, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import type { ActiveDaysAsked } from './active-days-from-sets.js'
import type { FigureRow } from './figure-rows.js'
import { heldSegments } from './held-segments.js'
import { SegmentGroups } from './segment-groups.js'
import {
  askedTiles,
  daysWithin,
  fromAskedSets,
  inRange,
  tilesOf,
  type InWarehouse,
} from './tiles-in-warehouse.js'

/** Counts on how many days members were active, where their sets lie: each in the segment held on that day. */
export async function activeDaysInWarehouse(
  session: ReadSession,
  { windows, segmented }: Pick<ActiveDaysAsked, 'windows' | 'segmented'>,
  within: InWarehouse,
): Promise<readonly FigureRow[]> {
  const tiles = windows.flatMap((window, n) => tilesOf(daysWithin(window.range, within), n, inRange))
  const bySegment = segmented && new SegmentGroups(segmented)
  const held = bySegment && heldSegments(within.groups, bySegment)
  if (tiles.length === 0 || within.groups.length === 0 || (bySegment && held === undefined)) return []
  const rows = await session.query(statementOf({ relations: askedTiles(within.groups, tiles), held }, within))
  return rows.map((row) => ({
    n: Number(row['n']),
    values: { ...within.groups[Number(row['grp'])]?.values, ...bySegment?.values[Number(row['held'])] },
    figures: [String(row['days'])],
  }))
}

function statementOf(
  { relations, held }: { readonly relations: Sql; readonly held: Sql | undefined },
  within: InWarehouse,
): Sql {
  const given = held === undefined ? relations : sql`${relations}, ${held}`
  const joined = held === undefined ? nothing : sql`\n  JOIN held AS h ON h.segments = s.segments`
  const group = held === undefined ? sql`0` : sql`h.held`
  const kind = held === undefined ? sql`'active'` : sql`'segment' AND h.held >= 0`
  const query = sql`WITH ${given}
SELECT n, grp, held, sum(members) AS days FROM (
  SELECT t.n AS n, c.grp AS grp, ${group} AS held, s.starts AS day, ${setCall('setSize', setCall('setUnion', sql`s.members`))} AS members
  ${fromAskedSets(within)}${joined}
  WHERE s.kind = ${kind}
  GROUP BY t.n, c.grp, held, s.starts
) AS each_day
GROUP BY n, grp, held`
  return byMember({ query, of: ['n', 'grp', 'held'], figures: ['days'] })
}
