import { dimensionsOf, type RowSet } from '../activities/row-set.js'
import { Refusal } from '../errors.js'
import { closestName } from '../names/closest-name.js'
import { summedColumn, type SummedColumn } from './summed-column.js'

/** Which currency the amounts of a sum are in: what says so, row by row. */
export interface AmountCurrency {
  /** The dimension of the row set whose values are currencies. */
  readonly dimension: string
  /** The stored number of rows that bring an amount other than 0: it tells which currencies there are. */
  readonly counted: SummedColumn
}

/** What is said of a sum's currency. */
export interface CurrencyOption<D extends string> {
  /**
   * The dimension that holds each row's currency: amounts of different currencies are then never added. `null` says
   * that all amounts are in one currency, whatever a column of that name holds.
   */
  readonly currency?: D | null
}

/** What is kept of it: nothing where nothing is said. */
export interface InCurrency {
  readonly currency?: AmountCurrency | null
}

/**
 * The currency of a sum, as its option says.
 *
 * @throws Refusal `currency-not-a-dimension`
 */
export function inCurrency(
  of: RowSet,
  dimension: string | null | undefined,
  { expression, where }: { readonly expression: string; readonly where?: string | undefined },
): InCurrency {
  if (dimension === undefined) return {}
  if (dimension === null) return { currency: null }
  const dimensions = dimensionsOf(of)
  if (!dimensions.includes(dimension)) {
    const closest = closestName(dimension, dimensions)
    throw new Refusal('currency-not-a-dimension', {
      currency: dimension,
      kind: of.kind,
      name: of.name,
      closest,
      dimensions,
    })
  }
  const isAmount = `(${expression}\n) <> 0`
  const counted = summedColumn({
    where: where === undefined ? isAmount : `(${where}\n) AND ${isAmount}`,
    scale: 0,
  })
  return { currency: { dimension, counted } }
}
