import { isNone, keyOf, less, noRows, type Key, type Tallies, type Tally } from './tally.js'

/** One row of both tables, by its key: what each says, and what every step between them amounts to. */
export interface ComparedRow {
  readonly key: Key
  /** What the reference says; undefined where it has no such row. */
  readonly reference: Tally | undefined
  /** What the declared metrics say; undefined where there is nothing to say. */
  readonly ours: Tally | undefined
  /** By step: what it adds to the reference, above what comes after it. Steps that add nothing are left out. */
  readonly steps: ReadonlyMap<number, Tally>
}

/**
 * Walks from the reference's figures to the declared ones. Each step's amounts are the differences of two
 * neighbouring sides, so that in every row they add up to reference − ours.
 */
export class Differences {
  readonly #steps = new Map<string, Map<number, Tally>>()
  readonly #columns: number
  readonly #reference: Tallies
  #latest: Tallies
  #nr = 0

  constructor(reference: Tallies, columns: number) {
    this.#reference = reference
    this.#latest = reference
    this.#columns = columns
  }

  /** Takes the next side. */
  step(next: Tallies): void {
    const none = noRows(this.#columns)
    const before = this.#latest
    for (const [key, tally] of before) this.#differ(key, tally, next.get(key) ?? none)
    for (const [key, tally] of next) if (!before.has(key)) this.#differ(key, none, tally)
    this.#latest = next
    this.#nr += 1
  }

  /** Every row of the reference and of the side that was taken last, in the order of their keys, and those between. */
  rows(): readonly ComparedRow[] {
    const keys = new Set([...this.#reference.keys(), ...this.#latest.keys(), ...this.#steps.keys()])
    return [...keys].toSorted().map((text) => ({
      key: keyOf(text),
      reference: this.#reference.get(text),
      ours: this.#latest.get(text),
      steps: this.#steps.get(text) ?? new Map<number, Tally>(),
    }))
  }

  #differ(key: string, before: Tally, after: Tally): void {
    const difference = less(before, after)
    if (isNone(difference)) return
    const steps = this.#steps.get(key) ?? new Map<number, Tally>()
    this.#steps.set(key, steps.set(this.#nr, difference))
  }
}
