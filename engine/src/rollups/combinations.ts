import type { Activity } from '../activities/activity.js'

/** Up to so many dimensions every combination of them is kept; of more only the short ones and that of all. */
const everyCombinationUpTo = 3

/**
 * The combinations of an activity's dimensions for which member sets are kept, each in the order of the activity's
 * dimensions: those of fewer dimensions first. The one of all dimensions is always there, and so is the one of none.
 */
export function combinationsOf({ dimensions }: Pick<Activity, 'dimensions'>): readonly (readonly string[])[] {
  const all = subsetsOf(dimensions)
  const kept = all.filter(
    ({ length }) => dimensions.length <= everyCombinationUpTo || length <= 2 || length === dimensions.length,
  )
  return kept.toSorted((one, other) => one.length - other.length)
}

function subsetsOf(dimensions: readonly string[]): readonly (readonly string[])[] {
  return dimensions.reduce<readonly (readonly string[])[]>(
    (subsets, dimension) => subsets.flatMap((subset) => [subset, [...subset, dimension]]),
    [[]],
  )
}

/** A rollup's cell: which dimensions it is split by, and the value of each. */
export interface RollupCell {
  readonly dimensions: readonly string[]
  readonly values: readonly (string | null)[]
}

/** A cell as it is stored: `{"line":"SBMY"}`; `{}` is everything. */
export function cellKey({ dimensions, values }: RollupCell): string {
  return JSON.stringify(
    Object.fromEntries(dimensions.map((dimension, at) => [dimension, values[at] ?? null])),
  )
}

/** The part of a cell that has only these dimensions. */
export function withinCell(cell: RollupCell, dimensions: readonly string[]): RollupCell {
  const values = dimensions.map((dimension) => cell.values[cell.dimensions.indexOf(dimension)] ?? null)
  return { dimensions, values }
}
