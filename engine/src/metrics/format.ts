import { Decimal } from 'decimal.js'
import { z } from 'zod'
import { checkDeclaration } from '../declarations/check-declaration.js'
import { objectOf } from '../declarations/shape.js'
import type { Format } from '../measures/described.js'
import { declaredDecimals, moneyFormat, type MoneyOptions } from './currency-format.js'
import { currencyOf } from './currencies.js'

const decimalPlaces = z.int().min(0).max(30)

const moneyOptions = objectOf<MoneyOptions>({
  symbol: z.string().optional(),
  decimals: decimalPlaces.optional(),
})

/** A number with so many decimals, in groups of three: `number(0)` gives 1,234. */
export function number(decimals = 0): Format {
  checkDeclaration('number', [[decimals, decimalPlaces]])
  return { as: 'number', decimals }
}

/**
 * Money of a currency (ISO 4217), with its symbol before it and the decimals of its smallest unit: `money('GBP')` gives
 * £1,234.50, `money('JPY')` ¥1,235, and `money('MYR', { symbol: 'RM ' })` RM 1,234.50. Without a currency it is money of
 * each row's own: of a sum that says which of its dimensions holds that.
 */
export function money(currency?: string, options: { symbol?: string; decimals?: number } = {}): Format {
  checkDeclaration('money', [
    [currency, z.string().optional()],
    [options, moneyOptions],
  ])
  return moneyFormat(currency ?? null, options)
}

/**
 * A format with the project's parameters put in: `money('{currency}')` is money of the currency that is set.
 */
export function formatWith(format: Format, parameters: Readonly<Record<string, string>>): Format {
  if (format.as !== 'money') return format
  const { currency, symbol } = format
  if (currency === null) return format
  const named = currency.replaceAll(
    /\{(\w+)\}/g,
    (whole, parameter: string) => parameters[parameter] ?? whole,
  )
  if (named === currency) return format
  const decimals = declaredDecimals(format)
  return moneyFormat(named, {
    ...(decimals !== undefined && { decimals }),
    ...(symbol !== currencyOf(currency).symbol && { symbol }),
  })
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
