import type { ChartAnswer, Filter, Question } from '../api/answers.js'
import { inWords } from '../api/project.js'
import type { Explained } from '../explain/explanation.js'
import { shortPeriod } from '../calendar/words.js'
import { valueInWords } from '../controls/filter-picker.js'
import type { ChartData } from './chart-data.js'

const grains = new Set(['day', 'week', 'month', 'quarter', 'year'])

/** A board's chart as it is drawn here; each of its points opens how it came about. */
export function boardChart(chart: ChartAnswer, question: Omit<Question, 'metrics'>): ChartData {
  const isTime = grains.has(chart.along)
  const scales = [...new Set(chart.series.map(scaleOf))]
  const currencies = new Set(chart.series.flatMap((series) => currencyOf(series) ?? []))
  return {
    title: chart.title,
    ...(chart.segments && { held: chart.segments.says }),
    along: inWords(chart.along),
    categories: chart.categories.map((category, index) =>
      isTime ? shortTime(chart.keys[index] ?? category, category) : valueInWords(chart.keys[index]),
    ),
    keys: chart.keys.map((key) => key ?? ''),
    partial: chart.partial,
    series: chart.series.map((series) => ({
      name: currencies.size > 1 ? nameWithCurrency(series) : series.name,
      as: series.as,
      colour: series.colour,
      format: series.format,
      values: series.values,
      because: series.because,
      isStacked: chart.kind === 'stacked-bar',
      isSecond: isOnSecond(scaleOf(series), scales),
      explained: (index) => pointExplained(chart, { series, index, question, isTime }),
    })),
  }
}

function currencyOf({ format }: ChartAnswer['series'][number]): string | undefined {
  return format.as === 'money' ? (format.currency ?? undefined) : undefined
}

function nameWithCurrency(series: ChartAnswer['series'][number]): string {
  const currency = currencyOf(series)
  return currency === undefined || series.name === currency ? series.name : `${series.name} (${currency})`
}

/** What tells whether values can stand beside one axis: how they are written. */
function scaleOf({ format }: ChartAnswer['series'][number]): string {
  return JSON.stringify(format)
}

/** Whether a scale has the second axis. Of more than two, those of money share the first, which then names no currency. */
function isOnSecond(scale: string, scales: readonly string[]): boolean {
  const [first = ''] = scales
  if (scale === first) return false
  return scales.length === 2 || !(isMoney(scale) && isMoney(first))
}

function isMoney(scale: string): boolean {
  return (JSON.parse(scale) as { readonly as: string }).as === 'money'
}

interface Point {
  readonly series: ChartAnswer['series'][number]
  readonly index: number
  readonly question: Omit<Question, 'metrics'>
  readonly isTime: boolean
}

function pointExplained(
  chart: ChartAnswer,
  { series, index, question, isTime }: Point,
): Explained | undefined {
  const key = chart.keys[index]
  if (key === undefined) return undefined
  const split: Filter[] = Object.entries(series.dimensions).map(([dimension, value]) => ({
    dimension,
    values: [value],
  }))
  const along: Filter[] = isTime ? [] : [{ dimension: chart.along, values: [key] }]
  const { period, from, to, where = [] } = question
  const days = isTime
    ? { period: key ?? '' }
    : period !== undefined
      ? { period }
      : { ...(from && { from }), ...(to && { to }) }
  return {
    kind: 'asked',
    title: `${series.name}, ${isTime ? shortPeriod(key ?? '') : valueInWords(key)}`,
    metric: series.metric,
    question: {
      metrics: [series.metric],
      ...days,
      where: [
        ...where.filter(({ dimension }) => !split.concat(along).some((each) => each.dimension === dimension)),
        ...split,
        ...along,
      ],
    },
  }
}

/** Days by day and month; other periods as the API calls them. */
function shortTime(key: string, category: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(key) ? shortPeriod(key) : category
}
