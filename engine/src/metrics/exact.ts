import { Decimal } from 'decimal.js'

/** Wide enough for a quotient of two 38-digit decimals. */
const Exact = Decimal.clone({ precision: 80, rounding: Decimal.ROUND_HALF_UP })

/** A decimal of 80 digits, for arithmetic that this file has no word for. */
export function exact(value: Decimal.Value): Decimal {
  return new Exact(value)
}

/** Decimal places of a quotient. */
const quotientPlaces = 12

/** A decimal's plain digits, without zeros that say nothing: `-3.5`, `0`, `12`. */
export function plain(text: string): string {
  return new Exact(text).toFixed()
}

/** The quotient, rounded to 12 decimal places, half away from zero; null where the divisor is 0. */
export function divided(dividend: string, divisor: string): string | null {
  const by = new Exact(divisor)
  return by.isZero() ? null : new Exact(dividend).div(by).toDecimalPlaces(quotientPlaces).toFixed()
}

/** `factor × other`, or `factor × other ÷ divisor` rounded as a quotient is. The divisor is not 0. */
export function times(factor: string, other: string, divisor?: string): string {
  const product = new Exact(factor).times(other)
  return (divisor === undefined ? product : product.div(divisor).toDecimalPlaces(quotientPlaces)).toFixed()
}

/** The exact sum. */
export function plus(augend: string, addend: string): string {
  return new Exact(augend).plus(addend).toFixed()
}

/** The exact difference. */
export function minus(minuend: string, subtrahend: string): string {
  return new Exact(minuend).minus(subtrahend).toFixed()
}

/** How a value changed from an earlier one, and why that cannot be said where it cannot. */
export interface Change {
  /** In percent of the earlier value's size, rounded to 12 decimal places; null where it cannot be said. */
  readonly change: string | null
  readonly because?: 'previous-is-zero' | 'no-previous-value' | 'no-value'
}

/**
 * The change from an earlier value in percent: (value − earlier) ÷ |earlier| × 100. From 0 or from nothing
 * there is no change, rather than an infinite one.
 *
 * @example
 * changed('125.5', '100') // { change: '25.5' }
 */
export function changed(value: string | null, earlier: string | null): Change {
  if (value === null) return { change: null, because: 'no-value' }
  if (earlier === null) return { change: null, because: 'no-previous-value' }
  const from = new Exact(earlier)
  if (from.isZero()) return { change: null, because: 'previous-is-zero' }
  return { change: times(minus(value, earlier), '100', from.abs().toFixed()) }
}
