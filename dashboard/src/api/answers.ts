import type { Day, Range } from '../calendar/day.js'
import type { Figure } from '../numbers/figure.js'
import type { Format } from '../numbers/format.js'

/** What the API answers, as far as the pages read it. */

export interface Filter {
  readonly dimension: string
  readonly values: readonly (string | null)[]
  readonly not?: boolean
}

export interface Question {
  readonly metrics: readonly string[]
  readonly period?: string
  readonly from?: Day
  readonly to?: Day
  readonly by?: readonly string[]
  readonly grain?: string
  readonly where?: readonly Filter[]
  readonly compare?: string
  readonly rolling?: number
}

/** Whose members a metric counts, and which of them. */
export interface CountedMembers {
  readonly activity: string
  readonly identity: string
  /** `members`, `new-members`, `stickiness`, … */
  readonly figure: string
  /** Of one that is taken over the days up to the last: how many. */
  readonly days: number | null
}

export interface MetaMetric {
  readonly name: string
  readonly label: string
  readonly description?: string
  readonly format: Format
  readonly formula: string
  readonly additive: boolean
  readonly dimensions: readonly string[]
  readonly counts: CountedMembers | null
}

export interface MetaActivity {
  readonly name: string
  readonly identities: readonly string[]
  readonly dimensions: readonly string[]
  readonly attributes: readonly string[]
}

/** What may be asked, and how fresh the answers are. */
export interface Meta {
  readonly project: { readonly name: string; readonly description: string | null }
  readonly asker: { readonly name: string; readonly may: readonly string[] }
  readonly calendar: {
    readonly timeZone: string
    readonly weekStart: string
    readonly fiscalYearStart: number
    readonly today: Day
    readonly now: string
  }
  readonly metrics: readonly MetaMetric[]
  readonly activities: readonly MetaActivity[]
  readonly boards: readonly Named[]
  readonly plans: readonly { readonly name: string; readonly label: string; readonly metric: string | null }[]
  readonly comparisons: readonly string[]
  readonly freshness: { readonly days: Range | null; readonly builtAt: string | null }
}

interface Named {
  readonly name: string
  readonly title: string
  readonly description: string | null
}

export interface Counted {
  readonly asOf: Day
  readonly asked: Range & { readonly period: string | null }
  readonly range: Range
  readonly complete: boolean
  readonly elapsed: { readonly days: number; readonly of: number }
  readonly dataThrough: Day | null
  readonly builtAt: string | null
}

export interface AnswerValue {
  readonly value: Figure | null
  readonly because?: string
  readonly numerator?: Figure | null
  readonly denominator?: Figure | null
  readonly flag?: string
  readonly noRows?: true
  readonly comparison?: {
    readonly value: Figure | null
    readonly numerator?: Figure | null
    readonly denominator?: Figure | null
    readonly change: Figure | null
    readonly because?: string
  }
}

export interface AnswerRow {
  readonly period?: string
  readonly inData: boolean
  readonly range: Range
  readonly complete: boolean
  readonly elapsed: { readonly days: number; readonly of: number }
  readonly before: Range & { readonly says: string }
  readonly comparison?: Range & { readonly rule: string; readonly says: string }
  readonly dimensions: Readonly<Record<string, string | null>>
  readonly values: Readonly<Record<string, AnswerValue>>
}

export interface Answer extends Counted {
  readonly metrics: readonly {
    readonly name: string
    readonly label: string
    readonly description?: string
    readonly format: Format
    readonly formula: string
    readonly additive: boolean
  }[]
  readonly by: readonly string[]
  readonly grain: string | null
  readonly where: readonly Filter[]
  readonly rows: readonly AnswerRow[]
  readonly total: AnswerRow
  readonly source: string
  readonly because?: string | null
  readonly segmentAsOf: string | null
  readonly unmatched: number
}

export interface Target {
  readonly target: Figure
  readonly achieved: Figure | null
  readonly toDate: Figure | null
  readonly achievedToDate: Figure | null
}

export interface Card {
  readonly metric: string
  readonly label: string
  readonly description?: string
  readonly format: Format
  readonly formula: string
  readonly value: Figure | null
  readonly because?: string
  readonly previous: Figure | null
  readonly change: Figure | null
  readonly noChangeBecause?: string
  readonly averagePerDay: Figure | null
  readonly target: Target | null
  readonly sparkline: {
    readonly grain: string
    readonly periods: readonly string[]
    readonly values: readonly (Figure | null)[]
  } | null
}

export interface ChartAnswer {
  readonly title: string
  readonly kind: 'line' | 'bar' | 'stacked-bar' | 'combo'
  readonly along: string
  readonly categories: readonly string[]
  readonly keys: readonly (string | null)[]
  readonly partial: readonly boolean[]
  readonly series: readonly {
    readonly name: string
    readonly metric: string
    readonly dimensions: Readonly<Record<string, string | null>>
    readonly as: 'line' | 'bar'
    readonly colour: string
    readonly format: Format
    readonly values: readonly (Figure | null)[]
  }[]
}

export interface PaceFigure {
  readonly name: string
  readonly label: string
  readonly format: Format
  readonly value: Figure | null
}

export type PlanPace = { readonly plan: string; readonly label: string; readonly month: string } & (
  | { readonly saidAt: string; readonly figures: readonly PaceFigure[]; readonly notices: readonly string[] }
  | { readonly because: string }
)

export interface BoardAnswer extends Counted {
  readonly board: string
  readonly title: string
  readonly where?: readonly Filter[]
  readonly comparison: Range & { readonly rule: string; readonly says: string }
  readonly cohorts: Range & { readonly says: string }
  readonly cards: readonly Card[]
  readonly charts: readonly ChartAnswer[]
  readonly plans: readonly PlanPace[]
  readonly targets:
    | {
        readonly period: string
        readonly dimension: string
        readonly rows: readonly (Target & {
          readonly metric: string
          readonly of: string | null
          readonly value: Figure
        })[]
      }
    | { readonly because: string; readonly grain: string }
    | null
}

export interface PlanDay {
  readonly calendar_date: Day
  readonly date_label: string | null
  readonly state: string
  readonly kpi_month: Figure
  readonly uplift: Figure
  readonly weight: Figure | null
  readonly kpi_day_initial: Figure
  readonly actual: Figure | null
  readonly gap: Figure | null
  readonly kpi_day_adjustment: Figure
  readonly weighted_left: Figure
  readonly eod: Figure | null
}

export interface Projection {
  readonly method: string
  readonly value: Figure | null
  readonly because?: string
  readonly low: Figure | null
  readonly high: Figure | null
  readonly share: Figure | null
  readonly basis: string | null
  readonly notes: readonly string[]
}

export interface PlanReport {
  readonly plan: string
  readonly label: string
  readonly metric: { readonly label: string; readonly format: Format }
  readonly month: string
  readonly now: string
  readonly today: Day
  readonly version: string | null
  readonly target: Figure
  readonly settings: {
    readonly today: string
    readonly projection: string
    readonly redistribution: unknown
    readonly rounding: unknown
  }
  readonly days: readonly PlanDay[]
  readonly unallocated: Figure
  readonly current: {
    readonly day: Day
    readonly hour: number
    readonly booked: Figure
    readonly projection: Projection
    readonly methods: readonly Projection[]
    readonly hours: readonly {
      readonly hour: number
      readonly booked: Figure
      readonly sum: Figure
      readonly projected: Figure | null
    }[]
  } | null
  readonly monthEnd: {
    readonly value: Figure | null
    readonly because?: string
    readonly low: Figure | null
    readonly high: Figure | null
    readonly booked: Figure | null
    readonly today: Figure | null
    readonly left: Figure | null
    readonly normalDay: Figure | null
  }
  readonly pace: readonly PaceFigure[]
  readonly notices: readonly string[]
}

export interface Explanation {
  readonly asOf: Day
  readonly metrics: readonly { readonly name: string; readonly formula: string }[]
  readonly source: string
  readonly because?: string | null
  readonly passes: readonly { readonly says: string; readonly level: string; readonly sql: string }[]
}

export interface LedgerEntry {
  readonly thing: string
  readonly rows: number
  readonly firstDay: Day | null
  readonly lastDay: Day | null
  readonly builtAt: string
}

export interface Progress {
  readonly done: number
  readonly of: number
  readonly doing: string
}

export interface Builds {
  readonly running: Progress | null
  readonly builds: readonly LedgerEntry[]
}

/** Of each cohort, members by their first period: how many were active so many periods on. */
export interface RetentionGrid extends Pick<Counted, 'asOf' | 'dataThrough' | 'builtAt' | 'range'> {
  readonly activity: string
  readonly identity: string
  readonly grain: string
  readonly formula: string
  readonly cohorts: readonly {
    readonly period: string
    readonly size: number | null
    readonly cells: readonly {
      readonly after: number
      readonly period: string
      readonly active: number | null
      readonly share: Figure | null
      readonly because?: string
    }[]
  }[]
  /** The statement, ready to be run by hand. */
  readonly sql: string
}
