import { formatPercent } from './format-text.js'
import { TemplateMistake } from './template-mistake.js'
import { Tuple, defined, numberOf, typeOf, type Value } from './values.js'

export type Arithmetic = '+' | '-' | '*' | '/' | '//' | '%' | '**'

const longest = 10_000_000

/**
 * Two values added, multiplied and so on as Python does.
 *
 * @throws TemplateMistake where it cannot be done with these types
 */
export function calculated(left: Value, sign: Arithmetic, right: Value): Value {
  const [one, other] = [defined(left), defined(right)]
  const [a, b] = [numberOf(one), numberOf(other)]
  if (a !== undefined && b !== undefined) {
    if (typeof a === 'bigint' && typeof b === 'bigint') return ofWholes(a, sign, b)
    return ofFloats(floatOf(a), sign, floatOf(b))
  }
  if (sign === '+') return joined(one, other)
  if (sign === '*') return repeated(one, other)
  if (sign === '%' && typeof one === 'string') return formatPercent(one, other)
  throw mismatch(one, sign, other)
}

function mismatch(one: Value, sign: string, other: Value): TemplateMistake {
  const advice = sign === '+' ? ' Use ~ to join texts with other values.' : ''
  return new TemplateMistake(
    `"${sign}" cannot be used between a ${typeOf(one)} and a ${typeOf(other)}.${advice}`,
  )
}

/** A value with its sign turned, or as it is. */
export function signed(sign: '-' | '+', value: Value): Value {
  const number = numberOf(defined(value))
  if (number === undefined)
    throw new TemplateMistake(`"${sign}" needs a number behind it, not a ${typeOf(value)}.`)
  return sign === '-' ? -number : number
}

function joined(one: Value, other: Value): Value {
  if (typeof one === 'string' && typeof other === 'string') return one + other
  if (Array.isArray(one) && Array.isArray(other)) return [...one, ...other]
  if (one instanceof Tuple && other instanceof Tuple) return new Tuple([...one.items, ...other.items])
  throw mismatch(one, '+', other)
}

function repeated(one: Value, other: Value): Value {
  const [value, count] = typeof numberOf(other) === 'bigint' ? [one, numberOf(other)] : [other, numberOf(one)]
  if (typeof count !== 'bigint') throw mismatch(one, '*', other)
  const length =
    typeof value === 'string' || Array.isArray(value)
      ? value.length
      : value instanceof Tuple
        ? value.items.length
        : undefined
  if (length === undefined) throw mismatch(one, '*', other)
  if (BigInt(Math.max(length, 1)) * count > BigInt(longest))
    throw new TemplateMistake('the result is too long.')
  const times = count < 0n ? 0 : Number(count)
  if (typeof value === 'string') return value.repeat(times)
  const items = value instanceof Tuple ? value.items : (value as readonly Value[])
  const all = Array.from({ length: times }, () => items).flatMap((one) => [...one])
  return value instanceof Tuple ? new Tuple(all) : all
}

function ofWholes(a: bigint, sign: Arithmetic, b: bigint): Value {
  switch (sign) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '**':
      return powerOf(a, b)
    case '/':
      return quotient(a, b)
    case '//':
      return flooredDivision(a, b).quotient
    case '%':
      return flooredDivision(a, b).remainder
  }
}

function divisor<T extends bigint | number>(value: T): T {
  if (value === 0n || value === 0) throw new TemplateMistake('a division by zero.')
  return value
}

function flooredDivision(a: bigint, b: bigint): { readonly quotient: bigint; readonly remainder: bigint } {
  const remainder = a % divisor(b)
  const isOff = remainder !== 0n && remainder < 0n !== b < 0n
  return { quotient: a / b - (isOff ? 1n : 0n), remainder: isOff ? remainder + b : remainder }
}

function powerOf(a: bigint, b: bigint): Value {
  const times = b < 0n ? -b : b
  if (times * BigInt(a.toString(2).length) > 100_000n && a !== 0n && a !== 1n && a !== -1n)
    throw new TemplateMistake('the power is too large.')
  if (b < 0n) return quotient(1n, divisor(a) ** -b)
  return a ** b
}

/** Of whole numbers that a float holds; the nearest float to their quotient otherwise is not known here. */
function quotient(a: bigint, b: bigint): number {
  const [one, other] = [Number(a), Number(divisor(b))]
  if (Number.isSafeInteger(one) && Number.isSafeInteger(other)) return one / other
  throw new TemplateMistake(
    '"/" of whole numbers of 2 ** 53 and more is not exact; use "//", or divide in the SQL.',
  )
}

function floatOf(value: bigint | number): number {
  const float = Number(value)
  if (Number.isFinite(float) || typeof value === 'number') return float
  throw new TemplateMistake('the number is too large for a float.')
}

function ofFloats(a: number, sign: Arithmetic, b: number): Value {
  switch (sign) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / divisor(b)
    case '**':
      throw new TemplateMistake('"**" takes whole numbers; work out powers of fractions in the SQL.')
    case '//':
      return floatDivision(a, b).quotient
    case '%':
      return floatDivision(a, b).remainder
  }
}

/** Quotient and remainder with the sign of the divisor. */
function floatDivision(a: number, b: number): { readonly quotient: number; readonly remainder: number } {
  const cut = a % divisor(b)
  const isOff = cut !== 0 && cut < 0 !== b < 0
  const remainder = cut === 0 ? (b < 0 ? -0 : 0) : isOff ? cut + b : cut
  const exact = (a - cut) / b - (isOff ? 1 : 0)
  if (exact === 0) return { quotient: a / b < 0 || Object.is(a / b, -0) ? -0 : 0, remainder }
  const floor = Math.floor(exact)
  return { quotient: exact - floor > 0.5 ? floor + 1 : floor, remainder }
}
