import { formatted } from '../../metrics/format.js'
import type { Format } from '../../measures/described.js'
import { compact } from '../board/compact-number.js'

/** How amounts are written where there is room, and where there is not. */
export type WriteAmount = (amount: string | null) => string

/** Amounts in full: ₫12,087,912. */
export function inFull(format: Format): WriteAmount {
  return (amount) => formatted(amount, format)
}

/** Amounts to three or four digits: ₫12.09M. */
export function inShort(format: Format): WriteAmount {
  return (amount) => (amount === null ? '–' : compact(amount, format))
}
