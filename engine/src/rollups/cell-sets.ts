import { dayOfNumber } from '../calendar/day.js'
import type { BoundValue } from '../sql/sql.js'
import { nodeNumber, type CalendarNode } from './calendar-nodes.js'
import { combinationOf, isFirst, isFlagged, type NodeMembers } from './node-members.js'
import type { SetKind } from './rollup-tables.js'
import { SetBytes } from './set-bytes.js'

export type SetRow = readonly (BoundValue | Uint8Array)[]

/** A set while it is made. */
interface Growing {
  size: number
  fresh: number
  /** Where the bytes of its chunks start and end, one chunk after the other; undefined where only its size is kept. */
  readonly pieces: number[] | undefined
}

/** The kinds of sets in which a member is counted apart from segments, in the order in which they are stored. */
const kinds = ['active', 'first', 'flagged'] as const

/** The sets of one cell while they are made, chunk by chunk. */
export class CellSets {
  readonly #cell: string
  /** The combinations of segments as they are stored; undefined where there are no segments. */
  readonly #segments: readonly string[] | undefined
  readonly #bytes = new SetBytes()
  readonly #sets = new Map<number, { readonly node: CalendarNode; readonly bySeries: Growing[] }>()

  constructor(cell: string, segments: readonly string[] | undefined) {
    this.#cell = cell
    this.#segments = segments
  }

  /** Adds a chunk's members of a node. Of a node that is made of other cells' only their numbers are kept. */
  add(
    members: NodeMembers,
    to: { readonly node: CalendarNode; readonly key: number; readonly isMade: boolean },
  ): void {
    if (members.size === 0) return
    const combinations = this.#segments?.length ?? 0
    if (!to.isMade) members.sort()
    const fresh = sortByKind(members)
    if (to.isMade) byKind[kinds.indexOf('first')]?.subarray(0, counts[kinds.indexOf('first')]).sort()
    else if (combinations > 0) sortByCombination(members)
    kinds.forEach((kind, series) => {
      const size = counts[series] ?? 0
      const ids = byKind[series]
      if (size > 0 && ids !== undefined)
        this.#add(ids.subarray(0, size), { ...to, series, fresh: kind === 'active' ? fresh : 0 })
    })
    let from = 0
    for (let series = kinds.length; series < kinds.length + combinations; series += 1) {
      const size = counts[series] ?? 0
      if (size === 0) continue
      this.#add(byCombination.subarray(from, from + size), { ...to, series, fresh: 0 })
      from += size
    }
  }

  #add(ids: Uint16Array, { node, key, isMade, series, fresh }: Added): void {
    const number = nodeNumber(node)
    const known = this.#sets.get(number) ?? { node, bySeries: [] }
    this.#sets.set(number, known)
    const isCounted = isMade && kinds[series] !== 'first'
    const set = (known.bySeries[series] ??= { size: 0, fresh: 0, pieces: isCounted ? undefined : [] })
    set.size += ids.length
    set.fresh += fresh
    if (set.pieces === undefined) return
    const from = this.#bytes.length
    this.#bytes.add(key, ids)
    set.pieces.push(from, this.#bytes.length)
  }

  /** The sets as rows of their table. */
  rows(): readonly SetRow[] {
    const rows: { readonly series: number; readonly row: SetRow }[] = []
    for (const { node, bySeries } of this.#sets.values()) {
      const starts = dayOfNumber(node.first)
      bySeries.forEach(({ size, fresh, pieces }, series) => {
        const [kind, segments] = this.#named(series)
        const bytes = pieces === undefined ? null : this.#bytes.joined(pieces)
        rows.push({ series, row: [kind, this.#cell, segments, node.grain, starts, size, fresh, bytes] })
      })
    }
    return rows.sort((one, other) => one.series - other.series).map(({ row }) => row)
  }

  #named(series: number): readonly [SetKind, string] {
    const kind = kinds[series]
    return kind === undefined ? ['segment', this.#segments?.[series - kinds.length] ?? ''] : [kind, '']
  }
}

interface Added {
  readonly node: CalendarNode
  readonly key: number
  readonly isMade: boolean
  readonly series: number
  readonly fresh: number
}

/** A chunk's members by kind, those of each combination of segments one after the other, and how many they are. */
const byKind = kinds.map(() => new Uint16Array(65536))
const byCombination = new Uint16Array(65536)
let counts = new Uint32Array(64)

/** Sorts members by kind, and counts those of each combination of segments; how many active ones are new. */
function sortByKind(members: NodeMembers): number {
  const [active, first, flagged] = byKind
  let [actives, firsts, flaggeds, fresh] = [0, 0, 0, 0]
  counts.fill(0)
  const ids = members.ids()
  // Over typed arrays this is several times as fast as an iterator.
  for (let at = 0; at < ids.length; at += 1) {
    const id = ids[at] ?? 0
    const what = members.what(id)
    const combination = combinationOf(what)
    if (combination >= 0) {
      if (active !== undefined) active[actives++] = id
      if ((what & (isFirst | isFlagged)) !== 0) fresh += 1
      count(kinds.length + combination)
    }
    if ((what & isFirst) !== 0 && first !== undefined) first[firsts++] = id
    if ((what & isFlagged) !== 0 && flagged !== undefined) flagged[flaggeds++] = id
  }
  counts.set([actives, firsts, flaggeds])
  return fresh
}

function count(series: number): void {
  if (series >= counts.length) {
    const more = new Uint32Array(series * 2)
    more.set(counts)
    counts = more
  }
  counts[series] = (counts[series] ?? 0) + 1
}

/** Sorts members by their combination of segments, those of each in the order that they have, once they are counted. */
function sortByCombination(members: NodeMembers): void {
  const next = new Uint32Array(counts.length)
  for (let at = 1; at + kinds.length < counts.length; at += 1)
    next[at] = (next[at - 1] ?? 0) + (counts[kinds.length + at - 1] ?? 0)
  const ids = members.ids()
  for (let at = 0; at < ids.length; at += 1) {
    const id = ids[at] ?? 0
    const combination = combinationOf(members.what(id))
    if (combination < 0) continue
    const place = next[combination] ?? 0
    byCombination[place] = id
    next[combination] = place + 1
  }
}
