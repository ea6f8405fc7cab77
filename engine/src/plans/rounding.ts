import { Decimal } from 'decimal.js'
import { exact } from '../metrics/exact.js'

/** Whether amounts are rounded, and to which unit, such as a currency's smallest: `{ unit: '0.01' }`. */
export type Rounding = 'none' | { readonly unit: string }

/**
 * Amounts rounded to a unit so that they add up to their own sum, itself rounded to the unit: each is rounded
 * down, and the units that are left go to the largest remainders, of equal ones to the first.
 *
 * @example
 * rounded([exact('3.335'), exact('3.335'), exact('3.33')], { unit: '0.01' }) // 3.34, 3.33, 3.33
 */
export function rounded(amounts: readonly Decimal[], { unit }: { unit: string }): readonly Decimal[] {
  return roundedTo(roundedSum(amounts, unit), amounts, unit)
}

/** The same as {@link rounded}, adding up to a total of our own choice, a multiple of the unit. */
export function roundedTo(total: Decimal, amounts: readonly Decimal[], unit: string): readonly Decimal[] {
  if (amounts.length === 0) return []
  const units = amounts.map((amount) => tidy(amount.div(unit)))
  const floors = units.map((count) => count.floor())
  const left = total.div(unit).minus(sumOf(floors)).round().toNumber()
  const each = Math.floor(left / amounts.length)
  const extra = left - each * amounts.length
  const byRemainder = units
    .map((count, index) => ({ index, remainder: count.minus(floors[index] ?? 0) }))
    .sort((a, b) => b.remainder.comparedTo(a.remainder) || a.index - b.index)
  const lucky = new Set(byRemainder.slice(0, extra).map(({ index }) => index))
  return floors.map((floor, index) => floor.plus(each + (lucky.has(index) ? 1 : 0)).times(unit))
}

/** The sum of amounts, rounded half up to the unit. */
export function roundedSum(amounts: readonly Decimal[], unit: string): Decimal {
  return tidy(sumOf(amounts).div(unit)).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).times(unit)
}

/** The largest multiple of the unit that is not above the amount. */
export function roundedDown(amount: Decimal, rounding: Rounding): Decimal {
  return rounding === 'none' ? amount : tidy(amount.div(rounding.unit)).floor().times(rounding.unit)
}

export function sumOf(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce((sum, amount) => sum.plus(amount), exact(0))
}

/** A third times three is one again: the last digits of a quotient say nothing. */
function tidy(amount: Decimal): Decimal {
  return amount.toDecimalPlaces(50)
}
