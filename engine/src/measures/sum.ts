import type { RowSet } from '../activities/row-set.js'
import type { Description } from './described.js'
import { measuredDimensions } from './measured-dimensions.js'
import { summedColumn, type SummedColumn } from './summed-column.js'

/** An exact sum of an expression over a row set's rows. */
export interface Sum<D extends string = string> extends Description {
  readonly kind: 'sum'
  readonly of: RowSet<D>
  readonly dimensions: readonly D[]
  readonly summed: SummedColumn
}

export interface SumOptions extends Description {
  /** A condition on the rows, beside the activity's own. */
  readonly where?: string
  /** Decimal places to keep of each row's value; needed where the expression divides or reads a double. */
  readonly scale?: number
}

/**
 * The sum of a column or SQL expression over a source's or an activity's rows. It adds up: a range's sum is
 * the sum of its days, a total the sum of its parts. Decimals stay decimals; nothing is summed in binary
 * floating point. Over no rows it is 0.
 *
 * @throws Refusal `unknown-scale` (when the project is checked) where decimal places cannot be told
 * @example
 * const revenue = sum(sales, 'Quantity * UnitPrice', { format: money('GBP') })
 */
export function sum<D extends string>(of: RowSet<D>, expression: string, options: SumOptions = {}): Sum<D> {
  const { where, scale, ...description } = options
  return Object.freeze({
    kind: 'sum',
    of,
    dimensions: measuredDimensions(of),
    summed: summedColumn({ expression, where, scale }),
    ...description,
  })
}
