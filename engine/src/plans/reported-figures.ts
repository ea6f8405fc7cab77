import type { Decimal } from 'decimal.js'

/** Decimal places of what leaves. */
export const figurePlaces = 18

/** An amount as plain decimal text. */
export function figure(amount: Decimal): string {
  const text = amount.toDecimalPlaces(figurePlaces).toFixed()
  return text === '-0' ? '0' : text
}

export function figureOrNull(amount: Decimal | null | undefined): string | null {
  return amount === null || amount === undefined ? null : figure(amount)
}
