import type { Format } from '../measures/described.js'
import { sameCurrency, saidCurrency } from '../metrics/currencies.js'
import { isInCurrency } from '../measures/leaf.js'
import { leavesOf } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import type { AnswerValue } from '../queries/answer.js'

/** The currencies that occur, each once: `usd` and `USD` are one. */
export function currenciesTogether(all: readonly (string | undefined)[]): readonly string[] {
  return all.reduce<readonly string[]>(
    (known, each) =>
      each === undefined || known.some((other) => sameCurrency(each, other)) ? known : [...known, each],
    [],
  )
}

/**
 * The currency that a metric's value is in: what its rows say, null where they do not; else that of its format, unless
 * its sums say their currency and there is nothing to say it of. Undefined where it is in none.
 */
export function currencyOfValue(
  value: Pick<AnswerValue, 'currency'> | undefined,
  { metric, format }: { readonly metric: Metric; readonly format: Format },
): string | null | undefined {
  if (value?.currency !== undefined) return value.currency === null ? null : saidCurrency(value.currency)
  const isToldByRows = leavesOf(metric).some(isInCurrency)
  return format.as === 'money' && format.currency !== null && !isToldByRows ? format.currency : undefined
}

/** The currency of a target that stands beside a value: its own, else the value's. A number that is no money has none. */
export function currencyOfTarget(
  target: string | undefined,
  value: string | null | undefined,
  { metric, format }: { readonly metric: Metric; readonly format: Format },
): string | undefined {
  const isMoney = value !== undefined || format.as === 'money' || leavesOf(metric).some(isInCurrency)
  return isMoney ? (target ?? value ?? undefined) : undefined
}

/** Whether a target can stand beside a value: it says no currency, or the value's, or the value is in none. */
export function isInCurrencyOf(target: string | undefined, value: string | null | undefined): boolean {
  if (target === undefined || value === undefined) return true
  return value !== null && sameCurrency(target, value)
}
