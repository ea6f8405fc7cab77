import { Decimal } from 'decimal.js'
import { exact } from '../metrics/exact.js'
import { average, type PastDay } from './derived-uplifts.js'
import { sumOf } from './rounding.js'

/** Why the end of the month is not projected. */
export type NoMonthEnd = 'no-normal-days' | 'no-projection-of-today'

/** Where the month will end. */
export interface MonthEnd {
  readonly value: Decimal | null
  readonly because?: NoMonthEnd
  /** Between these the month ends 8 times out of 10, as far as the past days say. */
  readonly range?: { readonly low: Decimal; readonly high: Decimal }
  /** The parts of the value: booked on past days, today's projection, the days left. */
  readonly parts?: { readonly booked: Decimal; readonly today: Decimal; readonly left: Decimal }
  /** The normal day's average, and how many days it is of. */
  readonly normalDay?: { readonly average: Decimal; readonly days: number }
}

/** What the end of a month is projected from. */
export interface EndingMonth {
  /** Booked on the month's days before today. */
  readonly booked: Decimal
  /** Today's projection, where today lies in the month; null where nothing can be said. */
  readonly today:
    { readonly value: Decimal | null; readonly low?: Decimal; readonly high?: Decimal } | undefined
  /** The uplifts of the month's days after today. */
  readonly upliftsLeft: readonly Decimal[]
  /** Complete days before today, by which a normal day is known: the last 90. */
  readonly past: readonly (PastDay & { readonly uplift: Decimal | null })[]
  readonly normal: string
}

/** The distance of the 10 and 90 % points of a normal distribution, in standard deviations. */
const tenToNinety = exact('1.2815515655446004')
const enoughForARange = 7

/**
 * The end of the month: what is booked, today's projection, and for each day left the normal day's average times
 * its uplift. The range takes each day left to vary as past days did around average × uplift, and the average
 * itself to be as sure as its number of days makes it. Today's own range counts where its projection has one.
 */
export function monthEnd({ booked, today, upliftsLeft, past, normal }: EndingMonth): MonthEnd {
  const { mean, days } = average(past, normal)
  if (today?.value === null) return { value: null, because: 'no-projection-of-today' }
  if (upliftsLeft.length > 0 && mean === null) return { value: null, because: 'no-normal-days' }
  const normalDay = mean ?? exact(0)
  const left = normalDay.times(sumOf(upliftsLeft))
  const now = today?.value ?? exact(0)
  const value = booked.plus(now).plus(left)
  const range = rangeOf({ booked, today, upliftsLeft, past, normal }, normalDay, value)
  return {
    value,
    ...(range && { range }),
    parts: { booked, today: now, left },
    ...(mean && { normalDay: { average: mean, days } }),
  }
}

function rangeOf({ booked, today, upliftsLeft, past }: EndingMonth, normalDay: Decimal, value: Decimal) {
  const now = today?.value ?? exact(0)
  const [low, high] = [today?.low ?? now, today?.high ?? now]
  if (upliftsLeft.length === 0) return { low: booked.plus(low), high: booked.plus(high) }
  const spreads = past.flatMap(({ actual, uplift }) =>
    uplift?.isPositive() === true && !uplift.isZero() ? [actual.div(uplift).minus(normalDay)] : [],
  )
  if (spreads.length < enoughForARange) return undefined
  const variance = sumOf(spreads.map((spread) => spread.times(spread))).div(spreads.length)
  const days = sumOf(upliftsLeft.map((uplift) => uplift.times(uplift)))
  const total = sumOf(upliftsLeft)
  const ofDaysLeft = variance
    .times(days.plus(total.times(total).div(spreads.length)))
    .sqrt()
    .times(tenToNinety)
  const reach = (ofToday: Decimal) => ofDaysLeft.pow(2).plus(ofToday.pow(2)).sqrt()
  return {
    low: Decimal.max(value.minus(reach(now.minus(low))), Decimal.min(value, booked)),
    high: value.plus(reach(high.minus(now))),
  }
}
