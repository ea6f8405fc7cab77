import { RoaringBitmap32 } from 'roaring-wasm'
import { nodeNumber, type CalendarNode } from './calendar-nodes.js'
import type { SetKind } from './rollup-tables.js'

/** What sets of one row of nodes have in common. */
export interface Series {
  readonly kind: SetKind
  readonly cell: string
  readonly segments: string
}

/** Sets of members by series and calendar node, while rollups are renewed. They lie outside of JavaScript's memory. */
export class NodeSets {
  readonly #series = new Map<
    string,
    { readonly series: Series; readonly sets: Map<number, RoaringBitmap32> }
  >()

  /** Adds members to a node's set. The set given belongs to the caller still. */
  add(series: Series, node: CalendarNode, members: RoaringBitmap32): void {
    const sets = this.#setsOf(series)
    const number = nodeNumber(node)
    const known = sets.get(number)
    if (known === undefined) sets.set(number, members.clone())
    else known.orInPlace(members)
  }

  /** Takes a set over as a node's own. */
  put(series: Series, node: CalendarNode, members: RoaringBitmap32): void {
    this.#setsOf(series).set(nodeNumber(node), members)
  }

  get(series: Series, node: CalendarNode): RoaringBitmap32 | undefined {
    return this.#series.get(keyOf(series))?.sets.get(nodeNumber(node))
  }

  /** Every series that has any set. */
  all(): readonly Series[] {
    return [...this.#series.values()].map(({ series }) => series)
  }

  /** The union of the sets of nodes; undefined where none of them has any. It belongs to the caller. */
  union(series: Series, nodes: readonly CalendarNode[]): RoaringBitmap32 | undefined {
    const sets = this.#series.get(keyOf(series))?.sets
    if (sets === undefined) return undefined
    const found = nodes.flatMap((node) => sets.get(nodeNumber(node)) ?? [])
    return found.length === 0 ? undefined : RoaringBitmap32.orMany(found)
  }

  dispose(): void {
    for (const { sets } of this.#series.values()) for (const set of sets.values()) set.dispose()
    this.#series.clear()
  }

  #setsOf(series: Series): Map<number, RoaringBitmap32> {
    const key = keyOf(series)
    const known = this.#series.get(key)
    if (known !== undefined) return known.sets
    const sets = new Map<number, RoaringBitmap32>()
    this.#series.set(key, { series, sets })
    return sets
  }
}

function keyOf({ kind, cell, segments }: Series): string {
  return `${kind}|${segments}|${cell}`
}

/**
 * The members of nodes by their segments on the last of their days: of two neighbouring nodes the later one's
 * assignment prevails, which is associative, so that nodes of the tree are merged as days are.
 */
export function lastSegments(
  sets: NodeSets,
  bySegments: readonly Series[],
  parts: readonly CalendarNode[],
): readonly { readonly series: Series; readonly members: RoaringBitmap32 }[] {
  const merged = bySegments.map((series) => ({ series, members: new RoaringBitmap32() }))
  for (const part of parts) {
    const later = bySegments.flatMap((series) => sets.get(series, part) ?? [])
    if (later.length === 0) continue
    const everyone = RoaringBitmap32.orMany(later)
    for (const { series, members } of merged) {
      members.andNotInPlace(everyone)
      const own = sets.get(series, part)
      if (own !== undefined) members.orInPlace(own)
    }
    everyone.dispose()
  }
  return merged
}
