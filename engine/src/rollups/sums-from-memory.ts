import { dayNumber } from '../calendar/day.js'
import { isWanted, type CellsAsked } from './asked-cells.js'
import { bytesOfCell, type DailySums, type SummedCell } from './daily-sums.js'
import type { CountedWindow, FigureRow } from './figure-rows.js'
import type { RollupCache } from './rollup-cache.js'
import { RunningSums } from './running-sums.js'

/** Which columns are asked for, of which rows and days. */
export interface SumsAsked extends CellsAsked {
  readonly columns: readonly string[]
  readonly windows: readonly CountedWindow[]
}

/** Adds up daily sums over each window. */
export function sumsFromMemory(
  { by, where, columns, windows }: SumsAsked,
  sums: DailySums,
  { cache, key }: { cache: RollupCache; key: string },
): readonly FigureRow[] {
  const groups = groupsOf({ by, where }, sums, { cache, key })
  return windows.flatMap(({ range }, n) => {
    const [from, to] = [dayNumber(range.from), dayNumber(range.to)]
    return groups.flatMap((group): readonly FigureRow[] => {
      const first = placeOf(group.days, from)
      const after = placeOf(group.days, to + 1)
      if (first === after) return []
      const figures = columns.map((column) => group.sums(column).between(first, after))
      return [{ n, values: group.values, figures }]
    })
  })
}

/** Cells that are added up together; their common columns are made when they are first asked for. */
interface SumGroup {
  readonly values: Readonly<Record<string, string | null>>
  readonly days: Int32Array
  sums(column: string): RunningSums
}

function groupsOf(
  { by, where }: CellsAsked,
  { cells }: DailySums,
  { cache, key }: { cache: RollupCache; key: string },
): readonly SumGroup[] {
  const groupsKey = `${key} groups ${JSON.stringify([by, where])}`
  const known = cache.get(groupsKey) as readonly SumGroup[] | undefined
  if (known !== undefined) return known
  const groups = new Map<string, { values: Record<string, string | null>; cells: SummedCell[] }>()
  for (const cell of cells) {
    if (!isWanted(cell.values, where)) continue
    const values = Object.fromEntries(by.map((dimension) => [dimension, cell.values[dimension] ?? null]))
    const name = JSON.stringify(Object.values(values))
    const group = groups.get(name) ?? { values, cells: [] }
    group.cells.push(cell)
    groups.set(name, group)
  }
  const made = [...groups.values()].map(({ values, cells: own }) => new CellsTogether(values, own))
  const bytes = made.reduce((sum, group) => sum + group.mostBytes, 0)
  cache.put(groupsKey, made, bytes)
  return made
}

class CellsTogether implements SumGroup {
  readonly days: Int32Array
  readonly values: Readonly<Record<string, string | null>>
  readonly #cells: readonly SummedCell[]
  readonly #ends: readonly Int32Array[]
  readonly #columns = new Map<string, RunningSums>()

  constructor(values: Readonly<Record<string, string | null>>, cells: readonly SummedCell[]) {
    const [only, ...others] = cells
    this.values = values
    this.#cells = cells
    this.days =
      only !== undefined && others.length === 0
        ? only.days
        : Int32Array.from(new Set(cells.flatMap(({ days }) => [...days]))).sort()
    this.#ends =
      others.length === 0
        ? []
        : cells.map((cell) => Int32Array.from(this.days, (day) => placeOf(cell.days, day + 1)))
  }

  /** How much memory it takes once every column has been asked for. */
  get mostBytes(): number {
    const [first] = this.#cells
    if (first === undefined || this.#cells.length === 1) return 256
    return bytesOfCell({ ...first, days: this.days }) + this.#ends.length * this.days.byteLength
  }

  sums(column: string): RunningSums {
    const known = this.#columns.get(column)
    if (known !== undefined) return known
    const parts = this.#cells.flatMap(({ columns }) => columns.get(column) ?? [])
    const [only, ...others] = parts
    const made =
      only !== undefined && others.length === 0
        ? only
        : RunningSums.together(
            parts.map((sums, at) => ({ sums, ends: this.#ends[at] ?? new Int32Array() })),
            this.days.length,
          )
    this.#columns.set(column, made)
    return made
  }
}

/** How many of the days in order come before one. */
function placeOf(days: Int32Array, day: number): number {
  let from = 0
  let to = days.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((days[middle] ?? 0) < day) from = middle + 1
    else to = middle
  }
  return from
}
