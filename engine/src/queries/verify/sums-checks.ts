import { dimensionsOf, type RowSet } from '../../activities/row-set.js'
import type { Leaf } from '../../measures/leaf.js'
import type { SummedColumn } from '../../measures/summed-column.js'
import { minus, plus } from '../../metrics/exact.js'
import { Fetched, passesOf } from '../figures.js'
import type { CheckFailure, CheckResult, Checking, Checks } from './check.js'

/** Sums add up: a total is the sum of its parts, and a year that of its months, for every sum that is kept. */
export const sumsChecks: Checks = async (checking) => {
  const results: CheckResult[] = []
  for (const { of, columns } of checking.loaded.layout.sums) {
    const leaves = columns.map((summed): Leaf => ({ pass: 'sums', of, summed }))
    const whole = await fetchedBy(checking, leaves, [])
    results.push(overMonths(checking, { of, columns, whole }))
    for (const dimension of dimensionsOf(of)) {
      const split = await fetchedBy(checking, leaves, [dimension])
      results.push(overParts(checking, { of, columns, whole }, { dimension, split }))
    }
  }
  return results
}

function fetchedBy(
  { session, loaded, periods }: Checking,
  leaves: readonly Leaf[],
  by: readonly string[],
): Promise<Fetched> {
  return Fetched.from(session, passesOf({ loaded, leaves, windows: periods, by, where: [] }), by)
}

interface Summed {
  readonly of: RowSet
  readonly columns: readonly SummedColumn[]
  readonly whole: Fetched
}

function overParts(
  { periods }: Checking,
  { of, columns, whole }: Summed,
  { dimension, split }: { dimension: string; split: Fetched },
): CheckResult {
  const failures = columns.flatMap((summed) => {
    const leaf: Leaf = { pass: 'sums', of, summed }
    return periods.flatMap(({ label }, period) => {
      const parts = split.groups().map((group) => split.figure(leaf, group, period))
      return differing(`${label}, ${nameOf(summed)}`, parts, whole.figure(leaf, [], period))
    })
  })
  return {
    holds: 'total of a sum = sum of its parts',
    of: `${of.name}, by ${dimension}`,
    compared: columns.length * periods.length,
    failures,
  }
}

function overMonths({ periods }: Checking, { of, columns, whole }: Summed): CheckResult {
  const numbered = periods.map((period, index) => ({ ...period, index }))
  const years = numbered.filter(({ grain }) => grain === 'year')
  const failures = columns.flatMap((summed) => {
    const leaf: Leaf = { pass: 'sums', of, summed }
    return years.flatMap(({ label, range, index }) => {
      const months = numbered.filter(
        (month) => month.grain === 'month' && month.range.from >= range.from && month.range.to <= range.to,
      )
      const parts = months.map((month) => whole.figure(leaf, [], month.index))
      return differing(`${label}, ${nameOf(summed)}`, parts, whole.figure(leaf, [], index))
    })
  })
  return {
    holds: 'sum of a year = sum of its months',
    of: of.name,
    compared: columns.length * years.length,
    failures,
  }
}

function differing(where: string, parts: readonly string[], found: string): readonly CheckFailure[] {
  const expected = parts.reduce(plus, '0')
  return Number(minus(expected, found)) === 0 ? [] : [{ where, expected, found }]
}

function nameOf({ expression }: SummedColumn): string {
  return expression ?? 'rows'
}
