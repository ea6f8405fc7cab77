import { z } from 'zod'
import { chosen, objectOf } from '../declarations/shape.js'
import type { Metric } from './metric.js'
import { memberDimensions, type Activity } from '../activities/activity.js'
import { checkOfMembers } from '../activities/declared-activity.js'
import { description, type Description } from '../measures/described.js'
import { members } from '../measures/members.js'
import { percent } from './format.js'
import { oneLeaf, type MetricKind } from './metric-kind.js'
import { perDay, type PerDay } from './per-day.js'
import { ratio, ratioKeys, type Ratio, type RatioOptions } from './ratio.js'
import { rolling } from './rolling.js'

/** On how many days members were active. */
export interface ActiveDays<D extends string = string> extends Description {
  readonly kind: 'active-days'
  readonly of: Activity
  readonly dimensions: readonly D[]
  readonly identity: string
}

/**
 * The number of days on which members were active: each member counts once for each day of the range. Over a
 * single day it is the number of members. Split by a segment, each day counts in the segment held that day.
 *
 * @example
 * const visits = activeDays(logins, 'customer')
 */
export function activeDays<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: Description = {},
): ActiveDays<D | A> {
  checkOfMembers('activeDays', [of, identity, options], description)
  const dimensions = memberDimensions(of, identity)
  return Object.freeze({ kind: 'active-days', of, dimensions, identity, ...options })
}

/**
 * The number of members who were active on a day, on average over the range's days: those on which nobody was
 * active count too.
 *
 * @example
 * const dailyActive = averageDailyMembers(logins, 'customer')
 */
export function averageDailyMembers<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  options: Description = {},
): PerDay<D | A> {
  checkOfMembers('averageDailyMembers', [of, identity, options], description)
  return perDay(activeDays(of, identity), options)
}

export interface StickinessOptions extends RatioOptions {
  /**
   * Of how many days up to the range's last day the members are that the daily ones are a share of; `range` for
   * the members of the range itself. Default: 30.
   */
  readonly over?: number | 'range'
}

const stickinessOptions = objectOf<StickinessOptions>({
  ...ratioKeys,
  over: chosen<number | 'range'>((value) =>
    typeof value === 'number' || value === 'range' ? z.any() : "a number of days, or 'range'",
  ).optional(),
})

/**
 * How many of the members of 30 days are there on a day: the members of a day, on average over the range's days,
 * as a share of those of the 30 days up to its last day. For a month, `over: 'range'` gives average daily members
 * as a share of the month's.
 *
 * @throws Refusal `invalid-rolling`
 * @example
 * const stickiness = stickinessRate(logins, 'customer')
 */
export function stickinessRate<I extends string, D extends string, A extends string>(
  of: Activity<I, D, A>,
  identity: NoInfer<I>,
  declared: StickinessOptions = {},
): Ratio<D | A> {
  checkOfMembers('stickinessRate', [of, identity, declared], stickinessOptions)
  const { over = 30, ...options } = declared
  const everyone = members(of, identity)
  return ratio(averageDailyMembers(of, identity), over === 'range' ? everyone : rolling(everyone, over), {
    format: percent(2),
    ...options,
  })
}

/** Whose stickiness a metric is; undefined for any other metric. */
export function stickinessOf(metric: Metric): Pick<ActiveDays, 'of' | 'identity'> | undefined {
  const daily =
    metric.kind === 'ratio' && metric.numerator.kind === 'per-day' ? metric.numerator.metric : undefined
  return daily?.kind === 'active-days' ? daily : undefined
}

export const activeDaysKind: MetricKind<ActiveDays> = oneLeaf(
  ({ of, identity }) => ({ pass: 'active-days', of, identity }),
  {
    additive: false,
    formula: ({ of, identity }) => `days on which members of ${of.name} by ${identity} were active`,
  },
)
