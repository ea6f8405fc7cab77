import type { Format } from '../measures/described.js'
import { isInCurrency } from '../measures/leaf.js'
import { saidCurrency } from './currencies.js'
import { leavesOf } from './metric-kinds.js'
import type { Metric } from './metric.js'

/**
 * The currency that a metric's amounts are in: what rows told, null where they do not say it; else that of its format,
 * unless its sums say their currency and there is nothing to say it of. Undefined where it is in none.
 *
 * @example
 * currencyOfMetric(revenue, { told: undefined, format: money('EUR') }) // 'EUR'
 */
export function currencyOfMetric(
  metric: Metric,
  { told, format }: { readonly told: string | null | undefined; readonly format: Format },
): string | null | undefined {
  if (told !== undefined) return saidCurrency(told)
  return format.as === 'money' && format.currency !== null && !isToldByRows(metric)
    ? format.currency
    : undefined
}

/** Whether rows say in which currency a metric's amounts are. */
export function isToldByRows(metric: Metric): boolean {
  return leavesOf(metric).some(isInCurrency)
}
