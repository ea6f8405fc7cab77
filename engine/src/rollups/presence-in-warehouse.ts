import { hasFlag } from '../activities/activity.js'
import { dayNumber } from '../calendar/day.js'
import { lookingBack } from '../measures/leaf.js'
import { byMember, raw, setCall, sql, type Sql } from '../sql/sql.js'
import type { ReadSession, Row } from '../warehouses/warehouse.js'
import type { MemberCounts } from './count-members.js'
import type { CountedWindow, FigureRow } from './figure-rows.js'
import { figureOf, needsFirst, type PresenceAsked } from './presence-figures.js'
import type { RolledUp } from './rollup-tables.js'
import {
  askedTiles,
  coverWithin,
  earlierOn,
  fromAskedSets,
  inBefore,
  inRange,
  tilesOf,
  type InWarehouse,
  type Tile,
} from './tiles-in-warehouse.js'

/** The statement that counts members by what they are, over sets that the warehouse merges; undefined where there are none. */
export function presenceStatement(asked: PresenceAsked, within: InWarehouse): Sql | undefined {
  const tiles = tilesOfSides(asked, within, coverWithin)
  if (tiles.length === 0 || within.groups.length === 0) return undefined
  const [active, before, fresh] = [sql`active_in_range`, sql`active_before`, freshMembers(within)]
  const query = sql`WITH ${askedTiles(within.groups, tiles)}
SELECT n, grp, ${sizeOf(active)} AS active, ${sizeOf(before)} AS before, ${sizeOf(both(active, before))} AS retained,
  ${sizeOf(both(active, fresh))} AS fresh, ${sizeOf(both(both(active, before), fresh))} AS fresh_retained
FROM (${mergedSides(within)}) AS merged`
  return byMember({
    query,
    of: ['n', 'grp'],
    figures: ['active', 'before', 'retained', 'fresh', 'fresh_retained'],
  })
}

/** Counts members by what they are in each window, where their sets lie. */
export async function presenceInWarehouse(
  session: ReadSession,
  asked: PresenceAsked,
  within: InWarehouse,
): Promise<readonly FigureRow[]> {
  const statement = presenceStatement(asked, within)
  if (statement === undefined) return []
  const rows = await session.query(statement)
  return rows.flatMap((row): readonly FigureRow[] => {
    const counts = countsOf(row)
    if (counts.active === 0 && counts.before === 0) return []
    const figures = asked.figures.map((figure) => String(figureOf[figure](counts)))
    return [{ n: Number(row['n']), values: within.groups[Number(row['grp'])]?.values ?? {}, figures }]
  })
}

/** What a row of counted members says. */
export function countsOf(row: Row): MemberCounts {
  return {
    active: Number(row['active']),
    before: Number(row['before']),
    retained: Number(row['retained']),
    fresh: Number(row['fresh']),
    freshRetained: Number(row['fresh_retained']),
  }
}

/** The tiles of all sides that the figures need, of which those of the range and of the range before are given. */
export function tilesOfSides(
  { figures, windows }: Pick<PresenceAsked, 'figures' | 'windows'>,
  within: InWarehouse,
  nodesOf: (range: CountedWindow['range'], within: InWarehouse) => ReturnType<typeof coverWithin>,
): readonly Tile[] {
  const looksBack = figures.some((figure) => lookingBack.has(figure))
  const isSplit =
    within.groups.some(({ cells }) => cells.length > 1) && figures.some((figure) => needsFirst.has(figure))
  return windows.flatMap((window, n) => [
    ...tilesOf(nodesOf(window.range, within), n, inRange),
    ...(looksBack ? tilesOf(nodesOf(window.before, within), n, inBefore) : []),
    ...(isSplit
      ? tilesOf(within.nodes.cover(within.since, dayNumber(window.range.from) - 1), n, earlierOn)
      : []),
  ])
}

/** For each window and group the members of each side, in any segment. */
export function mergedSides(rolledUp: RolledUp): Sql {
  const side = (kind: string, of: number) =>
    setCall('setUnionIf', sql`s.members`, sql`s.kind = '${raw(kind)}' AND t.side = ${raw(String(of))}`)
  return sql`
  SELECT t.n AS n, c.grp AS grp, ${side('active', inRange)} AS active_in_range, ${side('active', inBefore)} AS active_before,
    ${side('first', inRange)} AS first_in_range, ${side('first', earlierOn)} AS first_earlier, ${side('flagged', inRange)} AS flagged
  ${fromAskedSets(rolledUp)}
  WHERE s.kind <> 'segment'
  GROUP BY t.n, c.grp
`
}

/** Of the sides' sets, who is new in the range. */
export function freshMembers({ of }: RolledUp): Sql {
  const first = setCall('setAndNot', sql`first_in_range`, sql`first_earlier`)
  return hasFlag(of) ? setCall('setOr', first, sql`flagged`) : first
}

export function sizeOf(set: Sql): Sql {
  return setCall('setSize', set)
}

export function both(one: Sql, other: Sql): Sql {
  return setCall('setAnd', one, other)
}
