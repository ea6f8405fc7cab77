import type { Metric } from './metric.js'
import { stayedMembers } from './stayed-members.js'

/** Whether a metric counts nobody but members of the period before. */
export function isOfPeriodBefore(metric: Metric): boolean {
  if (metric.kind === 'rolling' || metric.kind === 'per-day') return isOfPeriodBefore(metric.metric)
  if (metric.kind === 'arithmetic') {
    const { left, right } = metric
    return isOfPeriodBefore(left) && ('constant' in right || isOfPeriodBefore(right))
  }
  return ofPeriodBefore.has(metric.kind)
}

const ofPeriodBefore: ReadonlySet<Metric['kind']> = new Set([
  'previous-members',
  'stayed-members',
  'churned-members',
])

/**
 * A metric in which retained members are counted by what they were in the period before. What does not hold any stays
 * the same object, since metrics are known by theirs.
 */
export function amongPeriodBefore(metric: Metric): Metric {
  if (metric.kind === 'retained-members') {
    const { of, identity, label, description, format, knownFrom } = metric
    return stayedMembers(of, identity, {
      ...(label !== undefined && { label }),
      ...(description !== undefined && { description }),
      ...(format && { format }),
      ...(knownFrom !== undefined && { knownFrom }),
    })
  }
  if (metric.kind === 'rolling' || metric.kind === 'per-day') {
    const inside = amongPeriodBefore(metric.metric)
    return inside === metric.metric ? metric : Object.freeze({ ...metric, metric: inside })
  }
  if (metric.kind === 'arithmetic') {
    const left = amongPeriodBefore(metric.left)
    const right = 'constant' in metric.right ? metric.right : amongPeriodBefore(metric.right)
    const isSame = left === metric.left && right === metric.right
    return isSame ? metric : Object.freeze({ ...metric, left, right })
  }
  return metric
}
