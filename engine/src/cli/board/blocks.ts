/** What is drawn: numbers for the eye only, null for a gap. */
export type Drawn = readonly (number | null)[]

const rising = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
const growing = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** The numbers behind exact texts. */
export function drawable(values: readonly (string | null)[]): Drawn {
  return values.map((value) => (value === null ? null : Number(value)))
}

/** As many values as fit: where there are more, each is the mean of some neighbours; where fewer, each is repeated. */
export function fitted(values: Drawn, width: number): Drawn {
  const count = values.length
  if (count === 0) return []
  if (count <= width) {
    const wide = Math.min(4, Math.floor(width / count))
    return values.flatMap((value) => Array.from({ length: wide }, () => value))
  }
  return Array.from({ length: width }, (_, at) => {
    const some = values.slice(Math.floor((at * count) / width), Math.floor(((at + 1) * count) / width))
    const known = some.filter((value) => value !== null)
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
  })
}

/** The lowest and the highest of the values; bars start from 0, whatever is below it. */
export function boundsOf(values: Drawn, fromZero: boolean): { low: number; high: number } {
  const known = [...values.filter((value) => value !== null), ...(fromZero ? [0] : [])]
  if (known.length === 0) return { low: 0, high: 0 }
  return { low: fromZero ? 0 : Math.min(...known), high: Math.max(...known) }
}

/** What stands for a value below the lowest that is drawn. */
const below = '▾'

/** Values as columns of block characters, the top line first. A gap is blank; a value is never. */
export function columns(
  values: Drawn,
  { height, low, high }: { height: number; low: number; high: number },
): readonly string[] {
  const eighths = values.map((value) => {
    if (value === null) return 0
    if (value < low) return below
    const share = high === low ? (high === 0 ? 0 : 0.5) : (value - low) / (high - low)
    return Math.max(1, Math.round(share * height * 8))
  })
  return Array.from({ length: height }, (_, line) => {
    const isLowest = line === height - 1
    const under = (height - 1 - line) * 8
    return eighths
      .map((filled) => {
        if (filled === below) return isLowest ? below : ' '
        return rising[Math.max(0, Math.min(8, filled - under))] ?? ' '
      })
      .join('')
  })
}

/** One line of columns, by its own bounds, up to the last value. */
export function sparkline(values: Drawn, width: number): string {
  const end = values.findLastIndex((value) => value !== null) + 1
  const shown = fitted(values.slice(0, end), width)
  const [line = ''] = columns(shown, { height: 1, ...boundsOf(shown, false) })
  return line
}

/** A bar of so many eighths of characters, from the left; at least the thinnest for what is above 0. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.max(0, Math.min(1, share)) * width * 8)
  const filled = share > 0 ? Math.max(1, eighths) : 0
  return '█'.repeat(Math.floor(filled / 8)) + (growing[filled % 8] ?? '')
}
