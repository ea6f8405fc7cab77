import { dayOfNumber } from '../calendar/day.js'
import { givenRows, sql, stored, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { nodeNumber } from './calendar-nodes.js'
import { unionOf } from './count-members.js'
import type { MemberSet } from './member-set.js'
import { readAhead } from './read-ahead.js'
import type { RollupCache } from './rollup-cache.js'
import { setsTable, type RolledUp } from './rollup-tables.js'
import { setOfBytes } from './set-bytes.js'
import type { CellIndex, IndexedSet, SetIndex } from './set-index.js'

/** Where sets are read from, and kept once they are read. */
export interface Loading extends RolledUp {
  readonly session: ReadSession
  readonly index: SetIndex
  readonly cache: RollupCache
}

/** The members of sets, by their entries in the index. */
export type LoadedSets = ReadonlyMap<IndexedSet, MemberSet>

/** Reads the members of sets, those that are not in memory in one statement, with those that are likely next. */
export async function loadSets(wanted: Iterable<IndexedSet>, loading: Loading): Promise<LoadedSets> {
  const { cache } = loading
  const loaded = new Map<IndexedSet, MemberSet>()
  const made: IndexedSet[] = []
  const missing = new Set<IndexedSet>()
  const take = (entry: IndexedSet): boolean => {
    if (loaded.has(entry)) return true
    const known = cache.get(entry) as MemberSet | undefined
    if (known !== undefined) loaded.set(entry, known)
    return known !== undefined
  }
  for (const entry of wanted) {
    if (take(entry)) continue
    if (entry.isStored) missing.add(entry)
    else {
      made.push(entry)
      for (const part of partsOf(entry, loading.index)) if (!take(part)) missing.add(part)
    }
  }
  if (missing.size > 0) await readMissing([...missing, ...readAhead(missing, cache)], { loading, loaded })
  for (const entry of made) {
    if (loaded.has(entry)) continue
    const parts = partsOf(entry, loading.index).flatMap((part) => loaded.get(part) ?? [])
    const [only, ...others] = parts
    const union = only !== undefined && others.length === 0 ? only : unionOf(parts)
    loaded.set(entry, union)
    cache.put(entry, union, union.bytes)
  }
  return loaded
}

/** The sets of the cells of all dimensions that make up a set of a day. */
function partsOf({ kind, cell, segments, node }: IndexedSet, { finest }: SetIndex): readonly IndexedSet[] {
  const number = nodeNumber(node)
  return finest.flatMap((part) => {
    if (!isWithin(part, cell)) return []
    const sets = kind === 'segment' ? part.segment.get(segments) : part[kind]
    return sets?.get(number) ?? []
  })
}

function isWithin(part: CellIndex, { values }: CellIndex): boolean {
  return Object.entries(values).every(([dimension, value]) => part.values[dimension] === value)
}

async function readMissing(
  missing: readonly IndexedSet[],
  { loading, loaded }: { loading: Loading; loaded: Map<IndexedSet, MemberSet> },
): Promise<void> {
  for (const { row, bytes } of await loading.session.sets(setsStatement(loading, missing))) {
    const entry = missing[Number(row['n'])]
    if (entry === undefined) continue
    const set = setOfBytes(bytes)
    loaded.set(entry, set)
    loading.cache.put(entry, set, set.bytes)
  }
}

const wantedColumns = [
  { name: 'n', type: 'integer', nullable: false },
  { name: 'kind', type: 'text', nullable: false },
  { name: 'cell', type: 'text', nullable: false },
  { name: 'segments', type: 'text', nullable: false },
  { name: 'grain', type: 'text', nullable: false },
  { name: 'starts', type: 'date', nullable: false },
] as const

/** The statement that reads the members of sets. */
export function setsStatement(rolledUp: RolledUp, wanted: readonly IndexedSet[]): Sql {
  const rows = wanted.map(({ kind, cell, segments, node }, n) => [
    n,
    kind,
    cell.key,
    segments,
    node.grain,
    dayOfNumber(node.first),
  ])
  return sql`WITH wanted AS (
  ${givenRows(wantedColumns, rows)}
)
SELECT w.n AS n, s.members AS members
FROM ${stored(setsTable(rolledUp))} AS s
JOIN wanted AS w ON w.kind = s.kind AND w.cell = s.cell AND w.segments = s.segments AND w.grain = s.grain AND w.starts = s.starts
WHERE s.members IS NOT NULL`
}
