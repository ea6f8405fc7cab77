/** Sums that numbers of 64 bits hold; longer ones are kept as they are. */
const most = 2n ** 63n - 1n

/**
 * Sums of days, each with all before it, as whole numbers of the last decimal place: what any days in a row add up
 * to is one subtraction.
 */
export class RunningSums {
  readonly scale: number
  readonly #totals: BigInt64Array | readonly bigint[]

  private constructor(totals: BigInt64Array | readonly bigint[], scale: number) {
    this.#totals = totals
    this.scale = scale
  }

  /** From each day's sum as decimal text; null adds nothing. */
  static of(sums: readonly (string | null)[], scale: number): RunningSums {
    let total = 0n
    const totals = [0n, ...sums.map((sum) => (total += sum === null ? 0n : unscaled(sum, scale)))]
    return RunningSums.#holding(totals, scale)
  }

  /** The sums of several over days that they share, one by one: `at[i]` says where in each a day's sums end. */
  static together(
    parts: readonly { readonly sums: RunningSums; readonly ends: Int32Array }[],
    days: number,
  ): RunningSums {
    const totals = [0n]
    for (let day = 0; day < days; day += 1) {
      let total = 0n
      for (const { sums, ends } of parts) total += sums.#totals[ends[day] ?? 0] ?? 0n
      totals.push(total)
    }
    return RunningSums.#holding(totals, parts[0]?.sums.scale ?? 0)
  }

  static #holding(totals: readonly bigint[], scale: number): RunningSums {
    const fits = totals.every((total) => total <= most && total >= -most)
    return new RunningSums(fits ? BigInt64Array.from(totals) : totals, scale)
  }

  get bytes(): number {
    return this.#totals.length * (this.#totals instanceof BigInt64Array ? 8 : 48)
  }

  /** What the days from one place to before another add up to, as decimal text. */
  between(from: number, to: number): string {
    return scaled((this.#totals[to] ?? 0n) - (this.#totals[from] ?? 0n), this.scale)
  }
}

function unscaled(text: string, scale: number): bigint {
  const [whole = '0', decimals = ''] = text.split('.')
  return BigInt(whole + decimals.padEnd(scale, '0').slice(0, scale))
}

/** The decimal text of a whole number of its last decimal place, without zeros that say nothing. */
function scaled(number: bigint, scale: number): string {
  if (scale === 0 || number === 0n) return String(number)
  const digits = String(number < 0n ? -number : number).padStart(scale + 1, '0')
  let end = digits.length
  const point = digits.length - scale
  while (end > point && digits.charCodeAt(end - 1) === 48) end -= 1
  const plain =
    end === point ? digits.slice(0, point) : `${digits.slice(0, point)}.${digits.slice(point, end)}`
  return number < 0n ? `-${plain}` : plain
}
