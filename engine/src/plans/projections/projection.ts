import type { Decimal } from 'decimal.js'
import type { DaySoFar, HourlyDay } from '../hourly-day.js'

/** Why there is no projection. */
export type NoProjection =
  | 'nothing-in-the-profile'
  | 'no-share-passed-yet'
  | 'too-few-days'
  | 'no-time-of-day'
  | 'not-the-current-month'

/** Which earlier days a projection goes by. */
export type ProjectionBasis =
  'same-label-and-weekday' | 'same-label' | 'same-weekday' | 'all-days' | 'last-30-days'

/** What should be known about a projection: why it falls back to something coarser, or says less. */
export type ProjectionNote =
  | 'few-days-of-this-label'
  | 'few-days-of-this-weekday'
  | 'weekday-without-sales'
  | 'first-hours'
  | 'few-past-days'
  | 'no-range-yet'

/** Where a day will end, by one method. */
export interface Projection {
  readonly value: Decimal | null
  readonly because?: NoProjection
  /** Between these the day ends 8 times out of 10. */
  readonly range?: { readonly low: Decimal; readonly high: Decimal }
  /** The share of a day's total that comes by this hour, 0 to 1, as far as the profile says. */
  readonly share?: Decimal
  readonly basis?: ProjectionBasis
  readonly notes: readonly ProjectionNote[]
}

/** Projects days by what is known of earlier ones. The days come in order; each is projected by those before it. */
export type Projector = (days: readonly HourlyDay[]) => (now: DaySoFar) => Projection
