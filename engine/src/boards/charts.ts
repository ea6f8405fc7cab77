import type { Chart } from '../project/board.js'
import { formatOfCurrency } from '../metrics/currency-format.js'
import type { AnswerRow, AnswerValue } from '../queries/answer.js'
import type { AnsweredRows } from '../queries/ask.js'
import { heldFor } from '../queries/segments-held.js'
import type { ChartAnswer, ChartSeries } from './board-answer.js'
import { pointsOf } from './cards.js'
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
  const series =
    chart.by === undefined
      ? byMetric(chart, { answer, keys, categoryOf })
      : byValue(chart, chart.by, { answer, keys, categoryOf, order })
  const incomplete = new Set(answer.rows.filter(({ complete }) => !complete).map(categoryOf))
  return {
    title: chart.title,
    kind: kindOf(chart, series),
    along: chart.along ?? grain ?? '',
    categories: keys.map((key) =>
      chart.along !== undefined || grain === null ? (key ?? without) : shortLabel(key ?? '', grain),
    ),
    keys,
    partial: keys.map((key) => chart.along === undefined && incomplete.has(key)),
    segments: heldFor(answer.segments, chart.metrics, (metric) => labelOf(metric, answer)),
    series,
  }
}

/** Bars of different currencies stand beside each other: stacked they would be added up. */
function kindOf({ kind }: Chart, series: readonly ChartSeries[]): Chart['kind'] {
  if (kind !== 'stacked-bar') return kind
  const currencies = new Set(
    series.map(({ format }) => (format.as === 'money' ? format.currency : undefined)),
  )
  return currencies.size > 1 ? 'bar' : kind
}

interface Drawing {
  readonly answer: AnsweredRows
  readonly keys: readonly (string | null)[]
  readonly categoryOf: (row: AnswerRow) => string | null
}

function byMetric(chart: Chart, { answer, keys, categoryOf }: Drawing): readonly ChartSeries[] {
  const rows = new Map(answer.rows.map((row) => [categoryOf(row), row]))
  return chart.metrics.map((metric, index) => ({
    ...seriesOf(chart, metric, { answer, index, values: keys.map((key) => rows.get(key)?.values[metric]) }),
    name: labelOf(metric, answer),
    dimensions: {},
    colour: colourAt(index),
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
        ...seriesOf(chart, metric, {
          answer,
          index,
          values: keys.map((key) => rows.get(key)?.values[metric]),
        }),
        name: chart.metrics.length === 1 ? name : `${name} ${labelOf(metric, answer)}`,
        dimensions: { [by]: value },
        colour: colourAt(Math.max(0, known.indexOf(value))),
      }
    }),
  )
}

function seriesOf(
  { kind }: Chart,
  metric: string,
  {
    answer,
    index,
    values,
  }: { answer: AnsweredRows; index: number; values: readonly (AnswerValue | undefined)[] },
): Pick<ChartSeries, 'metric' | 'as' | 'format' | 'values' | 'because'> {
  const isLine = kind === 'line' || (kind === 'combo' && index > 0)
  const format = answer.metrics.find(({ name }) => name === metric)?.format ?? { as: 'number', decimals: 0 }
  const currencies = new Set(
    values.flatMap((value) => (value?.currency === undefined ? [] : [value.currency])),
  )
  const [currency] = currencies
  return {
    metric,
    as: isLine ? 'line' : 'bar',
    format: currencies.size > 1 ? format : formatOfCurrency(format, currency),
    ...pointsOf(values),
  }
}

function labelOf(metric: string, answer: AnsweredRows): string {
  return answer.metrics.find(({ name }) => name === metric)?.label ?? metric
}
