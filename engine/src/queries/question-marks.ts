import { createHash } from 'node:crypto'
import type { Metric } from '../metrics/metric.js'
import type { ResolvedQuestion } from './resolved-question.js'

/** A question with marks in place of its metrics' declarations, which are made once. */
export function marked({ metrics, ...question }: Pick<ResolvedQuestion, 'metrics'>): unknown {
  return [question, metrics.map(({ name, metric }) => [name, marks.get(metric) ?? markedAnew(metric)])]
}

const marks = new WeakMap<Metric, string>()

function markedAnew(metric: Metric): string {
  const mark = markOf(metric)
  marks.set(metric, mark)
  return mark
}

/** A short mark of anything. */
export function markOf(of: unknown): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 16)
}
