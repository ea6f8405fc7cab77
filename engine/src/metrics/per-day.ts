import { checkDeclaration } from '../declarations/check-declaration.js'
import { description, type Description } from '../measures/described.js'
import { aMetric } from './declared-metric.js'
import { currencyOfParts, missingPart } from './currency-of-parts.js'
import { divided } from './exact.js'
import type { Metric } from './metric.js'
import type { MetricKind } from './metric-kind.js'

/** A metric's average for one day of the range. */
export interface PerDay<D extends string = string> extends Description {
  readonly kind: 'per-day'
  readonly dimensions: readonly D[]
  readonly metric: Metric
}

/**
 * A metric divided by the number of days that are counted: all days of the range, while it is in progress those
 * up to today. Days on which nothing happened count. Rounded to 12 decimal places, half away from zero.
 *
 * @example
 * const depositAmountPerDay = perDay(depositAmount)
 */
export function perDay<D extends string>(metric: Metric<D>, options: Description = {}): PerDay<D> {
  checkDeclaration('perDay', [
    [metric, aMetric],
    [options, description],
  ])
  const { format } = metric
  return Object.freeze({
    kind: 'per-day',
    dimensions: metric.dimensions,
    metric,
    ...(format && { format }),
    ...options,
  })
}

export const perDayKind: MetricKind<PerDay> = {
  parts: ({ metric }) => [metric],
  leaves: () => [],
  read: ({ metric }, figures) => {
    const total = figures.read(metric)
    const { value } = total
    if (value === null) return { value, ...missingPart(total) }
    const days = String(figures.days)
    return { value: divided(value, days), ...currencyOfParts(total), numerator: value, denominator: days }
  },
  formula: ({ metric }, nameOf) => `${nameOf(metric)} ÷ days`,
  additive: () => false,
  whole: () => false,
}
