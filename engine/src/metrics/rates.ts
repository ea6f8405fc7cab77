import type { Activity } from '../activities/activity.js'
import { checkOfMembers } from '../activities/declared-activity.js'
import { checkDeclaration } from '../declarations/check-declaration.js'
import { aMetric } from './declared-metric.js'
import { members } from '../measures/members.js'
import { churnedMembers } from './churned-members.js'
import { percent } from './format.js'
import { newMembers } from './new-members.js'
import { previousMembers } from './previous-members.js'
import { ratio, ratioOptions, type Ratio, type RatioOptions } from './ratio.js'
import { reactivatedMembers } from './reactivated-members.js'
import { stayedMembers } from './stayed-members.js'
import type { Metric } from './metric.js'

/**
 * Of the period before's active members, the share who are active in the range, too: stayed ÷ previous. Split by a
 * segment, both count by what the members were in the period before, so that it never exceeds 100 %.
 *
 * @example
 * const retention = retentionRate(sales, 'customer')
 */
export function retentionRate<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: RatioOptions = {},
): Ratio<D | A> {
  checkOfMembers('retentionRate', [of, identity, options], ratioOptions)
  return rate(stayedMembers(of, identity), previousMembers(of, identity), {
    ...options,
    terms: { numerator: 'stayed', denominator: 'previous', of: ofPeriodBefore(of, identity) },
  })
}

/**
 * Of the period before's active members, the share who are not active in the range: churned ÷ previous, what
 * retention leaves of 100 %. Split by a segment, both count by what the members were in the period before.
 *
 * @example
 * const churn = churnRate(sales, 'customer')
 */
export function churnRate<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: RatioOptions = {},
): Ratio<D | A> {
  checkOfMembers('churnRate', [of, identity, options], ratioOptions)
  return rate(churnedMembers(of, identity), previousMembers(of, identity), {
    ...options,
    terms: { numerator: 'churned', denominator: 'previous', of: ofPeriodBefore(of, identity) },
  })
}

/** Reactivated members as a share of the range's active members. */
export function reactivationRate<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: RatioOptions = {},
): Ratio<D | A> {
  checkOfMembers('reactivationRate', [of, identity, options], ratioOptions)
  return rate(reactivatedMembers(of, identity), members(of, identity), options)
}

/** New members as a share of the range's active members. */
export function newRate<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: RatioOptions = {},
): Ratio<D | A> {
  checkOfMembers('newRate', [of, identity, options], ratioOptions)
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
  checkDeclaration('perMember', [
    [metric, aMetric],
    [active, aMetric],
    [options, ratioOptions],
  ])
  return ratio(metric, active, options)
}

function ofPeriodBefore(of: Activity, identity: string): string {
  return `members of ${of.name} by ${identity} active in the period before`
}

function rate<N extends string, D extends string>(
  numerator: Metric<N>,
  denominator: Metric<D>,
  options: RatioOptions & Pick<Ratio, 'terms'>,
): Ratio<N & D> {
  const { terms, ...rest } = options
  const declared = ratio(numerator, denominator, { format: percent(2), ...rest })
  return terms === undefined ? declared : Object.freeze({ ...declared, terms })
}
