import type { AsOf } from '../activities/member-segment.js'
import { closest } from 'fastest-levenshtein'
import { parseComparison, type ComparisonChoice } from '../calendar/comparison.js'
import type { Day } from '../calendar/day.js'
import { progressOf, type Progress } from '../calendar/elapsed.js'
import { parseGrain, type Grain } from '../calendar/grain.js'
import { parsePeriod } from '../calendar/parse-period.js'
import { rangeOf } from '../calendar/range.js'
import type { Span } from '../calendar/span.js'
import { Refusal } from '../errors.js'
import type { Metric } from '../metrics/metric.js'
import { rolling } from '../metrics/rolling.js'
import { parseAsOf } from '../segments/segment.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { Filter, Question } from './question.js'

/** A question whose names have been found. */
export interface ResolvedQuestion {
  readonly metrics: readonly { readonly name: string; readonly metric: Metric }[]
  readonly span: Span
  readonly progress: Progress
  readonly by: readonly string[]
  readonly grain: Grain | undefined
  readonly where: readonly Filter[]
  readonly compare: ComparisonChoice | undefined
  readonly segmentAsOf: AsOf | undefined
  /** The clock's day in the project's time zone. */
  readonly today: Day
}

/** The most rows of a series that a question may ask for. */
const longestSeries = 4000

/**
 * Finds what a question's names mean.
 *
 * @throws Refusal `unknown-metric`, `no-metric`, `unknown-dimension`, `no-range`, `unknown-as-of`, `invalid-rolling`, and the calendar's own
 */
export function resolveQuestion(question: Question, loaded: LoadedProject, today: Day): ResolvedQuestion {
  const { project } = loaded
  if (question.metrics.length === 0) throw new Refusal('no-metric', { metrics: Object.keys(project.metrics) })
  const metrics = [...new Set(question.metrics)].map((name) => ({
    name,
    metric: rolled(metricOf(project.metrics, name), question.rolling),
  }))
  const { by = [], where = [] } = question
  for (const dimension of [...by, ...where.map((filter) => filter.dimension)]) {
    for (const { name, metric } of metrics) refuseUnknownDimension(dimension, name, metric)
  }
  const span = spanOf(question, loaded, today)
  const grain = question.grain === undefined ? undefined : parseGrain(question.grain)
  const progress = progressOf(span.range, today)
  if (grain === 'day' && progress.days > longestSeries) {
    throw new Refusal('series-too-long', { days: progress.days, most: longestSeries })
  }
  return {
    metrics,
    span,
    progress,
    by: [...new Set(by)],
    grain,
    where,
    compare: question.compare === undefined ? undefined : parseComparison(question.compare),
    segmentAsOf: question.segmentAsOf === undefined ? undefined : parseAsOf(question.segmentAsOf),
    today,
  }
}

function metricOf(metrics: Readonly<Record<string, Metric>>, name: string): Metric {
  const metric = Object.hasOwn(metrics, name) ? metrics[name] : undefined
  if (metric === undefined) {
    const known = Object.keys(metrics)
    throw new Refusal('unknown-metric', { metric: name, closest: closest(name, known), metrics: known })
  }
  return metric
}

function rolled(metric: Metric, days: number | undefined): Metric {
  return days === undefined ? metric : rolling(metric, days)
}

function refuseUnknownDimension(dimension: string, name: string, metric: Metric): void {
  const dimensions: readonly string[] = metric.dimensions
  if (dimensions.includes(dimension)) return
  const near = dimensions.length === 0 ? undefined : closest(dimension, [...dimensions])
  throw new Refusal('unknown-dimension', { dimension, metric: name, closest: near, dimensions })
}

/** The days that a question is about. */
export function spanOf(
  { period, from, to }: Pick<Question, 'period' | 'from' | 'to'>,
  { project }: LoadedProject,
  today: Day,
): Span {
  if (period !== undefined && from === undefined && to === undefined) {
    return parsePeriod(period, { calendar: project.calendar, today })
  }
  if (period !== undefined || from === undefined || to === undefined) {
    throw new Refusal('no-range', { period: period ?? null, from: from ?? null, to: to ?? null })
  }
  return { range: rangeOf(from, to) }
}
