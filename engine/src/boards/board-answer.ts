import type { Day } from '../calendar/day.js'
import type { Grain } from '../calendar/grain.js'
import type { Range } from '../calendar/range.js'
import type { Format } from '../measures/described.js'
import type { Flag } from '../metrics/metric-kind.js'
import type { ChartKind } from '../project/board.js'
import type { AnswerNote, AnswerRow, NoChange, NoValue } from '../queries/answer.js'
import type { BeforeData } from '../queries/before-data.js'
import type { Filter } from '../queries/question.js'
import type { SegmentsHeld } from '../queries/segments-held.js'
import type { PlanPace } from './plan-pace.js'
import type { BoardTargets, Target } from './targets.js'

/** A few values over time, in order: null where nothing is drawn, as in a {@link ChartSeries}. */
export interface Sparkline {
  readonly grain: Grain
  /** The periods' labels: `2025-10-31`, `2025-10`. */
  readonly periods: readonly string[]
  readonly values: readonly (string | null)[]
}

/** One metric in the board's range. Numbers are exact decimal text; a quotient has 12 decimal places. */
export interface Card {
  readonly metric: string
  readonly label: string
  readonly description?: string
  readonly format: Format
  /** How it is worked out, in words. */
  readonly formula: string
  readonly value: string | null
  readonly because?: NoValue
  readonly flag?: Flag
  /** Its value in the range that the board is compared with. */
  readonly previous: string | null
  /** In percent of the earlier value's size. */
  readonly change: string | null
  readonly noChangeBecause?: NoChange
  /** That the days of the earlier value reach before the first day of the data. */
  readonly beforeData?: BeforeData
  /** For one day of those counted; null for a metric that does not add up over days. */
  readonly averagePerDay: string | null
  /** What it is to reach; null where nothing is set for it. */
  readonly target: Target | null
  /** null for a metric that looks back to the range before. */
  readonly sparkline: Sparkline | null
}

/** Why nothing is drawn for a category. */
export type NoPoint = NoValue | 'no-rows'

/** One named series of a chart. */
export interface ChartSeries {
  /** The metric's label, or the dimension's value. */
  readonly name: string
  readonly metric: string
  readonly dimensions: Readonly<Record<string, string | null>>
  /** How it is drawn. */
  readonly as: 'line' | 'bar'
  /** `#rrggbb`, the same for the same name on every board, whatever the range. */
  readonly colour: string
  readonly format: Format
  /** One for each category: null where there is none, or where the data have no rows. */
  readonly values: readonly (string | null)[]
  /** For each category why its value is null; null where it is not. Left out where no value is null. */
  readonly because?: readonly (NoPoint | null)[]
}

/** A chart as data for drawing. */
export interface ChartAnswer {
  readonly title: string
  readonly kind: ChartKind
  /** What runs along it: `day`, `quarter`, … or a dimension's name. */
  readonly along: string
  /** For people: `Oct 01`, `Q4`, `SBMY`. */
  readonly categories: readonly string[]
  /** For programs: `2025-10-01`, `2025-Q4`, `SBMY`; null is a dimension without a value. */
  readonly keys: readonly (string | null)[]
  /** Of time: whether a category is in progress, or still to come. */
  readonly partial: readonly boolean[]
  readonly series: readonly ChartSeries[]
  /** Which segment each of its metrics goes by; null where it is about no segment. */
  readonly segments: SegmentsHeld | null
}

/** A board's cards and charts, all of one state of the warehouse. */
export interface BoardAnswer {
  readonly board: string
  readonly title: string
  /** The days that were asked for, and the period's name where they were asked for by one. */
  readonly asked: Range & { readonly period: string | null }
  /** Which rows of the data it is about; empty for all. */
  readonly where: readonly Filter[]
  /** The days that are counted: those asked for, up to `asOf`. */
  readonly range: Range
  readonly complete: boolean
  readonly elapsed: { readonly days: number; readonly of: number }
  readonly asOf: Day
  /** Up to when today's rows count; null where today is not counted, or all of its rows are. */
  readonly until: string | null
  /** The sources of which all of today's rows count, since they know no time of day. */
  readonly wholeToday: readonly string[]
  /** What `previous` and `change` are against. */
  readonly comparison: NonNullable<AnswerRow['comparison']>
  /** What retained, reactivated and churned members are told by. */
  readonly cohorts: AnswerRow['before']
  /** Which segment each card goes by, where the board is filtered by one; else null. */
  readonly segments: SegmentsHeld | null
  readonly cards: readonly Card[]
  readonly charts: readonly ChartAnswer[]
  /** How the month in which the range ends stands against its plans; empty where the board names none. */
  readonly plans: readonly PlanPace[]
  /** null where the project sets no targets, or where the board is about some rows only. */
  readonly targets: BoardTargets | null
  /** What a reader should know of its figures. */
  readonly notes: readonly AnswerNote[]
  /** The first and the last business day in the data of its cards; null where there is none. */
  readonly dataFrom: Day | null
  readonly dataThrough: Day | null
  readonly builtAt: string | null
}
