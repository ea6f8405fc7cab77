import type { Answer, AnswerRow, MetaMetric, Question } from '../api/answers.js'
import { shortPeriod } from '../calendar/words.js'
import type { ChartData, Series } from '../charts/chart-data.js'
import type { Explained } from '../explain/explanation.js'
import { inWords } from '../api/project.js'

type AnswerValue = AnswerRow['values'][string]

interface SeriesOf {
  readonly name: string
  readonly metric: MetaMetric
  readonly as: 'line' | 'bar'
  readonly colour: string
  /** The rows that it is about, where an answer is split. */
  readonly where?: { readonly dimension: string; readonly value: string | null }
}

interface SeriesChart {
  readonly title: string
  readonly question: Question
  readonly series: readonly SeriesOf[]
}

/**
 * A chart of an answer over time. Where the data have no rows there is a gap; where they have some, and none of the value
 * that a series of members is about, nobody was counted: 0.
 */
export function seriesChart(answer: Answer, { title, question, series }: SeriesChart): ChartData {
  const periods = [...new Set(answer.rows.map(({ period }) => period ?? ''))]
  const partial = new Map(answer.rows.map(({ period, complete }) => [period, !complete]))
  const withRows = new Map<string, ReadonlySet<string | undefined>>(
    answer.metrics.map(({ name }) => [
      name,
      new Set(
        answer.rows.flatMap(({ period, values }) =>
          values[name] === undefined || values[name].noRows === true ? [] : [period],
        ),
      ),
    ]),
  )
  return {
    title,
    ...(answer.segments && { held: answer.segments.says }),
    along: inWords(answer.grain ?? 'period'),
    categories: periods.map(shortPeriod),
    keys: periods,
    partial: periods.map((period) => partial.get(period) ?? false),
    series: series.map(({ name, metric, as, colour, where }) => {
      const rows = new Map(
        answer.rows
          .filter(({ dimensions }) => where === undefined || dimensions[where.dimension] === where.value)
          .map((row) => [row.period, row]),
      )
      const format = answer.metrics.find((each) => each.name === metric.name)?.format ?? metric.format
      return {
        name,
        as,
        colour,
        format,
        ...pointsOf(
          periods.map((period) => {
            const value = rows.get(period)?.values[metric.name]
            const isNobody = where && isCount(metric) && withRows.get(metric.name)?.has(period)
            return isNobody && (value === undefined || value.noRows === true) ? nobody : value
          }),
        ),
        explained: (index: number) =>
          explained({ name, metric, where, question, period: periods[index] ?? '' }),
      }
    }),
  }
}

const nobody: AnswerValue = { value: '0' }

function isCount({ counts, additive }: MetaMetric): boolean {
  return additive || (counts !== null && counts.figure !== 'stickiness')
}

function pointsOf(values: readonly (AnswerValue | undefined)[]): Pick<Series, 'values' | 'because'> {
  return {
    values: values.map((value) => (value === undefined || value.noRows === true ? null : value.value)),
    because: values.map((value) =>
      value === undefined || value.noRows === true || value.value === null
        ? (value?.because ?? 'no-rows')
        : null,
    ),
  }
}

interface Point extends Pick<SeriesOf, 'name' | 'metric'> {
  readonly where: SeriesOf['where'] | undefined
  readonly question: Question
  readonly period: string
}

function explained({ name, metric, where, question, period }: Point): Explained {
  const others = (question.where ?? []).filter(({ dimension }) => dimension !== where?.dimension)
  const filters = where ? [...others, { dimension: where.dimension, values: [where.value] }] : others
  return {
    kind: 'asked',
    title: `${name}, ${shortPeriod(period)}`,
    metric: metric.name,
    question: {
      metrics: [metric.name],
      period,
      ...(filters.length > 0 && { where: filters }),
      ...(question.rolling !== undefined && { rolling: question.rolling }),
    },
  }
}
