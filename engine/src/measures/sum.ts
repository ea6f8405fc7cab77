import type { RowSet } from '../activities/row-set.js'
import { z } from 'zod'
import { aRowSet } from '../activities/declared-activity.js'
import { checkDeclaration } from '../declarations/check-declaration.js'
import { objectOf } from '../declarations/shape.js'
import { described, type Description } from './described.js'
import { inCurrency, type CurrencyOption, type InCurrency } from './amount-currency.js'
import { measuredDimensions } from './measured-dimensions.js'
import { summedColumn, type SummedColumn } from './summed-column.js'

/** An exact sum of an expression over a row set's rows. */
export interface Sum<D extends string = string> extends Description, InCurrency {
  readonly kind: 'sum'
  readonly of: RowSet<D>
  readonly dimensions: readonly D[]
  readonly summed: SummedColumn
}

export interface SumOptions<D extends string = string> extends Description, CurrencyOption<D> {
  /** A condition on the rows, beside the activity's own. */
  readonly where?: string
  /** Decimal places to keep of each row's value; needed where the expression divides or reads a double. */
  readonly scale?: number
}

const sumOptions = objectOf<SumOptions>({
  ...described,
  where: z.string().optional(),
  scale: z.int().min(0).max(37).optional(),
  currency: z.string().nullable().optional(),
})

/**
 * The sum of a column or SQL expression over a source's or an activity's rows. It adds up: a range's sum is
 * the sum of its days, a total the sum of its parts. Decimals stay decimals; nothing is summed in binary
 * floating point. Over no rows it is 0. With a `currency`, amounts of different currencies are never added.
 *
 * @throws Refusal `currency-not-a-dimension`; `unknown-scale` (when the project is checked) where decimal places cannot be told
 * @example
 * const revenue = sum(sales, 'Quantity * UnitPrice', { format: money('GBP') })
 * const paid = sum(orders, 'total', { currency: 'cur' }) // each row's amount is in the currency that `cur` says
 */
export function sum<D extends string>(
  of: RowSet<D>,
  expression: string,
  options: SumOptions<NoInfer<D>> = {},
): Sum<D> {
  checkDeclaration('sum', [
    [of, aRowSet],
    [expression, z.string()],
    [options, sumOptions],
  ])
  const { where, scale, currency, ...description } = options
  return Object.freeze({
    kind: 'sum',
    of,
    dimensions: measuredDimensions(of),
    summed: summedColumn({ expression, where, scale }),
    ...inCurrency(of, currency, { expression, where }),
    ...description,
  })
}
