import { describe, expect, it } from 'vitest'
import { formatOfCurrency } from '../../src/metrics/currency-format.js'
import { currencyOf } from '../../src/metrics/currencies.js'
import { formatted, formatWith, money, number, percent } from '../../src/metrics/format.js'

/** Decimals by `Intl`, which follows CLDR. */
const byIntl = (currency: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits

/** Where CLDR says how people write amounts in cash, and ISO 4217 what the smallest unit is. */
const inCash = new Set(
  'AFN ALL COP HUF IDR IQD IRR KPW LAK LBP MGA MMK MRO MUR PKR RSD SLE SLL SOS STD SYP TWD TZS UYU UZS YER ZMK AMD CRC GYD MNT NOK SEK CZK CVE SVC TMM TRL VED VEF ZWD ZWG ZWL ADP AFA'.split(
    ' ',
  ),
)

describe('money', () => {
  it.each([
    ['JPY', '1234.5', '¥1,235'],
    ['VND', '12087912.4', '₫12,087,912'],
    ['KRW', '-1500', '-KRW 1,500'],
    ['KWD', '1.2345', 'KWD 1.235'],
    ['BHD', '7', 'BHD 7.000'],
    ['CLF', '1.00005', 'CLF 1.0001'],
    ['IDR', '15000', 'Rp 15,000.00'],
    ['MMK', '2.5', 'K 2.50'],
    ['EUR', '3', '€3.00'],
    ['jpy', '3', '¥3'],
    ['XYZ', '3', 'XYZ 3.00'],
  ])('in %s writes %s as %s', (currency, value, text) => {
    expect(formatted(value, money(currency))).toBe(text)
  })

  it('has the decimals that `Intl` gives, but where CLDR leaves out coins that ISO 4217 has', () => {
    const codes = Intl.supportedValuesOf('currency').filter((code) => !inCash.has(code))
    const current = codes.filter((code) => !/^(X[^AOP]|.*[0-9])/.test(code))
    expect(current.length).toBeGreaterThan(120)
    const others = current.filter((code) => currencyOf(code).decimals !== byIntl(code))
    // Money of the past, which nobody pays in any more.
    expect(
      others.filter((code) => !['ESP', 'ITL', 'LUF', 'TPE', 'BYR', 'BEF', 'GRD'].includes(code)),
    ).toEqual([])
  })

  it('keeps the decimals and the symbol that are declared', () => {
    expect(formatted('1.5', money('JPY', { decimals: 2 }))).toBe('¥1.50')
    expect(formatted('1.5', money('EUR', { decimals: 0 }))).toBe('€2')
    expect(formatted('1.5', formatWith(money('{cur}'), { cur: 'JPY' }))).toBe('¥2')
    expect(formatted('1.5', formatWith(money('{cur}', { decimals: 1, symbol: '$ ' }), { cur: 'JPY' }))).toBe(
      '$ 1.5',
    )
  })
})

describe('the format of an amount in a currency', () => {
  it.each([
    [money(), 'JPY', '¥1,235'],
    [money('EUR'), 'JPY', '¥1,235'],
    [money('EUR', { decimals: 0 }), 'KWD', 'KWD 1,235'],
    [money('EUR', { symbol: 'E ' }), 'EUR', 'E 1,234.57'],
    [money('EUR', { symbol: 'E ' }), 'eur', 'E 1,234.57'],
    [number(2), 'KWD', 'KWD 1,234.567'],
    [number(0), 'USD', '$1,235'],
    [money('JPY'), 'USD', '$1,234.57'],
    [money('JPY'), null, '1,234.57'],
    [money('JPY'), ' ', '1,234.57'],
    [percent(1), 'USD', '1,234.6%'],
  ])('%o in %s', (format, currency, text) => {
    expect(formatted('1234.567', formatOfCurrency(format, currency))).toBe(text)
  })
})
