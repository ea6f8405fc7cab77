import {
  addChunk,
  bitsIn,
  chunkOfWords,
  setOfChunks,
  wordsInChunk,
  type Chunk,
  type MemberSet,
} from './member-set.js'

/** The sets that say what members were in a window; each list stands for the union of its sets. */
export interface Sides {
  /** Active in the range. */
  readonly range: readonly MemberSet[]
  /** Active in the range before. */
  readonly before: readonly MemberSet[]
  /** First active in the range. */
  readonly first: readonly MemberSet[]
  /** First active earlier, where the cells are several: what is first in one may be earlier in another. */
  readonly earlier: readonly MemberSet[]
  /** Flagged as new in the range. */
  readonly flagged: readonly MemberSet[]
  /** Whether flags decide who is new: then someone new may have been there before, flagged in the range or not. */
  readonly hasFlags: boolean
}

/** How many members of a window are what. */
export interface MemberCounts {
  readonly active: number
  readonly before: number
  readonly retained: number
  readonly fresh: number
  /** New and in the range before: there are such only where flags decide who is new. */
  readonly freshRetained: number
}

/**
 * Counts what the sets' members are, chunk by chunk: the sets of a side are merged in place, and the sides counted
 * against each other in one walk. Nothing is allocated, whatever the number of sets.
 */
export function countMembers(sides: Sides): MemberCounts {
  const [range, before, first, earlier, flagged] = [
    new Side(sides.range),
    new Side(sides.before),
    new Side(sides.first),
    new Side(sides.earlier),
    new Side(sides.flagged),
  ]
  const isFlagged = sides.flagged.length > 0
  const counts = { active: 0, before: 0, retained: 0, fresh: 0, freshRetained: 0 }
  const last = Math.max(range.last, before.last)
  for (let key = 0; key <= last; key += 1) {
    const r = range.at(key, scratch.range)
    const b = before.at(key, scratch.before)
    if (!r && !b) continue
    const f = r && first.at(key, scratch.first)
    if (f && earlier.at(key, scratch.earlier)) takeAway(scratch.first, scratch.earlier)
    const g = r && isFlagged && flagged.at(key, scratch.flagged)
    if (g) add(f ? scratch.first : scratch.first.fill(0), scratch.flagged)
    const isFresh = f || g
    if (r) counts.active += bits(scratch.range)
    if (b) counts.before += bits(scratch.before)
    if (r && b) counts.retained += bitsOfBoth(scratch.range, scratch.before)
    if (!isFresh) continue
    counts.fresh += bitsOfBoth(scratch.range, scratch.first)
    if (sides.hasFlags && b) {
      keepBoth(scratch.first, scratch.before)
      counts.freshRetained += bitsOfBoth(scratch.range, scratch.first)
    }
  }
  return counts
}

/** The union of sets. */
export function unionOf(sets: readonly MemberSet[]): MemberSet {
  const side = new Side(sets)
  const chunks: Chunk[] = []
  let size = 0
  for (let key = 0; key <= side.last; key += 1) {
    if (!side.at(key, scratch.range)) continue
    const made = chunkOfWords(key, scratch.range)
    if (made === undefined) continue
    chunks.push(made.chunk)
    size += made.size
  }
  return setOfChunks(chunks, size)
}

/** Words for one chunk of each side: counting is never interrupted, so that one of each will do. */
const scratch = {
  range: new Uint32Array(wordsInChunk),
  before: new Uint32Array(wordsInChunk),
  first: new Uint32Array(wordsInChunk),
  earlier: new Uint32Array(wordsInChunk),
  flagged: new Uint32Array(wordsInChunk),
}

/** Sets that are walked together, chunk by chunk. */
export class Side {
  readonly last: number
  readonly #sets: readonly MemberSet[]
  readonly #next: Uint32Array

  constructor(sets: readonly MemberSet[]) {
    this.#sets = sets
    this.#next = new Uint32Array(sets.length)
    let last = -1
    for (const { chunks } of sets) last = Math.max(last, chunks.at(-1)?.key ?? -1)
    this.last = last
  }

  /** Merges the chunks of a key into words, which are cleared first; whether there were any. Keys only go up. */
  at(key: number, into: Uint32Array): boolean {
    let isAny = false
    for (let at = 0; at < this.#sets.length; at += 1) {
      const chunks = this.#sets[at]?.chunks ?? []
      let next = this.#next[at] ?? 0
      while (next < chunks.length && (chunks[next]?.key ?? key) < key) next += 1
      this.#next[at] = next
      const chunk = chunks[next]
      if (chunk?.key !== key) continue
      if (!isAny) {
        isAny = true
        if (chunk.words !== null) {
          into.set(chunk.words)
          continue
        }
        into.fill(0)
      }
      addChunk(into, chunk)
    }
    return isAny
  }
}

function bits(words: Uint32Array): number {
  let count = 0
  for (let at = 0; at < wordsInChunk; at += 1) count += bitsIn(words[at] ?? 0)
  return count
}

/** How many bits both have. */
export function bitsOfBoth(one: Uint32Array, other: Uint32Array): number {
  let count = 0
  for (let at = 0; at < wordsInChunk; at += 1) count += bitsIn((one[at] ?? 0) & (other[at] ?? 0))
  return count
}

function takeAway(from: Uint32Array, what: Uint32Array): void {
  for (let at = 0; at < wordsInChunk; at += 1) from[at] = (from[at] ?? 0) & ~(what[at] ?? 0)
}

function add(to: Uint32Array, what: Uint32Array): void {
  for (let at = 0; at < wordsInChunk; at += 1) to[at] = (to[at] ?? 0) | (what[at] ?? 0)
}

function keepBoth(to: Uint32Array, what: Uint32Array): void {
  for (let at = 0; at < wordsInChunk; at += 1) to[at] = (to[at] ?? 0) & (what[at] ?? 0)
}
