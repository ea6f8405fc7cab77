import type { RollupCache } from './rollup-cache.js'
import type { IndexedSet } from './set-index.js'

/** So many days are read together: a statement costs more than the sets that it reads. */
const days = 128

/**
 * The sets that are read along with those that are missing: of the same kind and cell, of calendar nodes of the
 * same grain that start in the same {@link days} days. None where they would take much of the memory.
 */
export function readAhead(missing: Iterable<IndexedSet>, cache: RollupCache): readonly IndexedSet[] {
  const wanted = new Set(missing)
  const stretches = new Map([...wanted].map((entry) => [stretchOf(entry), entry]))
  const sources = new Set(
    [...stretches.values()].map(({ kind, cell, segments }) => setsOf({ kind, cell, segments })),
  )
  const ahead: IndexedSet[] = []
  let bytes = 0
  for (const sets of sources) {
    for (const entry of sets.values()) {
      if (!entry.isStored || wanted.has(entry) || !stretches.has(stretchOf(entry)) || cache.has(entry))
        continue
      ahead.push(entry)
      bytes += bytesOf(entry)
    }
  }
  return cache.isLittle(bytes) ? ahead : []
}

function stretchOf({ kind, cell, segments, node }: IndexedSet): string {
  return [kind, cell.key, segments, node.grain, Math.floor(node.first / days)].join('|')
}

function setsOf({
  kind,
  cell,
  segments,
}: Pick<IndexedSet, 'kind' | 'cell' | 'segments'>): ReadonlyMap<number, IndexedSet> {
  return kind === 'segment' ? (cell.segment.get(segments) ?? new Map<number, IndexedSet>()) : cell[kind]
}

/** How much memory a set takes at most, roughly: two bytes for each member. */
function bytesOf({ size }: IndexedSet): number {
  return 2 * size + 128
}
