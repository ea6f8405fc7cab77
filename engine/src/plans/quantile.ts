import type { Decimal } from 'decimal.js'
import { exact } from '../metrics/exact.js'

/**
 * A quantile with linear interpolation between neighbours, as most statistics programs take it by default.
 *
 * @param values at least one
 * @param at 0 to 1, as a decimal
 * @example
 * quantile([exact(1), exact(2), exact(4)], '0.5') // 2
 */
export function quantile(values: readonly Decimal[], at: string): Decimal {
  const sorted = values.toSorted((a, b) => a.comparedTo(b))
  const position = exact(at).times(sorted.length - 1)
  const below = sorted[position.floor().toNumber()]
  const above = sorted[position.ceil().toNumber()]
  if (!below || !above) throw new Error('a quantile of nothing')
  return below.plus(above.minus(below).times(position.minus(position.floor())))
}
