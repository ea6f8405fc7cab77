import type { Calendar } from '../calendar/calendar.js'
import type { Board, Chart } from '../project/board.js'
import { looksBack } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import type { Question } from '../queries/question.js'
import { chartAxis, sameAxis, sparklineAxis, type TimeAxis } from './time-axis.js'
import type { Period } from '../calendar/period.js'
import type { Range } from '../calendar/range.js'

/**
 * What a board is asked for: a named period, or the first and the last day; what it is compared with (default:
 * `previous-period`), and which rows of the data it is about.
 */
export type BoardDays = Pick<Question, 'period' | 'from' | 'to' | 'compare' | 'where'>

/** What a board asks: charts of one shape share a question, and so do all sparklines. */
export interface BoardQuestions {
  readonly charts: readonly { readonly question: Question; readonly charts: readonly Chart[] }[]
  readonly sparklines: Question
  readonly along: TimeAxis
}

/** What the questions are found from, once it is known which days the board is about. */
export interface Asked {
  readonly days: BoardDays
  readonly range: Range
  readonly period: Period | undefined
  readonly calendar: Calendar
  readonly metrics: Readonly<Record<string, Metric>>
}

/** The one question that all cards share. */
export function cardsQuestion(board: Board, days: BoardDays): Question {
  return { metrics: board.cards, compare: 'previous-period', ...days }
}

/** The questions of a board's charts and sparklines, as few as there are shapes. */
export function boardQuestions(board: Board, asked: Asked): BoardQuestions {
  const { range, period, calendar, metrics } = asked
  const along = chartAxis(range, period, calendar)
  const sparkline = sparklineAxis(range)
  const spread = board.cards.filter((card) => {
    const metric = metrics[card]
    return metric !== undefined && !looksBack(metric)
  })
  const shapes = new Map<string, readonly Chart[]>()
  for (const chart of board.charts) {
    const key = JSON.stringify([chart.along ?? null, chart.by ?? null])
    shapes.set(key, [...(shapes.get(key) ?? []), chart])
  }
  const charts = [...shapes.values()].map((alike) => ({
    charts: alike,
    question: chartQuestion(alike, { asked, along, alsoAsk: sameAxis(along, sparkline) ? spread : [] }),
  }))
  const shared = charts.find(
    ({ question: { by, grain, metrics: read } }) =>
      grain !== undefined && by === undefined && spread.every((card) => read.includes(card)),
  )
  const sparklines =
    shared && sameAxis(along, sparkline) ? shared.question : seriesQuestion(spread, sparkline, asked.days)
  return { charts, sparklines, along }
}

function chartQuestion(
  charts: readonly Chart[],
  { asked, along, alsoAsk }: { asked: Asked; along: TimeAxis; alsoAsk: readonly string[] },
): Question {
  const metrics = [...new Set(charts.flatMap((chart) => chart.metrics))]
  const { along: dimension, by } = charts[0] ?? {}
  if (dimension !== undefined) {
    const { compare: _compare, ...days } = asked.days
    return { metrics, ...days, by: by === undefined ? [dimension] : [dimension, by] }
  }
  if (by !== undefined) return { ...seriesQuestion(metrics, along, asked.days), by: [by] }
  return seriesQuestion([...new Set([...metrics, ...alsoAsk])], along, asked.days)
}

function seriesQuestion(
  metrics: readonly string[],
  { range, grain }: TimeAxis,
  { where }: BoardDays,
): Question {
  return { metrics, from: range.from, to: range.to, grain, ...(where && { where }) }
}
