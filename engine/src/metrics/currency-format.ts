import type { Format } from '../measures/described.js'
import { currencyOf, sameCurrency, saidCurrency } from './currencies.js'

/** How money is written, where it is not as its currency has it. */
export interface MoneyOptions {
  readonly symbol?: string
  readonly decimals?: number
}

/** Money of a currency: its symbol and the decimals of its smallest unit, where nothing else is said. */
export function moneyFormat(currency: string | null, { symbol, decimals }: MoneyOptions = {}): Format {
  const known = currency === null ? { symbol: '', decimals: usualDecimals } : currencyOf(currency)
  return {
    as: 'money',
    currency,
    symbol: symbol ?? known.symbol,
    decimals: decimals ?? known.decimals,
  }
}

/**
 * The format of an amount that is in a currency: money of that one, whatever currency was declared. Decimals that were
 * declared stay; else they are the currency's own. Amounts whose rows do not say their currency are plain numbers; shares
 * and multiples stay what they are.
 *
 * @example
 * formatOfCurrency(money('EUR'), 'JPY') // as money('JPY')
 */
export function formatOfCurrency(format: Format, currency: string | null | undefined): Format {
  if (currency === undefined || format.as === 'percent' || format.as === 'multiple') return format
  const decimals = declaredDecimals(format)
  const said = saidCurrency(currency)
  if (said === null) return { as: 'number', decimals: decimals ?? usualDecimals }
  const isDeclared = format.as === 'money' && format.currency !== null && sameCurrency(format.currency, said)
  if (isDeclared) return format
  return moneyFormat(said, decimals === undefined ? {} : { decimals })
}

/** The decimals that a format declares, where they are not just those of what it is of. */
export function declaredDecimals(format: Format): number | undefined {
  const own =
    format.as === 'money' && format.currency !== null ? currencyOf(format.currency).decimals : usualDecimals
  return format.decimals === own ? undefined : format.decimals
}

const usualDecimals = 2
