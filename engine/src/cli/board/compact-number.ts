import type { Format } from '../../measures/described.js'
import { formatted } from '../../metrics/format.js'

const units = [
  { from: 1e12, sign: 'T' },
  { from: 1e9, sign: 'B' },
  { from: 1e6, sign: 'M' },
  { from: 1e3, sign: 'k' },
] as const

/**
 * A value in few characters, for beside the full ones: `RM 4.48M`, `99.6k`, `12.34%`.
 *
 * @example
 * compact('4481020.39', money('MYR')) // 'RM 4.48M'
 */
export function compact(value: string | null, format: Format): string {
  const isShort = value === null || format.as === 'percent' || format.as === 'multiple'
  if (isShort || (format.as === 'number' && Math.abs(Number(value)) < 10_000)) {
    return formatted(value, format)
  }
  const size = Math.abs(Number(value))
  const symbol = format.as === 'money' ? format.symbol : ''
  const sign = Number(value) < 0 ? '-' : ''
  const unit = units.find(({ from }) => size >= from)
  const shown = unit === undefined ? rounded(size) : rounded(size / unit.from) + unit.sign
  return `${sign}${symbol}${shown}`
}

/** Three digits, or all that stand before the point. */
function rounded(size: number): string {
  const decimals = size >= 100 || Number.isInteger(size) ? 0 : size >= 10 ? 1 : 2
  return size.toFixed(decimals)
}
