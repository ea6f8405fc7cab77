import type { Activity } from '../activities/activity.js'
import { z } from 'zod'
import { checkOfMembers } from '../activities/declared-activity.js'
import { chosen, objectOf } from '../declarations/shape.js'
import { described, type Description } from './described.js'
import { inCurrency, type CurrencyOption, type InCurrency } from './amount-currency.js'
import { summedColumn, type SummedColumn } from './summed-column.js'

/** A sum over all rows of the members who are active in the range. */
export interface ActiveSum<D extends string = string> extends Description, InCurrency {
  readonly kind: 'active-sum'
  readonly of: Activity<string, D>
  readonly dimensions: readonly D[]
  readonly identity: string
  readonly summed: SummedColumn
}

export interface ActiveSumOptions<D extends string = string> extends Description, CurrencyOption<D> {
  /** Decimal places to keep of each row's value; needed where the expression divides or reads a double. */
  readonly scale?: number
}

type Definition = string | ({ readonly expression: string } & ActiveSumOptions)

const definedAtLength = objectOf<Exclude<Definition, string>>({
  ...described,
  expression: z.string(),
  scale: z.int().min(0).max(37).optional(),
  currency: z.string().nullable().optional(),
})

const aDefinition = chosen<Definition>((value) => (typeof value === 'string' ? z.string() : definedAtLength))

/**
 * The sum of an expression over every row of the sources behind an activity, those that its condition leaves out
 * included, of the members who are active in the range. Split by a dimension it is the rows with a value, of the
 * members who are active with that value; so its parts need not add up to its total, nor its days to a range's.
 *
 * @example
 * const netProfitOfDepositors = activeSum(deposits, 'person', 'deposit_amount - withdraw_amount')
 */
export function activeSum<I extends string, D extends string>(
  of: Activity<I, D>,
  identity: NoInfer<I>,
  definition: string | ({ readonly expression: string } & ActiveSumOptions<NoInfer<D>>),
): ActiveSum<D> {
  checkOfMembers('activeSum', [of, identity, definition], aDefinition)
  const { expression, scale, currency, ...description } =
    typeof definition === 'string'
      ? { expression: definition, scale: undefined, currency: undefined }
      : definition
  return Object.freeze({
    kind: 'active-sum',
    of,
    dimensions: of.dimensions,
    identity,
    summed: summedColumn({ expression, scale }),
    ...inCurrency(of, currency, { expression }),
    ...description,
  })
}
