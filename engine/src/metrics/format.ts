import { Decimal } from 'decimal.js'
import { z } from 'zod'
import { checkDeclaration } from '../declarations/check-declaration.js'
import { objectOf } from '../declarations/shape.js'
import type { Format } from '../measures/described.js'
import { currencySymbols } from './currency-symbols.js'

const decimalPlaces = z.int().min(0).max(30)

const moneyOptions = objectOf<{ symbol?: string; decimals?: number }>({
  symbol: z.string().optional(),
  decimals: decimalPlaces.optional(),
})

/** A number with so many decimals, in groups of three: `number(0)` gives 1,234. */
export function number(decimals = 0): Format {
  checkDeclaration('number', [[decimals, decimalPlaces]])
  return { as: 'number', decimals }
}

/**
 * Money of a currency (ISO 4217), with its symbol before it: `money('GBP')` gives £1,234.50, and
 * `money('MYR', { symbol: 'RM ' })` gives RM 1,234.50. Without a currency it is money of each row's own: of a sum
 * that says which of its dimensions holds that.
 */
export function money(currency?: string, options: { symbol?: string; decimals?: number } = {}): Format {
  checkDeclaration('money', [
    [currency, z.string().optional()],
    [options, moneyOptions],
  ])
  return {
    as: 'money',
    currency: currency ?? null,
    symbol: options.symbol ?? (currency === undefined ? '' : (currencySymbols[currency] ?? `${currency} `)),
    decimals: options.decimals ?? 2,
  }
}

/**
 * The format of an amount that is in a currency: money of that one, whatever currency was declared. Amounts whose
 * rows do not say their currency are plain numbers; shares and multiples stay what they are.
 *
 * @example
 * formatOfCurrency(money('EUR'), 'USD') // as money('USD')
 */
export function formatOfCurrency(format: Format, currency: string | null | undefined): Format {
  if (currency === undefined || format.as === 'percent' || format.as === 'multiple') return format
  const { decimals } = format
  if (currency === null) return number(decimals)
  return format.as === 'money' && format.currency === currency ? format : money(currency, { decimals })
}

/**
 * A format with the project's parameters put in: `money('{currency}')` is money of the currency that is set.
 */
export function formatWith(format: Format, parameters: Readonly<Record<string, string>>): Format {
  if (format.as !== 'money') return format
  const { currency, symbol, decimals } = format
  if (currency === null) return format
  const named = currency.replaceAll(
    /\{(\w+)\}/g,
    (whole, parameter: string) => parameters[parameter] ?? whole,
  )
  if (named === currency) return format
  return money(named, { decimals, ...(symbol === `${currency} ` ? {} : { symbol }) })
}

/** A share in percent: `percent(2)` gives 12.34%. A ratio in this format is in percent, not a fraction. */
export function percent(decimals = 2): Format {
  checkDeclaration('percent', [[decimals, decimalPlaces]])
  return { as: 'percent', decimals }
}

/** How many times: `multiple(2)` gives 2.50x. */
export function multiple(decimals = 2): Format {
  checkDeclaration('multiple', [[decimals, decimalPlaces]])
  return { as: 'multiple', decimals }
}

const writers: {
  readonly [A in Format['as']]: (value: Decimal, format: Extract<Format, { as: A }>) => string
} = {
  number: (value, { decimals }) => grouped(value, decimals),
  money: (value, { symbol, decimals }) => signed(value, (amount) => symbol + grouped(amount, decimals)),
  percent: (value, { decimals }) => `${grouped(value, decimals)}%`,
  multiple: (value, { decimals }) => `${grouped(value, decimals)}x`,
}

/**
 * A value as people read it; `–` where there is none.
 *
 * @example
 * formatted('1234567.891', money('GBP')) // '£1,234,567.89'
 */
export function formatted(value: string | null, format: Format): string {
  if (value === null) return '–'
  return (writers[format.as] as (value: Decimal, format: Format) => string)(new Decimal(value), format)
}

function signed(value: Decimal, write: (amount: Decimal) => string): string {
  return value.isNegative() && !value.isZero() ? `-${write(value.abs())}` : write(value.abs())
}

function grouped(value: Decimal, decimals: number): string {
  const [whole = '0', fraction] = value.toFixed(decimals, Decimal.ROUND_HALF_UP).split('.')
  const groups = whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? groups : `${groups}.${fraction}`
}
