import { Decimal } from 'decimal.js'

/** Wide enough for a quotient of two 38-digit decimals. */
const Exact = Decimal.clone({ precision: 80, rounding: Decimal.ROUND_HALF_UP })

/** A decimal of 80 digits, for arithmetic that this file has no word for. */
export function exact(value: Decimal.Value): Decimal {
  return new Exact(value)
}

/** Decimal places of a quotient. */
const quotientPlaces = 12

/** A decimal as a whole number of its last decimal place. */
interface Fixed {
  readonly units: bigint
  readonly scale: number
}

/** A decimal's plain digits, without zeros that say nothing: `-3.5`, `0`, `12`. */
export function plain(text: string): string {
  return isPlain.test(text) ? text : textOf(fixed(text))
}

const isPlain = /^(0|-?(0\.\d*[1-9]|[1-9]\d*(\.\d*[1-9])?))$/

/** The quotient, rounded to 12 decimal places, half away from zero; null where the divisor is 0. */
export function divided(dividend: string, divisor: string): string | null {
  const by = fixed(divisor)
  return by.units === 0n ? null : textOf(quotient(fixed(dividend), by))
}

/** `factor × other`, or `factor × other ÷ divisor` rounded as a quotient is. The divisor is not 0. */
export function times(factor: string, other: string, divisor?: string): string {
  const [one, two] = [fixed(factor), fixed(other)]
  const product = { units: one.units * two.units, scale: one.scale + two.scale }
  return textOf(divisor === undefined ? product : quotient(product, fixed(divisor)))
}

/** The exact sum. */
export function plus(augend: string, addend: string): string {
  return textOf(sum(fixed(augend), fixed(addend)))
}

/** The exact difference. */
export function minus(minuend: string, subtrahend: string): string {
  const { units, scale } = fixed(subtrahend)
  return textOf(sum(fixed(minuend), { units: -units, scale }))
}

function sum(one: Fixed, other: Fixed): Fixed {
  const scale = Math.max(one.scale, other.scale)
  return { units: scaledTo(one, scale) + scaledTo(other, scale), scale }
}

function quotient(dividend: Fixed, divisor: Fixed): Fixed {
  const places = quotientPlaces + divisor.scale - dividend.scale
  const units = places >= 0 ? dividend.units * powerOfTen(places) : dividend.units
  const by = places >= 0 ? divisor.units : divisor.units * powerOfTen(-places)
  const [above, below] = [units < 0n ? -units : units, by < 0n ? -by : by]
  const rounded = (2n * above + below) / (2n * below)
  return { units: units < 0n === by < 0n ? rounded : -rounded, scale: quotientPlaces }
}

function scaledTo({ units, scale }: Fixed, to: number): bigint {
  return scale === to ? units : units * powerOfTen(to - scale)
}

const powers: bigint[] = []

function powerOfTen(exponent: number): bigint {
  return (powers[exponent] ??= 10n ** BigInt(exponent))
}

const isDigits = /^-?\d+(\.\d+)?$/

function fixed(text: string): Fixed {
  const digits = isDigits.test(text) ? text : new Exact(text).toFixed()
  const point = digits.indexOf('.')
  if (point < 0) return { units: BigInt(digits), scale: 0 }
  return { units: BigInt(digits.slice(0, point) + digits.slice(point + 1)), scale: digits.length - point - 1 }
}

function textOf({ units, scale }: Fixed): string {
  if (units === 0n) return '0'
  const isNegative = units < 0n
  const digits = String(isNegative ? -units : units).padStart(scale + 1, '0')
  const point = digits.length - scale
  let end = digits.length
  while (end > point && digits.charCodeAt(end - 1) === zero) end -= 1
  const whole = digits.slice(0, point)
  const text = end === point ? whole : `${whole}.${digits.slice(point, end)}`
  return isNegative ? `-${text}` : text
}

const zero = 48

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
  const from = plain(earlier)
  if (from === '0') return { change: null, because: 'previous-is-zero' }
  return { change: times(minus(value, earlier), '100', from.startsWith('-') ? from.slice(1) : from) }
}
