import type { Chart } from '../project/board.js'
import type { AnswerRow } from '../queries/answer.js'
import type { AnsweredRows } from '../queries/ask.js'
import type { ChartAnswer, ChartSeries } from './board-answer.js'
import { drawn } from './cards.js'
import { colourAt } from './colours.js'
import { shortLabel } from './time-axis.js'

/** The values of each dimension, in the order that gives them their colours. */
export type ValueOrder = ReadonlyMap<string, readonly (string | null)[]>

/** What stands for a dimension without a value. */
const without = '(none)'

/** A chart's data from the answer that holds its metrics. */
export function chartOf(chart: Chart, answer: AnsweredRows, order: ValueOrder): ChartAnswer {
  const categoryOf = (row: AnswerRow): string | null =>
    chart.along === undefined ? (row.period ?? null) : (row.dimensions[chart.along] ?? null)
  const keys = [...new Set(answer.rows.map(categoryOf))]
  const { grain } = answer
  const incomplete = new Set(answer.rows.filter(({ complete }) => !complete).map(categoryOf))
  return {
    title: chart.title,
    kind: chart.kind,
    along: chart.along ?? grain ?? '',
    categories: keys.map((key) =>
      chart.along !== undefined || grain === null ? (key ?? without) : shortLabel(key ?? '', grain),
    ),
    keys,
    partial: keys.map((key) => chart.along === undefined && incomplete.has(key)),
    series:
      chart.by === undefined
        ? byMetric(chart, { answer, keys, categoryOf })
        : byValue(chart, chart.by, { answer, keys, categoryOf, order }),
  }
}

interface Drawing {
  readonly answer: AnsweredRows
  readonly keys: readonly (string | null)[]
  readonly categoryOf: (row: AnswerRow) => string | null
}

function byMetric(chart: Chart, { answer, keys, categoryOf }: Drawing): readonly ChartSeries[] {
  const rows = new Map(answer.rows.map((row) => [categoryOf(row), row]))
  return chart.metrics.map((metric, index) => ({
    ...seriesOf(chart, metric, { answer, index }),
    name: labelOf(metric, answer),
    dimensions: {},
    colour: colourAt(index),
    values: keys.map((key) => drawn(rows.get(key)?.values[metric])),
  }))
}

function byValue(
  chart: Chart,
  by: string,
  { answer, keys, categoryOf, order }: Drawing & { order: ValueOrder },
): readonly ChartSeries[] {
  const rowsByValue = new Map<string | null, Map<string | null, AnswerRow>>()
  for (const row of answer.rows) {
    const value = row.dimensions[by] ?? null
    const rows = rowsByValue.get(value) ?? new Map<string | null, AnswerRow>()
    rowsByValue.set(value, rows.set(categoryOf(row), row))
  }
  const known = order.get(by) ?? []
  return chart.metrics.flatMap((metric, index) =>
    [...rowsByValue].map(([value, rows]) => {
      const name = value ?? without
      return {
        ...seriesOf(chart, metric, { answer, index }),
        name: chart.metrics.length === 1 ? name : `${name} ${labelOf(metric, answer)}`,
        dimensions: { [by]: value },
        colour: colourAt(Math.max(0, known.indexOf(value))),
        values: keys.map((key) => drawn(rows.get(key)?.values[metric])),
      }
    }),
  )
}

function seriesOf(
  { kind }: Chart,
  metric: string,
  { answer, index }: { answer: AnsweredRows; index: number },
): Pick<ChartSeries, 'metric' | 'as' | 'format'> {
  const isLine = kind === 'line' || (kind === 'combo' && index > 0)
  const format = answer.metrics.find(({ name }) => name === metric)?.format ?? { as: 'number', decimals: 0 }
  return { metric, as: isLine ? 'line' : 'bar', format }
}

function labelOf(metric: string, answer: AnsweredRows): string {
  return answer.metrics.find(({ name }) => name === metric)?.label ?? metric
}
