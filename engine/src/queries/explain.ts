import type { Day } from '../calendar/day.js'
import { formulaOf } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { prepareQuestion, type Asking } from './ask.js'
import type { Question } from './question.js'
import type { Window } from './windows.js'

/** One statement that a question sends, and what it is for. */
export interface ExplainedPass {
  /** What it reads, such as `presence activity sales customer`. */
  readonly says: string
  /** `rows`, or `total`: the level of the answer that it is for. */
  readonly level: 'rows' | 'total'
  /** How many windows of days it reads at once. */
  readonly windows: readonly Window[]
  /** The statement with its values written out, ready to be run by hand. */
  readonly sql: string
}

/** How a question is answered, without answering it. */
export interface Explanation {
  readonly asOf: Day
  readonly metrics: readonly { readonly name: string; readonly formula: string }[]
  readonly source: 'member-days' | 'rollups'
  readonly because: string
  readonly passes: readonly ExplainedPass[]
}

/**
 * The statements that answer a question, as the warehouse would be sent them.
 *
 * @throws Refusal what {@link prepareQuestion} refuses
 * @example
 * const { passes } = await explain({ metrics: ['revenue'], period: '2011-Q3' }, { loaded, warehouse, today })
 */
export async function explain(question: Question, asking: Asking): Promise<Explanation> {
  const { question: resolved, rows, total } = prepareQuestion(question, asking)
  const names = new Map(Object.entries(asking.loaded.project.metrics).map(([name, metric]) => [metric, name]))
  const nameOf = (metric: Metric): string => names.get(metric) ?? `(${formulaOf(metric, nameOf)})`
  const shown = (
    session: ReadSession,
    level: 'rows' | 'total',
    { passes, windows }: typeof rows,
  ): ExplainedPass[] =>
    passes.map(({ says, statement }) => ({ says, level, windows, sql: session.show(statement) }))
  const passes = await asking.warehouse.read((session) =>
    Promise.resolve([
      ...(rows === total ? [] : shown(session, 'rows', rows)),
      ...shown(session, 'total', total),
    ]),
  )
  return {
    asOf: asking.today,
    metrics: resolved.metrics.map(({ name, metric }) => ({ name, formula: formulaOf(metric, nameOf) })),
    source: 'member-days',
    because: 'this project keeps no rollups',
    passes,
  }
}
