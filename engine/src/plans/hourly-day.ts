import type { Decimal } from 'decimal.js'
import type { Day } from '../calendar/day.js'

/** What was booked in each clock hour of a day. */
export interface HourlyDay {
  readonly day: Day
  /** What the plan's calendar calls the day; null where it does not say. */
  readonly label: string | null
  /** The label's uplift in the month that is projected; null where there is none. */
  readonly uplift: Decimal | null
  /** 24 amounts, by the hour of the business day. */
  readonly hours: readonly Decimal[]
  readonly total: Decimal
}

/** A day that is under way. */
export interface DaySoFar extends HourlyDay {
  /** The hour of the business day, 0 to 23; the hours before it are over. */
  readonly hour: number
  /** How many hours the clock shows each hour for on this day: 1, and 0, 2 or a part where the clocks change. */
  readonly clockHours: readonly number[]
}
