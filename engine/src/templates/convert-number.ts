import { blanks } from './tokens.js'
import { numberOf, type Value } from './values.js'

const around = new RegExp(`^[${blanks}]+|[${blanks}]+$`, 'g')

/** A whole number as Python's `int` makes it of a text, float or truth value; undefined where it cannot. */
export function wholeNumber(value: Value, base = 10): bigint | undefined {
  if (typeof value === 'string') {
    const [, sign = '', prefix = '', digits = ''] =
      /^([-+]?)(0[xXoObB]_?)?([\da-zA-Z]+(?:_[\da-zA-Z]+)*)$/.exec(value.replace(around, '')) ?? []
    const prefixed = { x: 16, o: 8, b: 2 }[prefix.charAt(1).toLowerCase()]
    if (prefix !== '' && prefixed !== base) return undefined
    const found = digitsOf(digits.replaceAll('_', ''), base)
    return found === undefined ? undefined : sign === '-' ? -found : found
  }
  const number = numberOf(value)
  if (typeof number !== 'number') return number
  return Number.isFinite(number) ? BigInt(Math.trunc(number)) : undefined
}

function digitsOf(text: string, base: number): bigint | undefined {
  if (text === '') return undefined
  let whole = 0n
  for (const sign of text) {
    const digit = parseInt(sign, 36)
    if (Number.isNaN(digit) || digit >= base) return undefined
    whole = whole * BigInt(base) + BigInt(digit)
  }
  return whole
}

/** A float as Python's `float` makes it; undefined where it cannot. */
export function float(value: Value): number | undefined {
  if (typeof value !== 'string') {
    const number = numberOf(value)
    return number === undefined ? undefined : Number(number)
  }
  const text = value.replace(around, '')
  const [, sign = '', word] = /^([-+]?)(inf|infinity|nan)$/i.exec(text) ?? []
  if (word !== undefined) return word.toLowerCase() === 'nan' ? NaN : sign === '-' ? -Infinity : Infinity
  return /^[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][-+]?\d+(?:_\d+)*)?$/.test(text)
    ? Number(text.replaceAll('_', ''))
    : undefined
}
