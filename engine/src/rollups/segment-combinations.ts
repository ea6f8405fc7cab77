/** Numbers combinations of segments, each of which is a number for every segment in the order of their declaration. */
export class SegmentCombinations {
  readonly #numbers = new Map<string, number>()
  readonly #texts: string[] = []
  /** A tree over the segments' numbers: from each combination of the first of them to the next ones. */
  readonly #next: number[][] = [[]]

  /** As they are stored: `3` or `3,0`, by number. */
  get texts(): readonly string[] {
    return this.#texts
  }

  numberOf(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.#texts.push(text) - 1
    this.#numbers.set(text, number)
    return number
  }

  /** The combination that a row of columns has. */
  ofRow(columns: readonly Uint32Array[], row: number): number {
    let at = 0
    for (let column = 0; column < columns.length; column += 1) {
      const segment = columns[column]?.[row] ?? 0
      at =
        this.#next[at]?.[segment] ??
        this.#grow({ at, segment, columns, row, isLast: column + 1 === columns.length })
    }
    return columns.length === 0 ? this.numberOf('') : at
  }

  #grow({ at, segment, columns, row, isLast }: Growth): number {
    const text = () => columns.map((column) => String(column[row] ?? 0)).join()
    const next = isLast ? this.numberOf(text()) : this.#next.push([]) - 1
    const from = this.#next[at]
    if (from !== undefined) from[segment] = next
    return next
  }
}

interface Growth {
  readonly at: number
  readonly segment: number
  readonly columns: readonly Uint32Array[]
  readonly row: number
  readonly isLast: boolean
}
