import { madeAs } from '../declarations/shape.js'
import type { Metric } from './metric.js'

const kinds: Readonly<Record<Metric['kind'], true>> = {
  sum: true,
  count: true,
  members: true,
  'returning-sum': true,
  'active-sum': true,
  'new-members': true,
  'existing-members': true,
  'retained-members': true,
  'stayed-members': true,
  'reactivated-members': true,
  'churned-members': true,
  'previous-members': true,
  ratio: true,
  arithmetic: true,
  'per-day': true,
  rolling: true,
  'active-days': true,
}

/** A metric, as the functions for metrics make it. */
export const aMetric = madeAs<Metric>(
  Object.keys(kinds),
  'a metric, as sum(…), count(…), members(…), ratio(…) and the like make it',
)
