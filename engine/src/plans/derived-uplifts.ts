import type { Decimal } from 'decimal.js'
import type { Day } from '../calendar/day.js'
import { exact } from '../metrics/exact.js'
import { sumOf } from './rounding.js'

/** A past day with its label; a day without a sale has an actual of 0. */
export interface PastDay {
  readonly day: Day
  readonly label: string
  readonly actual: Decimal
}

/** An uplift with what it follows from. */
export interface DerivedUplift {
  /** Null where the label, or the normal day, has no past days or no revenue. */
  readonly uplift: Decimal | null
  /** How many past days of the label it is the average of. */
  readonly days: number
}

/**
 * Uplifts from history: the average of a label's days over the average of the normal days.
 *
 * @param past the days of the three full months before
 * @example
 * derivedUplifts(past, { labels: ['Normal day', 'Campaign'], normal: 'Normal day' }).get('Normal day') // 1
 */
export function derivedUplifts(
  past: readonly PastDay[],
  { labels, normal }: { labels: readonly string[]; normal: string },
): ReadonlyMap<string, DerivedUplift> {
  const usual = average(past, normal)
  return new Map(
    labels.map((label) => {
      const own = average(past, label)
      const known =
        usual.mean !== null && own.mean !== null && usual.mean.isPositive() && !usual.mean.isZero()
      const uplift = known && own.mean !== null && usual.mean !== null ? own.mean.div(usual.mean) : null
      return [label, { uplift, days: own.days }]
    }),
  )
}

/** A label's average day; null without such days. */
export function average(past: readonly PastDay[], label: string): { mean: Decimal | null; days: number } {
  const own = past.filter((day) => day.label === label)
  const mean = own.length === 0 ? null : sumOf(own.map(({ actual }) => actual)).div(own.length)
  return { mean, days: own.length }
}

/** A label's weight in a month: its uplift times the number of its days. */
export function weightOf(uplift: Decimal, days: number): Decimal {
  return uplift.times(exact(days))
}
