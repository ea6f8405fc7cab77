import { combinationsOf } from './combinations.js'
import type { RolledUp } from './rollup-tables.js'
import type { CellIndex, SetIndex } from './set-index.js'

/** Which values of a dimension are wanted, or not wanted. */
export interface ValueFilter {
  readonly dimension: string
  readonly values: readonly (string | null)[]
  readonly not?: boolean
}

/** The rows of an activity that a question is about: its own dimensions, not its members' attributes. */
export interface CellsAsked {
  readonly by: readonly string[]
  readonly where: readonly ValueFilter[]
}

/** Whether a value is one that the filters want: null is a value like any other. */
export function isWanted(
  values: Readonly<Record<string, string | null>>,
  where: readonly ValueFilter[],
): boolean {
  return where.every(
    ({ dimension, values: wanted, not = false }) => wanted.includes(values[dimension] ?? null) !== not,
  )
}

/** Cells whose members are counted together. */
export interface CellGroup {
  readonly values: Readonly<Record<string, string | null>>
  readonly cells: readonly CellIndex[]
}

/** The cells that answer a question, of as few dimensions as will do, by the values that it is split by. */
export function cellGroups(
  { of }: RolledUp,
  { by, where }: CellsAsked,
  index: SetIndex,
): readonly CellGroup[] {
  const needed = new Set([...by, ...where.map(({ dimension }) => dimension)])
  const combination = combinationsOf(of).find((dimensions) =>
    [...needed].every((dimension) => dimensions.includes(dimension)),
  )
  const groups = new Map<string, { values: Record<string, string | null>; cells: CellIndex[] }>()
  for (const cell of index.cells.get((combination ?? of.dimensions).join()) ?? []) {
    if (!isWanted(cell.values, where)) continue
    const values = Object.fromEntries(by.map((dimension) => [dimension, cell.values[dimension] ?? null]))
    const key = JSON.stringify(Object.values(values))
    const group = groups.get(key) ?? { values, cells: [] }
    group.cells.push(cell)
    groups.set(key, group)
  }
  return [...groups.values()]
}
