import { flagColumn, memberDaysTable } from '../activities/activity-tables.js'
import { hasFlag } from '../activities/activity.js'
import { dayOfNumber } from '../calendar/day.js'
import { givenRows, join, literal, name, setCall, sql, stored, type Sql } from '../sql/sql.js'
import { affectedNodes } from './affected-nodes.js'
import type { CalendarNode } from './calendar-nodes.js'
import { daysOf } from './days-of.js'
import type { Renewal, Renewing } from './renew-rollups.js'
import { rolledFirstDays } from './rolled-first-days.js'
import { numberedCells, type NumberedCell } from './rollup-cells.js'
import { setsTable } from './rollup-tables.js'

/**
 * Renews sets where the warehouse has a type for them: made of member-days and first days by one statement for each
 * year and grain; nothing travels. Combinations of segments have no sets there.
 */
export async function renewInWarehouse(renewing: Renewing, { days, nodes, isAll }: Renewal): Promise<void> {
  const cells = await numberedCells(renewing.session, renewing.of)
  if (cells.length === 0) return
  const { session } = renewing
  const table = setsTable(renewing)
  const ofGrains = affectedNodes(days, nodes).flatMap(({ byGrain }) =>
    byGrain.filter(({ length }) => length > 0),
  )
  // In one go: each removal writes all of the table again.
  if (!isAll) await session.remove(table, join(ofGrains.map(theseNodes), ' OR '))
  for (const some of ofGrains)
    for (const query of setRows(renewing, { cells, nodes: some })) await session.insert(table, query)
}

function theseNodes(nodes: readonly CalendarNode[]): Sql {
  const starts = nodes.map(({ first }) => literal(dayOfNumber(first), 'date'))
  return sql`(grain = ${literal(nodes[0]?.grain ?? 'day', 'text')} AND starts IN (${join(starts)}))`
}

interface NodesOfCells {
  readonly cells: readonly NumberedCell[]
  /** Of one grain. */
  readonly nodes: readonly CalendarNode[]
}

/** The queries that give the rows of nodes: of active members, of first days, and of flags where there are any. */
function setRows(renewing: Renewing, given: NodesOfCells): readonly Sql[] {
  const { of, identity } = renewing
  const days = sql`${stored(memberDaysTable(of, identity))} AS m`
  const active = sql`SELECT p.rolled AS rolled, m.day AS day, m.member AS member FROM ${days} JOIN parts AS p ON p.cell = m.cell`
  const first = rolledFirstDays(renewing)
  const flagged = hasFlag(of) ? [sql`${active} WHERE m.${name(flagColumn.name)} = 1`] : []
  const grain = literal(given.nodes[0]?.grain ?? 'day', 'text')
  const rowsOf = (kind: string, own: Sql, fresh: readonly Sql[]) => {
    const ofKind = (
      is: 0 | 1,
      rows: Sql,
    ) => sql`  SELECT ${literal(is, 'integer')} AS is_fresh, t.starts AS starts, r.rolled AS rolled, ${setCall('setOf', sql`r.member`)} AS members
  FROM (${rows}) AS r JOIN tiles AS t ON t.day = r.day
  GROUP BY t.starts, r.rolled`
    const union = (is: 0 | 1) =>
      setCall('setUnionIf', sql`members`, sql`is_fresh = ${literal(is, 'integer')}`)
    const sides = [ofKind(0, own), ...fresh.map((rows) => ofKind(1, rows))]
    return sql`WITH ${parts(given.cells)}, ${tiles(given.nodes)}
SELECT ${literal(kind, 'text')}, rolled, ${literal('', 'text')}, ${grain}, starts, ${setCall('setSize', sql`own`)}, ${setCall('setSize', setCall('setAnd', sql`own`, sql`fresh`))}, own
FROM (
  SELECT rolled, starts, ${union(0)} AS own, ${union(1)} AS fresh FROM (
${join(sides, '\n  UNION ALL\n')}
  ) AS sides GROUP BY rolled, starts
) AS merged WHERE ${setCall('setSize', sql`own`)} > 0`
  }
  return [
    rowsOf('active', active, [first, ...flagged]),
    rowsOf('first', first, []),
    ...flagged.map((rows) => rowsOf('flagged', rows, [])),
  ]
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

/** `tiles`: each day of the nodes, with the day on which its node starts. */
function tiles(nodes: readonly CalendarNode[]): Sql {
  const columns = [
    { name: 'day', type: 'date', nullable: false },
    { name: 'starts', type: 'date', nullable: false },
  ] as const
  const rows = nodes.flatMap((node) =>
    daysOf(node.first, node.last).map((day) => [dayOfNumber(day.first), dayOfNumber(node.first)]),
  )
  return sql`tiles AS (
  ${givenRows(columns, rows)}
)`
}
