import type { Decimal } from 'decimal.js'
import type { AdjustedDay } from './adjusted-days.js'
import { exact } from '../metrics/exact.js'
import { sumOf } from './rounding.js'
import type { Day } from '../calendar/day.js'

/** Where what was achieved stands beside a target: more counts as better. */
export type PaceState = 'behind' | 'met' | 'ahead'

/**
 * How a month stands against its plan. Amounts in the metric's unit, rates in percent; null where not known, and where
 * they would be a share of what is not above 0. Target − achieved = missing − surplus, of which one is 0.
 */
export interface Pace {
  readonly target: Decimal
  readonly achieved: Decimal
  /** The initial targets of the days that are over, and of today the share of it that has passed. */
  readonly planToDate: Decimal
  readonly achievedAgainstPlan: Decimal | null
  readonly achievedAgainstTarget: Decimal | null
  /** What is missing to the target; 0 once it is reached. */
  readonly missing: Decimal
  /** What was achieved beyond the target; 0 until then. */
  readonly surplus: Decimal
  /** The month's days that are not over, today among them. */
  readonly daysLeft: number
  /** What each day left has to bring on average, 0 once the target is reached; today counts as the part of it that has not passed. */
  readonly neededPerDay: Decimal | null
  /** The same in percent of what the days so far brought on average: 100 keeps the pace. */
  readonly neededAgainstSoFar: Decimal | null
  readonly projectedEnd: Decimal | null
  readonly projectedAgainstTarget: Decimal | null
  /** The projected end less the target. */
  readonly projectedGap: Decimal | null
}

/** What a pace is worked out from. */
export interface Pacing {
  readonly days: readonly AdjustedDay[]
  readonly target: Decimal
  readonly today: Day
  /** The share of today that has passed, 0 to 1. */
  readonly passed: Decimal
  readonly projectedEnd: Decimal | null
}

/** How a month stands against its plan at a moment. */
export function pace({ days, target, today, passed, projectedEnd }: Pacing): Pace {
  const achieved = sumOf(days.map(({ actual }) => actual ?? exact(0)))
  const over = days.filter(({ day }) => day < today)
  const now = days.filter(({ day }) => day === today)
  const planToDate = sumOf([
    ...over.map(({ initial }) => initial),
    ...now.map(({ initial }) => initial.times(passed)),
  ])
  const daysLeft = days.length - over.length
  const [missing, surplus] = [aboveZero(target.minus(achieved)), aboveZero(achieved.minus(target))]
  const left = exact(daysLeft).minus(now.length === 0 ? 0 : passed)
  const neededPerDay = left.isZero() ? null : missing.div(left)
  const elapsed = exact(over.length).plus(now.length === 0 ? 0 : passed)
  const soFar = elapsed.isZero() ? null : achieved.div(elapsed)
  return {
    target,
    achieved,
    planToDate,
    achievedAgainstPlan: inPercent(achieved, planToDate),
    achievedAgainstTarget: inPercent(achieved, target),
    missing,
    surplus,
    daysLeft,
    neededPerDay,
    neededAgainstSoFar: neededPerDay && soFar && inPercent(neededPerDay, soFar),
    projectedEnd,
    projectedAgainstTarget: projectedEnd && inPercent(projectedEnd, target),
    projectedGap: projectedEnd && projectedEnd.minus(target),
  }
}

/** Where an amount stands beside a target, also one of 0 or below. */
export function paceState(achieved: Decimal, target: Decimal): PaceState {
  const order = achieved.comparedTo(target)
  return order < 0 ? 'behind' : order === 0 ? 'met' : 'ahead'
}

function aboveZero(amount: Decimal): Decimal {
  return amount.isNegative() ? exact(0) : amount
}

function inPercent(part: Decimal, whole: Decimal): Decimal | null {
  return whole.lte(0) ? null : part.div(whole).times(100)
}
