import type { Figure } from '../measures/leaf.js'
import { byMember, call, raw, setCall, sql, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import type { FigureRow } from './figure-rows.js'
import { heldSegments } from './held-segments.js'
import { both, countsOf, freshMembers, mergedSides, sizeOf, tilesOfSides } from './presence-in-warehouse.js'
import { figureOf } from './presence-figures.js'
import type { RolledUp } from './rollup-tables.js'
import { SegmentGroups, type SegmentsAsked } from './segment-groups.js'
import {
  askedTiles,
  coverWithin,
  daysWithin,
  earlierOn,
  fromAskedSets,
  inBefore,
  inRange,
  type InWarehouse,
} from './tiles-in-warehouse.js'

/** Counts members by their segments in each window, where their sets lie. */
export async function segmentedInWarehouse(
  session: ReadSession,
  asked: SegmentsAsked & { readonly figures: readonly Figure[] },
  within: InWarehouse,
): Promise<readonly FigureRow[]> {
  const bySegment = new SegmentGroups(asked)
  const held = heldSegments(within.groups, bySegment)
  const tiles = tilesOfSides(asked, within, nodesOfSide(asked, within))
  if (held === undefined || tiles.length === 0) return []
  const relations = sql`${askedTiles(within.groups, tiles)}, ${held}`
  const rows = await session.query(statementOf(relations, asked, within))
  return rows.flatMap((row): readonly FigureRow[] => {
    const counts = countsOf(row)
    if (counts.active === 0 && counts.before === 0) return []
    const values = {
      ...within.groups[Number(row['grp'])]?.values,
      ...bySegment.values[Number(row['held'])],
    }
    const of = { ...figureOf, ...ofTheRangeBefore(Number(row['stayed'])) }
    return [
      { n: Number(row['n']), values, figures: asked.figures.map((figure) => String(of[figure](counts))) },
    ]
  })
}

/**
 * A longer node says in which segment its members were last; so each day is looked at where every segment counts, and
 * where cells are several, of which each has a last day of its own.
 */
function nodesOfSide({ asOf }: SegmentsAsked, { groups }: InWarehouse): typeof coverWithin {
  return asOf === 'last-activity' && groups.every(({ cells }) => cells.length === 1)
    ? coverWithin
    : daysWithin
}

/** Members of the range before who are in the range in another segment have stayed, too. */
function ofTheRangeBefore(stayed: number): Pick<typeof figureOf, 'stayed' | 'churned'> {
  return { stayed: () => stayed, churned: ({ before }) => before - stayed }
}

const counted = ['active', 'before', 'retained', 'stayed', 'fresh', 'fresh_retained'] as const

function statementOf(relations: Sql, { asOf }: SegmentsAsked, within: InWarehouse): Sql {
  const [own, ownBefore, fresh] = [sql`own`, sql`own_before`, freshMembers(within)]
  const retained = both(own, sql`active_before`)
  const side = (of: number) => setCall('setUnionIf', sql`members`, sql`side = ${raw(String(of))}`)
  const query = sql`WITH ${relations}
SELECT o.n AS n, o.grp AS grp, o.held AS held, ${sizeOf(own)} AS active, ${sizeOf(ownBefore)} AS before, ${sizeOf(retained)} AS retained,
  ${sizeOf(both(ownBefore, sql`active_in_range`))} AS stayed,
  ${sizeOf(both(own, fresh))} AS fresh, ${sizeOf(both(retained, fresh))} AS fresh_retained
FROM (
  SELECT n, grp, held, ${side(inRange)} AS own, ${side(inBefore)} AS own_before
  FROM (${asOf === 'last-activity' ? lastHeld(within) : heldInTiles(within)}) AS sides WHERE held >= 0 GROUP BY n, grp, held
) AS o JOIN (${mergedSides(within)}) AS w ON w.n = o.n AND w.grp = o.grp`
  return byMember({ query, of: ['n', 'grp', 'held'], figures: counted })
}

/** Who was last in a group of segments in each tile. */
function heldInTiles(rolledUp: RolledUp): Sql {
  return sql`
    SELECT t.n AS n, c.grp AS grp, t.side AS side, s.starts AS starts, h.held AS held, ${setCall('setUnion', sql`s.members`)} AS members
    ${fromAskedSets(rolledUp)}
    JOIN held AS h ON h.segments = s.segments
    WHERE s.kind = 'segment' AND t.side <> ${raw(String(earlierOn))}
    GROUP BY t.n, c.grp, t.side, s.starts, h.held
  `
}

/** The same without who was there in a later tile of the side, in whichever group. */
function lastHeld(rolledUp: RolledUp): Sql {
  return sql`
  SELECT n, grp, side, held, ${setCall('setAndNot', sql`members`, sql`later`)} AS members
  FROM (
    SELECT n, grp, side, held, members, ${setCall('setUnion', sql`members`)} OVER (
      PARTITION BY n, grp, side ORDER BY ${call('dayNumber', sql`starts`)} DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS later
    FROM (${heldInTiles(rolledUp)}) AS in_tiles
  ) AS walked
`
}
