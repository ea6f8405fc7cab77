import type { Figure } from '../measures/leaf.js'
import { Side } from './count-members.js'
import { bitsIn, wordsInChunk, type MemberSet } from './member-set.js'

/** The members of one node, by the group of their segments; -1 is one that is not counted. */
export type SegmentStep = readonly { readonly members: MemberSet; readonly group: number }[]

/** The sets that say what members were in a window, and in which group. */
export interface SegmentedSides {
  /** How many groups there are. */
  readonly groups: number
  /** Whether a member is counted once, in the group of the last step; else in each. */
  readonly lastPrevails: boolean
  /** The steps of the range, and of the range before, in order. */
  readonly range: readonly SegmentStep[]
  readonly before: readonly SegmentStep[]
  readonly first: readonly MemberSet[]
  readonly earlier: readonly MemberSet[]
  readonly flagged: readonly MemberSet[]
}

/** How many members of each group are what. */
export function countBySegment(sides: SegmentedSides): readonly Readonly<Record<Figure, number>>[] {
  const counts = Array.from({ length: sides.groups }, () => ({
    active: 0,
    before: 0,
    new: 0,
    existing: 0,
    retained: 0,
    reactivated: 0,
    stayed: 0,
    churned: 0,
  }))
  const range = new Grouped(sides.range, sides)
  const before = new Grouped(sides.before, sides)
  const [first, earlier, flagged] = [new Side(sides.first), new Side(sides.earlier), new Side(sides.flagged)]
  const words = { first: new Uint32Array(wordsInChunk), other: new Uint32Array(wordsInChunk) }
  for (let key = 0; key <= Math.max(range.last, before.last); key += 1) {
    range.at(key)
    before.at(key)
    if (!first.at(key, words.first)) words.first.fill(0)
    if (earlier.at(key, words.other))
      forEachWord((at) => (words.first[at] = w(words.first, at) & ~w(words.other, at)))
    if (flagged.at(key, words.other))
      forEachWord((at) => (words.first[at] = w(words.first, at) | w(words.other, at)))
    counts.forEach((count, group) => {
      const [own, ownBefore] = [range.groups[group], before.groups[group]]
      if (own === undefined || ownBefore === undefined) return
      for (let at = 0; at < wordsInChunk; at += 1) {
        const active = w(own, at)
        const earlierActive = w(ownBefore, at)
        if ((active | earlierActive) === 0) continue
        const seenBefore = w(before.everyone, at)
        const fresh = w(words.first, at)
        count.active += bitsIn(active)
        count.retained += bitsIn(active & seenBefore)
        count.new += bitsIn(active & fresh)
        count.reactivated += bitsIn(active & ~seenBefore & ~fresh)
        count.before += bitsIn(earlierActive)
        count.stayed += bitsIn(earlierActive & w(range.everyone, at))
      }
    })
  }
  for (const count of counts) {
    count.existing = count.active - count.new
    count.churned = count.before - count.stayed
  }
  return counts
}

function w(words: Uint32Array, at: number): number {
  return words[at] ?? 0
}

function forEachWord(visit: (at: number) => void): void {
  for (let at = 0; at < wordsInChunk; at += 1) visit(at)
}

/** Steps that are walked together, chunk by chunk, the last step first. */
class Grouped {
  readonly last: number
  /** Who is in any of the steps, counted or not. */
  readonly everyone = new Uint32Array(wordsInChunk)
  /** The members of each group. */
  readonly groups: readonly Uint32Array[]
  readonly #steps: readonly { readonly side: Side; readonly group: number }[]
  readonly #lastPrevails: boolean
  readonly #own = new Uint32Array(wordsInChunk)

  constructor(steps: readonly SegmentStep[], { groups, lastPrevails }: SegmentedSides) {
    this.#steps = steps
      .toReversed()
      .flatMap((step) => step.map(({ members, group }) => ({ side: new Side([members]), group })))
    this.last = this.#steps.reduce((most, { side }) => Math.max(most, side.last), -1)
    this.groups = Array.from({ length: groups }, () => new Uint32Array(wordsInChunk))
    this.#lastPrevails = lastPrevails
  }

  at(key: number): void {
    this.everyone.fill(0)
    for (const words of this.groups) words.fill(0)
    for (const { side, group } of this.#steps) {
      if (!side.at(key, this.#own)) continue
      const into = this.groups[group]
      const [own, everyone] = [this.#own, this.everyone]
      for (let at = 0; at < wordsInChunk; at += 1) {
        const members = w(own, at)
        if (into !== undefined)
          into[at] = w(into, at) | (this.#lastPrevails ? members & ~w(everyone, at) : members)
        everyone[at] = w(everyone, at) | members
      }
    }
  }
}
