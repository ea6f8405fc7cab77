import type { Decimal } from 'decimal.js'
import type { Day } from '../calendar/day.js'
import type { Range } from '../calendar/range.js'
import type { Format } from '../measures/described.js'

/** The moment at which a plan is worked out, on the clock of the project's time zone. */
export interface PlanMoment {
  /** `2026-01-15T09:00:00`, wall clock. */
  readonly local: string
  /** The same in UTC, as warehouses hold it: `2026-01-15 02:00:00`. */
  readonly utc: string
  readonly today: Day
  /** The hour of the business day, 0 to 23: the hours before it are over. */
  readonly hour: number
  /** The hour that the clock shows when a business day starts. */
  readonly firstHour: number
  /** How many hours the clock shows each hour for today. */
  readonly clockHours: readonly number[]
}

/** What a label brings in a month. */
export interface LabelWeight {
  readonly uplift: Decimal
  readonly weight: Decimal | null
  readonly totalWeight: Decimal
}

/** What was booked, by day, clock hour and part, up to the moment. */
export interface Bookings {
  /** For each day with a row that counts: 24 amounts by clock hour, and their sum. */
  readonly days: ReadonlyMap<Day, { readonly hours: readonly Decimal[]; readonly total: Decimal }>
  /** The same sums by the value of the plan's split; empty without one. */
  readonly parts: ReadonlyMap<string | null, ReadonlyMap<Day, Decimal>>
  /** Whether rows have a time of day. */
  readonly hasHours: boolean
  /** The one currency of the amounts; null where rows do not say theirs, undefined where none is told. */
  readonly currency: string | null | undefined
}

/** Everything that a plan is worked out from, as it was read. */
export interface PlanInputs {
  readonly plan: string
  /** What people call the metric. */
  readonly metric: string
  /** How its amounts are written, in the currency that they are in. */
  readonly format: Format
  /** That currency; null where rows do not say theirs, undefined where it is in none. */
  readonly currency: string | null | undefined
  readonly month: { readonly label: string; readonly range: Range }
  readonly moment: PlanMoment
  readonly target: Decimal
  readonly version: string | null
  /** Whether days have labels of their own; without, all are called and weigh the same. */
  readonly isLabelled: boolean
  /** What an ordinary day is called. */
  readonly normal: string
  /** What the calendar calls each day, in the month and in the months before. */
  readonly labels: ReadonlyMap<Day, string>
  /** What each label brings in the month, or `derived` to work it out. */
  readonly weights: ReadonlyMap<string, LabelWeight> | 'derived'
  /** The three full months before the month. */
  readonly before: Range
  readonly bookings: Bookings
  /** The first and the last day of the metric's data up to the moment; undefined without any. */
  readonly data: Range | undefined
  /** The first day from which on all that the metric is worked out from has data. */
  readonly knownFrom: Day | undefined
}
