import { z } from 'zod'
import { named, objectOf, texts } from '../declarations/shape.js'
import { Refusal } from '../errors.js'
import type { Metric } from '../metrics/metric.js'
import { closestName } from '../names/closest-name.js'
import { inProject } from './in-project.js'

/** How a chart is drawn; of a `combo` the first metric as bars and the others as lines. */
export type ChartKind = 'line' | 'bar' | 'stacked-bar' | 'combo'

/** A chart of a board. */
export interface Chart<M extends string = string> {
  readonly title: string
  readonly kind: ChartKind
  /** One series each. */
  readonly metrics: readonly M[]
  /** The dimension whose values run along the chart. Default: time. */
  readonly along?: string
  /** One series for each value that is found of this dimension. */
  readonly by?: string
}

/** A page of cards and charts. */
export interface Board<M extends string = string> {
  readonly title: string
  readonly description?: string
  /** The metrics that have a card each, in order. */
  readonly cards: readonly M[]
  readonly charts: readonly Chart<M>[]
  /** Plans whose pace is shown: how the month in which the board's days end stands against its target. */
  readonly plans?: readonly string[]
}

const chartKinds = ['line', 'bar', 'stacked-bar', 'combo'] as const satisfies readonly ChartKind[]

/** The keys of a project's boards. */
export const boardsDeclared = named(
  objectOf<Board>({
    title: z.string(),
    description: z.string().optional(),
    cards: texts,
    charts: z.array(
      objectOf<Chart>({
        title: z.string(),
        kind: z.enum(chartKinds),
        metrics: texts,
        along: z.string().optional(),
        by: z.string().optional(),
      }),
    ),
    plans: texts.optional(),
  }),
)

/** What a board may name. */
export interface Nameable {
  readonly metrics: Readonly<Record<string, Metric>>
  readonly plans: Readonly<Record<string, unknown>>
}

/**
 * Refuses boards that name what the project does not have.
 *
 * @throws Refusal `unknown-metric`, `unknown-dimension`, `unknown-plan`
 */
export function checkBoards(boards: Readonly<Record<string, Board>>, { metrics, plans }: Nameable): void {
  for (const [board, { cards, charts, plans: shown = [] }] of Object.entries(boards)) {
    for (const [index, plan] of shown.entries()) {
      if (Object.hasOwn(plans, plan)) continue
      const known = Object.keys(plans)
      throw new Refusal(
        'unknown-plan',
        { plan, closest: closestName(plan, known), plans: known },
        inProject(['boards', board, 'plans', index]),
      )
    }
    for (const [index, name] of cards.entries())
      declaredMetric(name, metrics, ['boards', board, 'cards', index])
    for (const [index, chart] of charts.entries())
      checkChart(chart, metrics, ['boards', board, 'charts', index])
  }
}

function checkChart(
  chart: Chart,
  metrics: Readonly<Record<string, Metric>>,
  path: readonly (string | number)[],
): void {
  for (const [index, name] of chart.metrics.entries()) {
    const { dimensions } = declaredMetric(name, metrics, [...path, 'metrics', index])
    for (const key of ['along', 'by'] as const) {
      const dimension = chart[key]
      if (dimension === undefined || dimensions.includes(dimension)) continue
      const closest = closestName(dimension, dimensions)
      throw new Refusal(
        'unknown-dimension',
        { dimension, metric: name, closest, dimensions },
        inProject([...path, key]),
      )
    }
  }
}

/** The metric of a name that stands at `path` in the declaration. Refuses with `unknown-metric`. */
export function declaredMetric(
  name: string,
  metrics: Readonly<Record<string, Metric>>,
  path?: readonly (string | number)[],
): Metric {
  const metric = Object.hasOwn(metrics, name) ? metrics[name] : undefined
  if (metric !== undefined) return metric
  const known = Object.keys(metrics)
  throw new Refusal(
    'unknown-metric',
    { metric: name, closest: closestName(name, known), metrics: known },
    path && inProject(path),
  )
}
