import type { Decimal } from 'decimal.js'
import type { Day } from '../calendar/day.js'
import { rounded, type Rounding } from './rounding.js'

/** A day of the month with what its label says of it. */
export interface LabelledDay {
  readonly day: Day
  readonly label: string
  /** How much such a day brings, as a multiple of a normal day. */
  readonly uplift: Decimal
  /** The label's share of the month's total weight; it plays no part in the arithmetic. */
  readonly weight: Decimal | null
  /** The weights of all the month's days, added up. Not 0. */
  readonly totalWeight: Decimal
}

/**
 * The days' first targets: uplift × month target ÷ total weight. They add up to the month's target when the
 * labels' weights do. Rounded ones add up to what the unrounded ones add up to, to the unit.
 *
 * @example
 * initialTargets(days, exact('3000'), 'none') // one decimal for each day, in order
 */
export function initialTargets(
  days: readonly LabelledDay[],
  month: Decimal,
  rounding: Rounding,
): readonly Decimal[] {
  const initials = days.map(({ uplift, totalWeight }) => uplift.times(month).div(totalWeight))
  return rounding === 'none' ? initials : rounded(initials, rounding)
}
