/** What is said of a member in a node, in bits; those above them are one more than the member's combination of segments. */
export const [isFirst, isFlagged] = [1, 2]

const [flags, combinationFrom] = [2, 4]

/** An active member of a combination of segments, by its number from 0. */
export function activeIn(combination: number): number {
  return (combination + 1) << flags
}

/** The number of the combination of segments, -1 for a member who is not active. */
export function combinationOf(what: number): number {
  return (what >>> flags) - 1
}

/** From so many members on it is faster to look at every id than to sort those that are there. */
const manyMembers = 4096

/**
 * The members of one chunk of 65,536 ids in a calendar node, and what each of them is there. Days are added one after the
 * other, and of two days the later one's segments prevail: what is merged from shorter nodes is as if from their days.
 */
export class NodeMembers {
  readonly #whats = new Uint32Array(65536)
  readonly #ids = new Uint16Array(65536)
  #size = 0
  /** Whether the members came in the order of their ids. */
  #isSorted = true

  get size(): number {
    return this.#size
  }

  /** Says of a member what is said of him in a later part of the node. */
  add(id: number, what: number): void {
    const known = this.#whats[id] ?? 0
    if (known === 0) {
      if (this.#size > 0 && (this.#ids[this.#size - 1] ?? 0) > id) this.#isSorted = false
      this.#ids[this.#size] = id
      this.#size += 1
      this.#whats[id] = what
      return
    }
    const segments = what >= combinationFrom ? what : known
    this.#whats[id] = (segments & ~(isFirst | isFlagged)) | ((known | what) & (isFirst | isFlagged))
  }

  /** Adds the members of a later part of the node. */
  addAll(later: NodeMembers): void {
    const ids = later.#ids
    for (let at = 0; at < later.#size; at += 1) {
      const id = ids[at] ?? 0
      this.add(id, later.#whats[id] ?? 0)
    }
  }

  what(id: number): number {
    return this.#whats[id] ?? 0
  }

  /** The members as they came. */
  ids(): Uint16Array {
    return this.#ids.subarray(0, this.#size)
  }

  /** Puts the members in the order of their ids. */
  sort(): void {
    if (this.#isSorted) return
    this.#isSorted = true
    if (this.#size < manyMembers) {
      this.ids().sort()
      return
    }
    let next = 0
    for (let id = 0; id < 65536; id += 1) {
      if (this.#whats[id] === 0) continue
      this.#ids[next] = id
      next += 1
    }
  }

  clear(): void {
    for (let at = 0; at < this.#size; at += 1) this.#whats[this.#ids[at] ?? 0] = 0
    this.#size = 0
    this.#isSorted = true
  }
}
