import type { ComparedRow } from './differences.js'
import { isNone, less, noRows, sumOf, type Key, type Tally } from './tally.js'

/** A step from one side to the next: a cause that is corrected, or differences that no cause accounts for. */
export interface Step {
  /** The cause's name; undefined where the step has none. */
  readonly cause: string | undefined
  /** In a sentence. */
  readonly says: string
}

/** What one step amounts to. */
export interface FoundStep extends Step {
  /** In how many rows. */
  readonly rows: number
  /** Over all of them: how much more the reference says than it would without. */
  readonly net: Tally
  readonly examples: readonly Example[]
}

/** A row in which a step amounts to something. */
export interface Example {
  readonly key: Key
  readonly reference: Tally | undefined
  readonly ours: Tally | undefined
  /** Reference less ours. */
  readonly difference: Tally
  /** What of that the step amounts to. */
  readonly amount: Tally
  /** What else amounts to something in the row: causes by their names, and `unexplained`. */
  readonly besides: readonly string[]
}

/** How rows of two tables compare. */
export interface RowCounts {
  readonly compared: number
  readonly equal: number
  /** Different, and the causes' amounts add up to the difference. */
  readonly explained: number
  /** With a difference that no cause accounts for. */
  readonly unexplained: number
}

export function rowCounts(rows: readonly ComparedRow[], steps: readonly Step[], columns: number): RowCounts {
  const without = steps.flatMap(({ cause }, nr) => (cause === undefined ? [nr] : []))
  const unexplained = rows.filter((row) => without.some((nr) => row.steps.has(nr)))
  const equal = rows.filter(
    (row) => !without.some((nr) => row.steps.has(nr)) && isNone(differenceOf(row, columns)),
  )
  return {
    compared: rows.length,
    equal: equal.length,
    explained: rows.length - equal.length - unexplained.length,
    unexplained: unexplained.length,
  }
}

/** What each step amounts to, with so many examples: those rows first in which little else happens. */
export function stepsFound(
  rows: readonly ComparedRow[],
  steps: readonly Step[],
  { examples, columns }: { readonly examples: number; readonly columns: number },
): readonly FoundStep[] {
  return steps.map((step, nr) => {
    const touched = rows.filter((row) => row.steps.has(nr))
    const clearest = touched.toSorted((one, other) => one.steps.size - other.steps.size).slice(0, examples)
    return {
      ...step,
      rows: touched.length,
      net: sumOf(
        touched.flatMap((row) => row.steps.get(nr) ?? []),
        columns,
      ),
      examples: clearest.map((row) => exampleOf(row, nr, { steps, columns })),
    }
  })
}

function exampleOf(
  row: ComparedRow,
  nr: number,
  { steps, columns }: { readonly steps: readonly Step[]; readonly columns: number },
): Example {
  const others = [...row.steps.keys()].filter((other) => other !== nr)
  const besides = new Set(others.map((other) => steps[other]?.cause ?? 'unexplained'))
  return {
    key: row.key,
    reference: row.reference,
    ours: row.ours,
    difference: differenceOf(row, columns),
    amount: row.steps.get(nr) ?? noRows(columns),
    besides: [...besides],
  }
}

/** Reference less ours. */
export function differenceOf({ reference, ours }: ComparedRow, columns: number): Tally {
  const none = noRows(columns)
  return less(reference ?? none, ours ?? none)
}
