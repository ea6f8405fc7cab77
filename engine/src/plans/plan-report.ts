import type { Day } from '../calendar/day.js'
import type { Format } from '../measures/described.js'
import type { DayState } from './adjusted-days.js'
import type { NoMonthEnd } from './month-end.js'
import type { ProjectionMethod } from './projection-methods.js'
import type { NoProjection, ProjectionBasis, ProjectionNote } from './projections/projection.js'
import type { PaceState } from './pace.js'
import type { Redistribution } from './redistribution.js'
import type { Rounding } from './rounding.js'

/** A number as exact decimal text with at most 18 decimal places; null where there is none. */
export type Figure = string | null

/** One day, under the documented names of its columns. */
export interface ReportedDay {
  readonly calendar_date: Day
  /** Null in a plan without labels. */
  readonly date_label: string | null
  readonly state: DayState
  /** The month's target. */
  readonly kpi_month: string
  readonly uplift: string
  readonly weight: Figure
  readonly kpi_day_initial: string
  readonly actual: Figure
  /** Achieved less planned; null for a day to come. */
  readonly gap: Figure
  readonly kpi_day_adjustment: string
  readonly weighted_left: string
  /** Where the day will end; of the current day only. */
  readonly eod: Figure
}

/** Where a day will end, by one method. */
export interface ReportedProjection {
  readonly method: ProjectionMethod
  readonly value: Figure
  readonly because?: NoProjection
  /** The day ends between these 8 times out of 10. */
  readonly low: Figure
  readonly high: Figure
  /** The share of a usual day that has passed by now, 0 to 1. */
  readonly share: Figure
  readonly basis: ProjectionBasis | null
  readonly notes: readonly ProjectionNote[]
}

/** One clock hour of today that is over or under way. */
export interface ReportedHour {
  readonly hour: number
  readonly booked: string
  /** Everything booked from the day's start to the end of this hour. */
  readonly sum: string
  /** What was projected at the start of this hour, by the plan's method. */
  readonly projected: Figure
}

/** Today, where it lies in the month. */
export interface ReportedToday {
  readonly day: Day
  readonly hour: number
  readonly booked: string
  readonly projection: ReportedProjection
  /** What each of the methods says. */
  readonly methods: readonly ReportedProjection[]
  readonly hours: readonly ReportedHour[]
}

/** Where the month will end. */
export interface ReportedMonthEnd {
  readonly value: Figure
  readonly because?: NoMonthEnd
  readonly low: Figure
  readonly high: Figure
  readonly booked: Figure
  readonly today: Figure
  readonly left: Figure
  readonly normalDay: Figure
}

/** One figure of the pace, as a board shows it. */
export interface PaceFigure {
  readonly name: PaceName
  readonly label: string
  readonly format: Format
  readonly value: Figure
}

export type PaceName =
  | 'target'
  | 'achieved'
  | 'planToDate'
  | 'achievedAgainstPlan'
  | 'achievedAgainstTarget'
  | 'missing'
  | 'surplus'
  | 'daysLeft'
  | 'neededPerDay'
  | 'neededAgainstSoFar'
  | 'projectedEnd'
  | 'projectedAgainstTarget'
  | 'projectedGap'

/** One value of the dimension that a plan is split by. */
export interface ReportedPart {
  readonly value: string | null
  readonly share: string
  readonly target: string
  readonly unallocated: string
  readonly days: readonly ReportedDay[]
}

/** What a plan says of a month at a moment. Plain data: what is stored, sent and shown. */
export interface PlanReport {
  readonly plan: string
  readonly label: string
  readonly metric: {
    readonly label: string
    readonly format: Format
    /** The currency that it is in; null where its rows do not say theirs. Left out where it is in none. */
    readonly currency?: string | null
  }
  readonly month: string
  /** The moment that it was said at, by the clock of the project's time zone: `2026-01-15T09:00:00`. */
  readonly now: string
  readonly today: Day
  /** The target's version. */
  readonly version: string | null
  readonly target: string
  readonly settings: {
    readonly today: 'actual' | 'projected'
    readonly projection: ProjectionMethod
    readonly redistribution: Redistribution
    readonly rounding: Rounding
  }
  readonly days: readonly ReportedDay[]
  /** What no day takes: above 0 missing, below 0 beyond the target. */
  readonly unallocated: string
  readonly current: ReportedToday | null
  readonly monthEnd: ReportedMonthEnd
  readonly pace: readonly PaceFigure[]
  /** Whether the month's target is reached (`met`), beaten (`ahead`) or not yet (`behind`). */
  readonly state: PaceState
  readonly split: { readonly by: string; readonly parts: readonly ReportedPart[] } | null
  /** The first and the last business day in the metric's data up to the moment; null where there is none. */
  readonly dataFrom: Day | null
  readonly dataThrough: Day | null
  /** What a person should know, as sentences. */
  readonly notices: readonly string[]
}
