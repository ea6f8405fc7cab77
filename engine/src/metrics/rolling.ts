import { Refusal } from '../errors.js'
import { z } from 'zod'
import { checkDeclaration } from '../declarations/check-declaration.js'
import { description as described, type Description } from '../measures/described.js'
import { aMetric } from './declared-metric.js'
import type { Metric } from './metric.js'
import type { MetricKind } from './metric-kind.js'

/** A metric over the days that trail the range's last day. */
export interface Rolling<D extends string = string> extends Description {
  readonly kind: 'rolling'
  readonly dimensions: readonly D[]
  readonly metric: Metric
  readonly days: number
}

/** The most days that a figure may trail: ten years. */
const longest = 3660

/**
 * A metric over so many days that end on the range's last day, whatever the range: in a daily series each day
 * tells the days up to it. Members count once each over those days. Cohort figures look back to as many days just
 * before them. Without a label of its own it is called after the metric: `Buyers, 30 days`.
 *
 * @throws Refusal `invalid-rolling`
 * @example
 * const monthlyActive = rolling(members(logins, 'customer'), 30)
 */
export function rolling<D extends string>(
  metric: Metric<D>,
  days: number,
  options: Description = {},
): Rolling<D> {
  checkDeclaration('rolling', [
    [metric, aMetric],
    [days, z.number()],
    [options, described],
  ])
  if (!Number.isInteger(days) || days < 1 || days > longest) throw new Refusal('invalid-rolling', { days })
  const { label, description, format, knownFrom } = metric
  return Object.freeze({
    kind: 'rolling',
    dimensions: metric.dimensions,
    metric,
    days,
    ...(label !== undefined && { label: `${label}, ${days === 1 ? '1 day' : `${days} days`}` }),
    ...(description !== undefined && { description }),
    ...(format && { format }),
    ...(knownFrom !== undefined && { knownFrom }),
    ...options,
  })
}

export const rollingKind: MetricKind<Rolling> = {
  parts: ({ metric }) => [metric],
  leaves: () => [],
  trailing: ({ days }) => days,
  read: ({ metric }, figures) => figures.read(metric),
  formula: ({ metric, days }, nameOf) => `${nameOf(metric)} over the ${days} days up to the last day`,
  additive: () => false,
  whole: ({ metric }, isWhole) => isWhole(metric),
}
