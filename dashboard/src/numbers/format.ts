import type { Format } from 'daymark'
import { formatOfCurrency } from '../../../engine/src/metrics/currency-format.js'
import type { Figure } from './figure.js'

export type { Format }
export { formatOfCurrency }

/**
 * A value as people read it, rounded half up from all of its digits; `–` where there is none.
 *
 * @example
 * formatted('1234567.891', { as: 'money', currency: 'GBP', symbol: '£', decimals: 2 }) // '£1,234,567.89'
 */
export function formatted(value: Figure | null | undefined, format: Format): string {
  if (value === null || value === undefined) return '–'
  const written = rounded(value, format.decimals)
  if (format.as === 'percent') return `${written}%`
  if (format.as === 'multiple') return `${written}x`
  if (format.as === 'number') return written
  return written.startsWith('-') ? `-${format.symbol}${written.slice(1)}` : `${format.symbol}${written}`
}

/** How a target is written: in its own currency, which need not be the value's. */
export function targetFormat(
  format: Format,
  { targetCurrency }: { readonly targetCurrency?: string | undefined },
): Format {
  return formatOfCurrency(format, targetCurrency)
}

const units = [
  { from: 1e12, sign: 'T' },
  { from: 1e9, sign: 'B' },
  { from: 1e6, sign: 'M' },
  { from: 1e3, sign: 'k' },
] as const

/** A value in few characters, for axes and calendars: `RM 4.48M`, `99.6k`, `12.3%`. */
export function compact(value: Figure | null | undefined, format: Format): string {
  if (value === null || value === undefined) return '–'
  const size = Math.abs(Number(value))
  if (format.as === 'percent') return `${short(Number(value))}%`
  if (format.as === 'multiple') return `${short(Number(value))}x`
  const symbol = format.as === 'money' ? format.symbol : ''
  const unit = units.find(({ from }) => size >= from && (from > 1e3 || size >= 10_000))
  const shown = unit === undefined ? short(size) : short(size / unit.from) + unit.sign
  return `${Number(value) < 0 ? '-' : ''}${symbol}${shown}`
}

/** A change in percent: `14.3%`, without its sign. */
export function changeSize(change: Figure): string {
  return `${rounded(change, 1).replace(/^-/, '')}%`
}

/** Three digits, or all that stand before the point; none that are zeros behind it. */
function short(size: number): string {
  const decimals = Math.abs(size) >= 100 ? 0 : Math.abs(size) >= 10 ? 1 : 2
  return grouped(
    size
      .toFixed(decimals)
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, ''),
  )
}

/** Digits with so many decimals, half up (away from zero), in groups of three. */
function rounded(value: Figure, decimals: number): string {
  const text = plain(value)
  const isNegative = text.startsWith('-')
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.')
  const kept = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'))
  const up = Number(fraction.charAt(decimals) || '0') >= 5 ? 1n : 0n
  const digits = String(kept + up).padStart(decimals + 1, '0')
  const at = digits.length - decimals
  const sign = isNegative && /[1-9]/.test(digits) ? '-' : ''
  return sign + grouped(digits.slice(0, at) + (decimals > 0 ? `.${digits.slice(at)}` : ''))
}

/** A number without an exponent. */
function plain(value: Figure): string {
  const text = String(value)
  if (!/e/i.test(text)) return text
  const [mantissa = '0', power = '0'] = text.toLowerCase().split('e')
  const isNegative = mantissa.startsWith('-')
  const [whole = '0', fraction = ''] = mantissa.replace('-', '').split('.')
  const at = whole.length + Number(power)
  const digits = (whole + fraction).padEnd(at, '0')
  const shifted = at > 0 ? `${digits.slice(0, at)}.${digits.slice(at)}` : `0.${'0'.repeat(-at)}${digits}`
  return (isNegative ? '-' : '') + shifted.replace(/\.$/, '')
}

function grouped(digits: string): string {
  const [whole = '0', fraction] = digits.split('.')
  const groups = whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? groups : `${groups}.${fraction}`
}
