import type { RowSet } from '../activities/row-set.js'
import { Refusal } from '../errors.js'

/**
 * The dimensions by which a measure over a row set can be split.
 *
 * @throws Refusal `measure-without-day` for a source that does not say on which day its rows fall
 */
export function measuredDimensions<D extends string>(of: RowSet<D>): readonly D[] {
  if (of.kind === 'activity') return of.dimensions
  if (of.day === undefined) throw new Refusal('measure-without-day', { source: of.name })
  return Object.keys(of.dimensions) as D[]
}
