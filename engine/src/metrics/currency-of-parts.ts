import type { Reading } from './metric-kind.js'

/**
 * Why a figure that is worked out from others has no value: the reason of the first part that has none; or that
 * amounts of two currencies would be put together.
 */
export function missingPart(
  ...parts: readonly Reading[]
): Pick<Reading, 'because' | 'currencies'> | undefined {
  const missing = parts.find(({ value }) => value === null)
  if (missing !== undefined) {
    const { because = 'not-known-yet', currencies } = missing
    return { because, ...(currencies && { currencies }) }
  }
  const currencies = [...new Set(parts.flatMap(({ currency }) => (currency === undefined ? [] : [currency])))]
  return currencies.length > 1 ? { because: 'several-currencies', currencies } : undefined
}

/** The currency of the first part that is in one. */
export function currencyOfParts(...parts: readonly Reading[]): Pick<Reading, 'currency'> {
  const currency = parts.find((part) => part.currency !== undefined)?.currency
  return currency === undefined ? {} : { currency }
}
