import { z } from 'zod'
import { grains, type Grain } from '../calendar/grain.js'
import { objectOf } from '../declarations/shape.js'
import { Refusal } from '../errors.js'
import type { Metric } from '../metrics/metric.js'
import { closestName } from '../names/closest-name.js'
import { declaredMetric } from './board.js'
import { inProject } from './in-project.js'

/** Where a project keeps what its metrics are to reach. */
export interface Targets<M extends string = string> {
  /** The metric that reads the targets: a sum over a source whose rows are dated on their period's first day. */
  readonly from: M
  /** The length of the periods that targets are set for. */
  readonly period: Grain
  /** Its dimension that names the metric a target is for, by its name in the project or nearly so: `net_profit`. */
  readonly metric: string
  /** The dimension that targets are split by, and the value that stands for all of them together. */
  readonly by: { readonly dimension: string; readonly whole: string }
}

/** The keys of {@link Targets}. */
export const targetsDeclared = objectOf<Targets>({
  from: z.string(),
  period: z.enum(grains),
  metric: z.string(),
  by: objectOf<Targets['by']>({ dimension: z.string(), whole: z.string() }),
})

/**
 * Refuses targets that name what the project does not have.
 *
 * @throws Refusal `unknown-metric`, `unknown-dimension`
 */
export function checkTargets(targets: Targets | undefined, metrics: Readonly<Record<string, Metric>>): void {
  if (targets === undefined) return
  const { dimensions } = declaredMetric(targets.from, metrics, ['targets', 'from'])
  for (const [dimension, path] of [
    [targets.metric, ['metric']],
    [targets.by.dimension, ['by', 'dimension']],
  ] as const) {
    if (dimensions.includes(dimension)) continue
    const closest = closestName(dimension, dimensions)
    throw new Refusal(
      'unknown-dimension',
      { dimension, metric: targets.from, closest, dimensions },
      inProject(['targets', ...path]),
    )
  }
}

/** The metric that a target's row means: `net_profit`, `Net Profit` and `active_member` are found, too. */
export function metricNamed(
  text: string,
  { metrics }: { readonly metrics: Readonly<Record<string, Metric>> },
): string | undefined {
  const bare = (name: string) =>
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '')
      .replace(/s$/, '')
  return Object.entries(metrics).find(
    ([name, { label }]) => bare(name) === bare(text) || bare(label ?? name) === bare(text),
  )?.[0]
}
