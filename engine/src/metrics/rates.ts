import type { Activity } from '../activities/activity.js'
import { members } from '../measures/members.js'
import { churnedMembers } from './churned-members.js'
import { percent } from './format.js'
import { newMembers } from './new-members.js'
import { previousMembers } from './previous-members.js'
import { ratio, type Ratio, type RatioOptions } from './ratio.js'
import { reactivatedMembers } from './reactivated-members.js'
import { retainedMembers } from './retained-members.js'
import type { Metric } from './metric.js'

/**
 * Retained members as a share of the period before's active members.
 *
 * @example
 * const retention = retentionRate(sales, 'customer')
 */
export function retentionRate<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: RatioOptions = {},
): Ratio<D | A> {
  return rate(retainedMembers(of, identity), previousMembers(of, identity), options)
}

/** Churned members as a share of the period before's active members: what retention leaves of 100 %. */
export function churnRate<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: RatioOptions = {},
): Ratio<D | A> {
  return rate(churnedMembers(of, identity), previousMembers(of, identity), options)
}

/** Reactivated members as a share of the range's active members. */
export function reactivationRate<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: RatioOptions = {},
): Ratio<D | A> {
  return rate(reactivatedMembers(of, identity), members(of, identity), options)
}

/** New members as a share of the range's active members. */
export function newRate<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: RatioOptions = {},
): Ratio<D | A> {
  return rate(newMembers(of, identity), members(of, identity), options)
}

/**
 * A metric per active member: a ratio whose denominator is the number of different members.
 *
 * @example
 * const depositPerMember = perMember(depositAmount, members(deposits, 'account'))
 */
export function perMember<N extends string, D extends string>(
  metric: Metric<N>,
  active: Metric<D>,
  options: RatioOptions = {},
): Ratio<N & D> {
  return ratio(metric, active, options)
}

function rate<N extends string, D extends string>(
  numerator: Metric<N>,
  denominator: Metric<D>,
  options: RatioOptions,
): Ratio<N & D> {
  return ratio(numerator, denominator, { format: percent(2), ...options })
}
