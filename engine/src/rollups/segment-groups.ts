import type { AsOf } from '../activities/member-segment.js'
import { isWanted, type CellsAsked, type ValueFilter } from './asked-cells.js'
import type { CountedWindow } from './figure-rows.js'
import type { SegmentValues } from './segment-values.js'

/** What is asked of members by what they were, beside which rows and days. */
export interface SegmentsAsked extends CellsAsked {
  readonly windows: readonly CountedWindow[]
  /** The attributes that are split by. */
  readonly attributes: readonly string[]
  readonly heldWhere: readonly ValueFilter[]
  readonly asOf: Extract<AsOf, 'last-activity' | 'each-activity'>
  /** The segments of the identity in the order of their declaration. */
  readonly segments: readonly SegmentValues[]
}

/** A split by attributes: to which group each combination of segments belongs. */
export class SegmentGroups {
  readonly values: Readonly<Record<string, string | null>>[] = []
  readonly #groups = new Map<string, number>()
  readonly #numbers = new Map<string, number>()
  readonly #asked: Pick<SegmentsAsked, 'attributes' | 'heldWhere' | 'segments'>

  constructor(asked: Pick<SegmentsAsked, 'attributes' | 'heldWhere' | 'segments'>) {
    this.#asked = asked
  }

  /** The number of the group of a combination of segments; -1 where the filters leave it out. */
  of(segments: string): number {
    const known = this.#numbers.get(segments)
    if (known !== undefined) return known
    const number = this.#numberOf(segments)
    this.#numbers.set(segments, number)
    return number
  }

  #numberOf(segments: string): number {
    const numbers = segments.split(',').map(Number)
    const all = Object.assign(
      {},
      ...this.#asked.segments.map((values, at) => values.get(numbers[at] ?? 0)),
    ) as Record<string, string | null>
    if (!isWanted(all, this.#asked.heldWhere)) return -1
    const values = Object.fromEntries(
      this.#asked.attributes.map((attribute) => [attribute, all[attribute] ?? null]),
    )
    const key = JSON.stringify(Object.values(values))
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    this.#groups.set(key, this.values.length)
    return this.values.push(values) - 1
  }
}
