/** How much memory is used for what was read, where nothing else is said. */
const defaultMegabytes = 256

interface Kept {
  readonly value: unknown
  readonly bytes: number
  /** Whether it was found since it came to the end of the queue. */
  isUsed: boolean
}

/**
 * What was read from rollups and decoded, kept in the process: what is used stays. Keys say of which build of
 * the data a thing is, so that what an earlier build left is never found, and falls out in time.
 *
 * @example
 * const cache = new RollupCache({ megabytes: 64 })
 */
export class RollupCache {
  readonly #most: number
  readonly #kept = new Map<unknown, Kept>()
  readonly #coming = new Map<string, Promise<unknown>>()
  #bytes = 0

  constructor({ megabytes = defaultMegabytes }: { readonly megabytes?: number | undefined } = {}) {
    this.#most = megabytes * 1024 * 1024
  }

  /** How much memory is in use, roughly, and by how many things. */
  get use(): { readonly bytes: number; readonly things: number } {
    return { bytes: this.#bytes, things: this.#kept.size }
  }

  /** Whether a key has a thing, which does not count as a use of it. */
  has(key: unknown): boolean {
    return this.#kept.has(key)
  }

  /** Whether so much is little beside all that may be kept: a sixteenth of it at most. */
  isLittle(bytes: number): boolean {
    return bytes * 16 <= this.#most
  }

  /** What is kept under a key: a text, or an object that is its own key. */
  get(key: unknown): unknown {
    const found = this.#kept.get(key)
    if (found === undefined) return undefined
    found.isUsed = true
    return found.value
  }

  /** Keeps a thing; the longest unused make place for it. What is too large alone is not kept. */
  put(key: unknown, value: unknown, bytes: number): void {
    this.#drop(key)
    if (bytes > this.#most) return
    this.#kept.set(key, { value, bytes, isUsed: false })
    this.#bytes += bytes
    for (const [oldest, kept] of this.#kept) {
      if (this.#bytes <= this.#most) return
      if (oldest === key) continue
      if (kept.isUsed) this.#keepOn(oldest, kept)
      else this.#drop(oldest)
    }
  }

  /** What was used since its turn came waits for the next one: so a use costs nothing but a mark. */
  #keepOn(key: unknown, kept: Kept): void {
    kept.isUsed = false
    this.#kept.delete(key)
    this.#kept.set(key, kept)
  }

  /** What is kept under a key, or else what `make` gives. Whoever asks while it is being made waits for the same. */
  async keep<T>(key: string, make: () => Promise<{ readonly value: T; readonly bytes: number }>): Promise<T> {
    const known = this.get(key)
    if (known !== undefined) return known as T
    const coming = this.#coming.get(key)
    if (coming !== undefined) return (await coming) as T
    const making = make().then(({ value, bytes }) => {
      this.put(key, value, bytes)
      return value
    })
    this.#coming.set(key, making)
    try {
      return await making
    } finally {
      this.#coming.delete(key)
    }
  }

  #drop(key: unknown): void {
    const found = this.#kept.get(key)
    if (found === undefined) return
    this.#kept.delete(key)
    this.#bytes -= found.bytes
  }
}
