import { flagColumn, memberDaysTable, segmentColumn } from '../activities/activity-tables.js'
import { hasFlag } from '../activities/activity.js'
import { onDays } from '../activities/on-days.js'
import { dayOfNumber, type Day } from '../calendar/day.js'
import { call, givenRows, join, literal, name, nothing, setCall, sql, stored, type Sql } from '../sql/sql.js'
import { affectedNodes } from './affected-nodes.js'
import type { CalendarNode, CalendarNodes } from './calendar-nodes.js'
import type { Renewal, Renewing } from './renew-rollups.js'
import { numberedParts, rolledCells, rolledFirstDays } from './rolled-first-days.js'
import { numberedCells, type NumberedCell } from './rollup-cells.js'
import { setsTable, type SetKind } from './rollup-tables.js'

/**
 * Renews sets where the warehouse has a type for them; nothing travels. Those of days are made of member-days and first
 * days, a year at a time, and those of longer nodes of the sets of their parts.
 */
export async function renewInWarehouse(renewing: Renewing, { days, nodes, isAll }: Renewal): Promise<void> {
  const { session } = renewing
  const cells = await numberedCells(session, renewing.of)
  if (cells.length === 0) return
  const table = setsTable(renewing)
  const ofGrains = affectedNodes(days, nodes).flatMap(({ byGrain }) =>
    byGrain.filter(({ length }) => length > 0),
  )
  // In one go: each removal writes all of the table again.
  if (!isAll)
    await session.remove(
      table,
      join(
        ofGrains.map((some) => areOf(some)),
        ' OR ',
      ),
    )
  await session.insert(table, firstDaySets(renewing, cells, isAll ? nothing : sql` WHERE ${onDays(days)}`))
  for (const some of ofGrains)
    for (const rows of setRows({ ...renewing, cells, some, nodes })) await session.insert(table, rows)
}

/** Whether a set is of one of some nodes of one grain; `from` is written before its columns, such as `s.`. */
function areOf(nodes: readonly CalendarNode[], from = nothing): Sql {
  const starts = daysOf(nodes).map((day) => literal(day, 'date'))
  return sql`(${from}grain = ${grainOf(nodes)} AND ${from}starts IN (${join(starts)}))`
}

function grainOf([node]: readonly CalendarNode[]): Sql {
  return literal(node?.grain ?? 'day', 'text')
}

function daysOf(nodes: readonly CalendarNode[]): readonly Day[] {
  return nodes.map(({ first }) => dayOfNumber(first))
}

/** The sets of those who are first active on a day. */
function firstDaySets(renewing: Renewing, cells: readonly NumberedCell[], where: Sql): Sql {
  const keys = [...new Set(cells.flatMap((cell) => cell.keys))]
  return sql`WITH ${numberedParts(cells, keys)}, ${rolledCells(keys)}
SELECT 'first', c.cell, '', 'day', f.day, ${setCall('setSize', sql`f.members`)}, 0, f.members
FROM (
  SELECT rolled, day, ${setCall('setOf', sql`member`)} AS members
  FROM (${rolledFirstDays(renewing)}) AS first_days${where} GROUP BY rolled, day
) AS f JOIN rolled_cells AS c ON c.rolled = f.rolled`
}

/** What some nodes of one grain are renewed from. */
interface NodesOfCells extends Renewing {
  readonly cells: readonly NumberedCell[]
  readonly some: readonly CalendarNode[]
  readonly nodes: CalendarNodes
}

/** The rows of the nodes' sets, who is active after who is new. */
function setRows(given: NodesOfCells): readonly Sql[] {
  const { of, identity, some } = given
  const flagged: readonly SetKind[] = hasFlag(of) ? ['flagged'] : []
  const segment: readonly SetKind[] = (of.segments[identity] ?? []).length > 0 ? ['segment'] : []
  if (some[0]?.grain !== 'day')
    return [
      mergedRows(given, setsOfParts(given, ['first', ...flagged])),
      activeRows(given),
      ...segment.map(() => mergedRows(given, lastSetsOfParts(given))),
    ]
  const merged = [...flagged, ...segment]
  return [...(merged.length === 0 ? [] : [mergedRows(given, setsOfRows(given, merged))]), activeRows(given)]
}

/** Sets that those of the nodes are the unions of, and what they are read with. */
interface SetsToMerge {
  readonly relations: Sql
  readonly sets: Sql
}

function mergedRows(given: NodesOfCells, { relations, sets }: SetsToMerge): Sql {
  return sql`WITH ${relations}
SELECT kind, cell, segments, ${grainOf(given.some)}, starts, ${setCall('setSize', sql`members`)}, 0, members
FROM (
  SELECT kind, cell, segments, starts, ${setCall('setUnion', sql`members`)} AS members FROM (
${sets}
  ) AS sets GROUP BY kind, cell, segments, starts
) AS merged WHERE ${setCall('setSize', sql`members`)} > 0`
}

function activeRows(given: NodesOfCells): Sql {
  const read = given.some[0]?.grain === 'day' ? setsOfRows : setsOfParts
  const { relations, sets } = read(given, ['active'])
  const [own, fresh] = [sql`own`, sql`fresh`]
  return sql`WITH ${relations}
SELECT 'active', cell, '', ${grainOf(given.some)}, starts, ${setCall('setSize', own)}, ${setCall('setSize', setCall('setAnd', own, fresh))}, own
FROM (
  SELECT cell, starts, ${setCall('setUnionIf', sql`members`, sql`kind = 'active'`)} AS own, ${setCall('setUnionIf', sql`members`, sql`kind <> 'active'`)} AS fresh FROM (
${sets}
    UNION ALL
    SELECT kind, cell, segments, starts, members FROM ${stored(setsTable(given))} WHERE kind IN ('first', 'flagged') AND ${areOf(given.some)}
  ) AS sets GROUP BY cell, starts
) AS merged WHERE ${setCall('setSize', own)} > 0`
}

/** Those of days: for each numbered cell one, in all cells of the rollups that it is part of. */
function setsOfRows({ of, identity, cells, some }: NodesOfCells, kinds: readonly SetKind[]): SetsToMerge {
  const segmentsOf = (kind: SetKind) =>
    kind === 'segment'
      ? (of.segments[identity] ?? []).map((segment) => name(segmentColumn(segment.name)))
      : []
  const sets = kinds.map((kind) => {
    const columns = segmentsOf(kind)
    const also = join(
      columns.map((column) => sql`, ${column}`),
      '',
    )
    const segments = columns.map((column) => call('toText', sql`m.${column}`))
    const isFlagged = kind === 'flagged' ? sql` AND ${name(flagColumn.name)} = 1` : nothing
    return sql`    SELECT ${literal(kind, 'text')} AS kind, p.rolled AS cell, ${segments.length === 0 ? sql`''` : join(segments, " || ',' || ")} AS segments,
      m.day AS starts, m.members AS members
    FROM (
      SELECT cell, day${also}, ${setCall('setOf', sql`member`)} AS members FROM ${stored(memberDaysTable(of, identity))}
      WHERE ${onDays(daysOf(some))}${isFlagged} GROUP BY cell, day${also}
    ) AS m JOIN parts AS p ON p.cell = m.cell`
  })
  return { relations: parts(cells), sets: join(sets, '\n    UNION ALL\n') }
}

/** Those of longer nodes: the sets of the shorter nodes that they are made of. */
function setsOfParts(given: NodesOfCells, kinds: readonly SetKind[]): SetsToMerge {
  const sets = sql`    SELECT s.kind AS kind, s.cell AS cell, s.segments AS segments, t.starts AS starts, s.members AS members
    ${fromParts(given, kinds)}`
  return { relations: tiles(given), sets }
}

/** Those of who was last in a combination of segments: without who was there in a later part, in whichever. */
function lastSetsOfParts(given: NodesOfCells): SetsToMerge {
  const sets = sql`    SELECT kind, cell, segments, starts, ${setCall('setAndNot', sql`members`, sql`later`)} AS members
    FROM (
      SELECT s.kind AS kind, s.cell AS cell, s.segments AS segments, t.starts AS starts, s.members AS members, ${setCall('setUnion', sql`s.members`)} OVER (
        PARTITION BY s.cell, t.starts ORDER BY ${call('dayNumber', sql`t.part`)} DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ) AS later
      ${fromParts(given, ['segment'])}
    ) AS walked`
  return { relations: tiles(given), sets }
}

/** `FROM …`: the sets of the nodes' parts, as `s` and `t`. */
function fromParts(given: NodesOfCells, kinds: readonly SetKind[]): Sql {
  const parts = partsOf(given).map(({ part }) => part)
  return sql`FROM ${stored(setsTable(given))} AS s JOIN tiles AS t ON t.part = s.starts
    WHERE s.kind IN (${join(kinds.map((kind) => literal(kind, 'text')))}) AND ${areOf(parts, sql`s.`)}`
}

/** The nodes with each of the shorter ones that they are made of. */
function partsOf({ nodes, some }: NodesOfCells) {
  return some.flatMap((node) => nodes.partsOf(node).map((part) => ({ node, part })))
}

/** `tiles`: the parts of the nodes, with the day on which the node starts. */
function tiles(given: NodesOfCells): Sql {
  const columns = [
    { name: 'part', type: 'date', nullable: false },
    { name: 'starts', type: 'date', nullable: false },
  ] as const
  const rows = partsOf(given).map(({ node, part }) => [dayOfNumber(part.first), dayOfNumber(node.first)])
  return sql`tiles AS (
  ${givenRows(columns, rows)}
)`
}

/** `parts`: the rollups' cells that each numbered cell is part of. */
function parts(cells: readonly NumberedCell[]): Sql {
  const columns = [
    { name: 'cell', type: 'member', nullable: false },
    { name: 'rolled', type: 'text', nullable: false },
  ] as const
  return sql`parts AS (
  ${givenRows(
    columns,
    cells.flatMap(({ cell, keys }) => keys.map((key) => [cell, key])),
  )}
)`
}
