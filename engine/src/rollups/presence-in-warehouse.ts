import { hasFlag } from '../activities/activity.js'
import { dayNumber, dayOfNumber } from '../calendar/day.js'
import { lookingBack } from '../measures/leaf.js'
import {
  byMember,
  givenRows,
  join,
  raw,
  setCall,
  sql,
  stored,
  type BoundValue,
  type Sql,
} from '../sql/sql.js'
import type { CellGroup } from './asked-cells.js'
import type { CalendarNode, CalendarNodes } from './calendar-nodes.js'
import type { MemberCounts } from './count-members.js'
import type { CountedWindow, FigureRow } from './figure-rows.js'
import { figureOf, needsFirst, type PresenceAsked } from './presence-figures.js'
import { setsTable, type RolledUp } from './rollup-tables.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { daysOf } from './days-of.js'

/** What a statement over the warehouse's own sets is written from. */
export interface InWarehouse extends RolledUp {
  readonly groups: readonly CellGroup[]
  /** The first and the last day that any set is of. */
  readonly since: number
  readonly until: number
  readonly nodes: CalendarNodes
}

const cellColumns = [
  { name: 'cell', type: 'text', nullable: false },
  { name: 'grp', type: 'integer', nullable: false },
] as const
const tileColumns = [
  { name: 'n', type: 'integer', nullable: false },
  { name: 'side', type: 'integer', nullable: false },
  { name: 'grain', type: 'text', nullable: false },
  { name: 'starts', type: 'date', nullable: false },
] as const

/** The sides that tiles are of. */
const [inRange, inBefore, earlierOn] = [0, 1, 2]

/** The statement that counts members by what they are, over sets that the warehouse merges; undefined where there are none. */
export function presenceStatement(asked: PresenceAsked, within: InWarehouse): Sql | undefined {
  const { figures, windows } = asked
  const looksBack = figures.some((figure) => lookingBack.has(figure))
  const isSplit =
    within.groups.some(({ cells }) => cells.length > 1) && figures.some((figure) => needsFirst.has(figure))
  const tiles = windows.flatMap((window, n) => [
    ...tilesOf(cover(window.range, within), n, inRange),
    ...(looksBack ? tilesOf(cover(window.before, within), n, inBefore) : []),
    ...(isSplit
      ? tilesOf(within.nodes.cover(within.since, dayNumber(window.range.from) - 1), n, earlierOn)
      : []),
  ])
  if (tiles.length === 0 || within.groups.length === 0) return undefined
  const side = (kind: string, of: number) =>
    setCall('setUnionIf', sql`s.members`, sql`s.kind = '${raw(kind)}' AND t.side = ${raw(String(of))}`)
  const first = setCall('setAndNot', sql`first_in_range`, sql`first_earlier`)
  const fresh = hasFlag(within.of) ? setCall('setOr', first, sql`flagged`) : first
  const size = (set: Sql) => setCall('setSize', set)
  const both = (one: Sql, other: Sql) => setCall('setAnd', one, other)
  const [active, before] = [sql`active_in_range`, sql`active_before`]
  const query = sql`WITH ${askedTiles(within.groups, tiles)}
SELECT n, grp, ${size(active)} AS active, ${size(before)} AS before, ${size(both(active, before))} AS retained,
  ${size(both(active, fresh))} AS fresh, ${size(both(both(active, before), fresh))} AS fresh_retained
FROM (
  SELECT t.n AS n, c.grp AS grp, ${side('active', inRange)} AS active_in_range, ${side('active', inBefore)} AS active_before,
    ${side('first', inRange)} AS first_in_range, ${side('first', earlierOn)} AS first_earlier, ${side('flagged', inRange)} AS flagged
  FROM ${stored(setsTable(within))} AS s
  JOIN tiles AS t ON t.grain = s.grain AND t.starts = s.starts
  JOIN asked_cells AS c ON c.cell = s.cell
  WHERE s.kind <> 'segment'
  GROUP BY t.n, c.grp
) AS merged`
  return byMember({
    query,
    of: ['n', 'grp'],
    figures: ['active', 'before', 'retained', 'fresh', 'fresh_retained'],
  })
}

/** The statement that counts on how many days members were active; undefined where there are no days. */
export function activeDaysStatement(windows: readonly CountedWindow[], within: InWarehouse): Sql | undefined {
  const tiles = windows.flatMap((window, n) =>
    tilesOf(
      cover(window.range, within).flatMap(({ first, last }) => daysOf(first, last)),
      n,
      inRange,
    ),
  )
  if (tiles.length === 0 || within.groups.length === 0) return undefined
  const query = sql`WITH ${askedTiles(within.groups, tiles)}
SELECT n, grp, sum(members) AS days FROM (
  SELECT t.n AS n, c.grp AS grp, s.starts AS day, ${setCall('setSize', setCall('setUnion', sql`s.members`))} AS members
  FROM ${stored(setsTable(within))} AS s
  JOIN tiles AS t ON t.grain = s.grain AND t.starts = s.starts
  JOIN asked_cells AS c ON c.cell = s.cell
  WHERE s.kind = 'active'
  GROUP BY t.n, c.grp, s.starts
) AS each_day
GROUP BY n, grp`
  return byMember({ query, of: ['n', 'grp'], figures: ['days'] })
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
    const counts: MemberCounts = {
      active: Number(row['active']),
      before: Number(row['before']),
      retained: Number(row['retained']),
      fresh: Number(row['fresh']),
      freshRetained: Number(row['fresh_retained']),
    }
    if (counts.active === 0 && counts.before === 0) return []
    const figures = asked.figures.map((figure) => String(figureOf[figure](counts)))
    return [{ n: Number(row['n']), values: within.groups[Number(row['grp'])]?.values ?? {}, figures }]
  })
}

/** Counts on how many days members were active, where their sets lie. */
export async function activeDaysInWarehouse(
  session: ReadSession,
  windows: readonly CountedWindow[],
  within: InWarehouse,
): Promise<readonly FigureRow[]> {
  const statement = activeDaysStatement(windows, within)
  const rows = statement === undefined ? [] : await session.query(statement)
  return rows.map((row) => ({
    n: Number(row['n']),
    values: within.groups[Number(row['grp'])]?.values ?? {},
    figures: [String(row['days'])],
  }))
}

function cover(
  { from, to }: CountedWindow['range'],
  { since, until, nodes }: InWarehouse,
): readonly CalendarNode[] {
  return nodes.cover(Math.max(since, dayNumber(from)), Math.min(until, dayNumber(to)))
}

function tilesOf(
  nodes: readonly CalendarNode[],
  n: number,
  side: number,
): readonly (readonly BoundValue[])[] {
  return nodes.map(({ grain, first }) => [n, side, grain, dayOfNumber(first)])
}

function askedTiles(groups: readonly CellGroup[], tiles: readonly (readonly BoundValue[])[]): Sql {
  const cells = groups.flatMap((group, grp) => group.cells.map(({ key }) => [key, grp]))
  return join([
    sql`asked_cells AS (
  ${givenRows(cellColumns, cells)}
)`,
    sql`tiles AS (
  ${givenRows(tileColumns, tiles)}
)`,
  ])
}
