import { dayNumber, dayOfNumber } from '../calendar/day.js'
import { givenRows, join, sql, stored, type BoundValue, type Sql } from '../sql/sql.js'
import type { CellGroup } from './asked-cells.js'
import type { CalendarNode, CalendarNodes } from './calendar-nodes.js'
import { daysOf } from './days-of.js'
import type { CountedWindow } from './figure-rows.js'
import { setsTable, type RolledUp } from './rollup-tables.js'

/** What a statement over the warehouse's own sets is written from. */
export interface InWarehouse extends RolledUp {
  readonly groups: readonly CellGroup[]
  /** The first and the last day that any set is of. */
  readonly since: number
  readonly until: number
  readonly nodes: CalendarNodes
}

/** The sides of a window that tiles are of. */
export const [inRange, inBefore, earlierOn] = [0, 1, 2]

/** A node of a window's side, as a row. */
export type Tile = readonly BoundValue[]

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

/** The nodes that tile a range, as far as anything is stored. */
export function coverWithin(
  { from, to }: CountedWindow['range'],
  { since, until, nodes }: InWarehouse,
): readonly CalendarNode[] {
  return nodes.cover(Math.max(since, dayNumber(from)), Math.min(until, dayNumber(to)))
}

/** The days of a range, as far as anything is stored. */
export function daysWithin(range: CountedWindow['range'], within: InWarehouse): readonly CalendarNode[] {
  return coverWithin(range, within).flatMap(({ first, last }) => daysOf(first, last))
}

/** The tiles of one side of the window of a number. */
export function tilesOf(nodes: readonly CalendarNode[], n: number, side: number): readonly Tile[] {
  return nodes.map(({ grain, first }) => [n, side, grain, dayOfNumber(first)])
}

/** `asked_cells`, `tiles`: the cells that are counted with their groups, and the nodes with their windows. */
export function askedTiles(groups: readonly CellGroup[], tiles: readonly Tile[]): Sql {
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

/** `FROM …`: the stored sets of the asked cells and tiles, as `s`, `t` and `c`. */
export function fromAskedSets(rolledUp: RolledUp): Sql {
  // What is said twice keeps the warehouse from reading the members of other sets.
  return sql`FROM (
    SELECT * FROM ${stored(setsTable(rolledUp))}
    WHERE cell IN (SELECT cell FROM asked_cells) AND (grain, starts) IN (SELECT grain, starts FROM tiles)
  ) AS s
  JOIN tiles AS t ON t.grain = s.grain AND t.starts = s.starts
  JOIN asked_cells AS c ON c.cell = s.cell`
}
