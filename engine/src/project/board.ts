import { Refusal } from '../errors.js'
import type { Metric } from '../metrics/metric.js'
import { closestName } from '../names/closest-name.js'

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
  for (const { cards, charts, plans: named = [] } of Object.values(boards)) {
    for (const plan of named) {
      if (Object.hasOwn(plans, plan)) continue
      const known = Object.keys(plans)
      throw new Refusal('unknown-plan', { plan, closest: closestName(plan, known), plans: known })
    }
    for (const name of cards) declaredMetric(name, metrics)
    for (const chart of charts) {
      for (const name of chart.metrics) {
        const { dimensions } = declaredMetric(name, metrics)
        for (const dimension of [chart.along, chart.by]) {
          if (dimension === undefined || dimensions.includes(dimension)) continue
          const closest = closestName(dimension, dimensions)
          throw new Refusal('unknown-dimension', { dimension, metric: name, closest, dimensions })
        }
      }
    }
  }
}

/** The metric of a name. Refuses with `unknown-metric`. */
export function declaredMetric(name: string, metrics: Readonly<Record<string, Metric>>): Metric {
  const metric = Object.hasOwn(metrics, name) ? metrics[name] : undefined
  if (metric !== undefined) return metric
  const known = Object.keys(metrics)
  throw new Refusal('unknown-metric', { metric: name, closest: closestName(name, known), metrics: known })
}
