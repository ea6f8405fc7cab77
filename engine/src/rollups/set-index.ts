import { dayNumber } from '../calendar/day.js'
import { sql, stored } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { nodeGrains, nodeNumber, type CalendarNode, type CalendarNodes } from './calendar-nodes.js'
import { setsTable, type RolledUp, type SetKind } from './rollup-tables.js'

/** One stored set, without its members: they are read when they are needed. */
export interface IndexedSet {
  readonly kind: SetKind
  readonly cell: CellIndex
  readonly segments: string
  readonly node: CalendarNode
  readonly size: number
  /** Of active members, how many are new in the node. */
  readonly fresh: number
  /** Whether its members are stored; else they are those of the cells of all dimensions that make it up. */
  readonly isStored: boolean
}

/** The stored sets of one cell, by kind and by the numbers of calendar nodes. */
export interface CellIndex {
  /** As it is stored. */
  readonly key: string
  readonly values: Readonly<Record<string, string | null>>
  readonly active: ReadonlyMap<number, IndexedSet>
  readonly first: ReadonlyMap<number, IndexedSet>
  readonly flagged: ReadonlyMap<number, IndexedSet>
  /** By combination of segments. */
  readonly segment: ReadonlyMap<string, ReadonlyMap<number, IndexedSet>>
}

/** Which sets are stored of an activity's members. */
export interface SetIndex {
  /** By the dimensions of the cells, as `line` or `line,channel`; empty text for the cell of everything. */
  readonly cells: ReadonlyMap<string, readonly CellIndex[]>
  /** The cells of all dimensions. */
  readonly finest: readonly CellIndex[]
  /** The first and the last day that any set is of; undefined where there are none. */
  readonly since: number | undefined
  readonly until: number | undefined
  readonly bytes: number
}

/** How much memory one entry takes, roughly. */
const bytesOfEntry = 160

type Growing = Omit<CellIndex, SetKind> & {
  readonly active: Map<number, IndexedSet>
  readonly first: Map<number, IndexedSet>
  readonly flagged: Map<number, IndexedSet>
  readonly segment: Map<string, Map<number, IndexedSet>>
}

/** Reads which sets are stored, without their members. */
export async function readSetIndex(
  session: ReadSession,
  rolledUp: RolledUp,
  nodes: CalendarNodes,
): Promise<SetIndex> {
  const cells = new Map<string, Growing>()
  let entries = 0
  let since: number | undefined
  let until: number | undefined
  const statement = sql`SELECT kind, cell, segments, grain, starts, size, fresh, CASE WHEN members IS NULL THEN 0 ELSE 1 END AS is_stored
FROM ${stored(setsTable(rolledUp))}`
  for await (const rows of session.stream(statement)) {
    for (const row of rows) {
      const key = String(row['cell'])
      const cell = cells.get(key) ?? emptyCell(key)
      cells.set(key, cell)
      const grain = nodeGrains.find((known) => known === row['grain']) ?? 'day'
      const node = nodes.containing(dayNumber(String(row['starts'])), grain)
      if (since === undefined || node.first < since) since = node.first
      if (until === undefined || node.last > until) until = node.last
      const kind = row['kind'] as SetKind
      const segments = String(row['segments'])
      const [size, fresh] = [Number(row['size']), Number(row['fresh'])]
      const isStored = Number(row['is_stored']) === 1
      setsOf(cell, kind, segments).set(nodeNumber(node), {
        kind,
        cell,
        segments,
        node,
        size,
        fresh,
        isStored,
      })
      entries += 1
    }
  }
  const byDimensions = new Map<string, CellIndex[]>()
  for (const cell of cells.values()) {
    const dimensions = Object.keys(cell.values).join()
    byDimensions.set(dimensions, [...(byDimensions.get(dimensions) ?? []), cell])
  }
  const finest = byDimensions.get(rolledUp.of.dimensions.join()) ?? []
  return { cells: byDimensions, finest, since, until, bytes: entries * bytesOfEntry }
}

function emptyCell(key: string): Growing {
  const values = JSON.parse(key) as Readonly<Record<string, string | null>>
  return { key, values, active: new Map(), first: new Map(), flagged: new Map(), segment: new Map() }
}

function setsOf(cell: Growing, kind: SetKind, segments: string): Map<number, IndexedSet> {
  if (kind !== 'segment') return cell[kind]
  const known = cell.segment.get(segments)
  if (known !== undefined) return known
  const sets = new Map<number, IndexedSet>()
  cell.segment.set(segments, sets)
  return sets
}
