import { hasFlag, type Activity } from '../activities/activity.js'
import { Refusal } from '../errors.js'
import { z } from 'zod'
import { checkOfMembers } from '../activities/declared-activity.js'
import { chosen, objectOf } from '../declarations/shape.js'
import { described, type Description } from './described.js'
import { inCurrency, type CurrencyOption, type InCurrency } from './amount-currency.js'
import { summedColumn, type SummedColumn } from './summed-column.js'

/** A sum over the rows of members whose first day lies before the range. */
export interface ReturningSum<D extends string = string> extends Description, InCurrency {
  readonly kind: 'returning-sum'
  readonly of: Activity<string, D>
  readonly dimensions: readonly D[]
  readonly identity: string
  readonly summed: SummedColumn
}

export interface ReturningSumOptions<D extends string = string> extends Description, CurrencyOption<D> {
  /** Decimal places to keep of each row's value; needed where the expression divides or reads a double. */
  readonly scale?: number
}

type Definition = string | ({ readonly expression: string } & ReturningSumOptions)

const definedAtLength = objectOf<Exclude<Definition, string>>({
  ...described,
  expression: z.string(),
  scale: z.int().min(0).max(37).optional(),
  currency: z.string().nullable().optional(),
})

const aDefinition = chosen<Definition>((value) => (typeof value === 'string' ? z.string() : definedAtLength))

/**
 * The sum of an expression over the activity's rows of returning members: those whose first day lies before
 * the range that is asked for. In a series each period asks anew who is returning. It does not add up over
 * days, since who is returning depends on where the range starts.
 *
 * @throws Refusal `flagged-first-days` over an activity in which a condition on rows says who is new
 * @example
 * const returningRevenue = returningSum(sales, 'customer', 'Quantity * UnitPrice')
 */
export function returningSum<I extends string, D extends string>(
  of: Activity<I, D>,
  identity: NoInfer<I>,
  definition: string | ({ readonly expression: string } & ReturningSumOptions<NoInfer<D>>),
): ReturningSum<D> {
  checkOfMembers('returningSum', [of, identity, definition], aDefinition)
  if (hasFlag(of)) throw new Refusal('flagged-first-days', { activity: of.name })
  const { expression, scale, currency, ...description } =
    typeof definition === 'string'
      ? { expression: definition, scale: undefined, currency: undefined }
      : definition
  return Object.freeze({
    kind: 'returning-sum',
    of,
    dimensions: of.dimensions,
    identity,
    summed: summedColumn({ expression, scale }),
    ...inCurrency(of, currency, { expression }),
    ...description,
  })
}
