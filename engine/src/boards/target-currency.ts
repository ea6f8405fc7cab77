import type { Format } from '../measures/described.js'
import { sameCurrency } from '../metrics/currencies.js'
import { isToldByRows } from '../metrics/currency-of-metric.js'
import type { Metric } from '../metrics/metric.js'

/** The currencies that occur, each once: `usd` and `USD` are one. */
export function currenciesTogether(all: readonly (string | undefined)[]): readonly string[] {
  return all.reduce<readonly string[]>(
    (known, each) =>
      each === undefined || known.some((other) => sameCurrency(each, other)) ? known : [...known, each],
    [],
  )
}

/** The currency of a target that stands beside a value: its own, else the value's. A number that is no money has none. */
export function currencyOfTarget(
  target: string | undefined,
  value: string | null | undefined,
  { metric, format }: { readonly metric: Metric; readonly format: Format },
): string | undefined {
  const isMoney = value !== undefined || format.as === 'money' || isToldByRows(metric)
  return isMoney ? (target ?? value ?? undefined) : undefined
}

/** Whether a target can stand beside a value: it says no currency, or the value's, or the value is in none. */
export function isInCurrencyOf(target: string | undefined, value: string | null | undefined): boolean {
  if (target === undefined || value === undefined) return true
  return value !== null && sameCurrency(target, value)
}
