import { useAddress } from '../address/use-address.js'
import type { Answer, MetaMetric, Question } from '../api/answers.js'
import { useAnswer } from '../api/use-answer.js'
import { ChartPanel } from '../charts/chart-panel.js'
import { colourAt } from '../charts/colours.js'
import { ChoiceList } from '../controls/choice-list.js'
import type { ActiveFigures } from './active-figures.js'
import { seriesChart } from './series-chart.js'
import { AnswerNotes } from '../shell/answer-notes.js'
import { Problem } from '../shell/problem.js'
import { labelOf } from '../api/project.js'

/** How the days are put together along a chart. */
const spans = {
  day: { says: 'Day', title: 'Active by day', grain: 'day', rolling: undefined },
  week: { says: 'Week', title: 'Active by week', grain: 'week', rolling: undefined },
  month: { says: 'Month', title: 'Active by month', grain: 'month', rolling: undefined },
  '7-days': { says: '7 days', title: 'Active over 7 days', grain: 'day', rolling: 7 },
  '30-days': { says: '30 days', title: 'Active over 30 days', grain: 'day', rolling: 30 },
} as const

export type Span = keyof typeof spans

/** What an address says of the chart's spans. */
export function spanIn(search: URLSearchParams): Span {
  const found = search.get('span')
  return found !== null && found in spans ? (found as Span) : 'day'
}

/** The part of a question that a span asks. */
export function spanQuestion(span: Span): Pick<Question, 'grain' | 'rolling'> {
  const { grain, rolling } = spans[span]
  return { grain, ...(rolling !== undefined && { rolling }) }
}

interface ActiveOverTimeProps {
  readonly figures: ActiveFigures
  readonly members: MetaMetric
  readonly about: Omit<Question, 'metrics'>
  /** The page's answer, whose notes stand above. */
  readonly beside: Answer
}

/** How many were active in each day, week or month, or over the days up to each; and how many of them were new. */
export function ActiveOverTime({ figures, members, about, beside }: ActiveOverTimeProps) {
  const { address, change } = useAddress()
  const span = spanIn(address.search)
  const added = figures.cohorts.find(({ counts }) => counts?.figure === 'new-members')
  const metrics = [members, ...(added ? [added] : [])]
  const question: Question = { metrics: metrics.map(({ name }) => name), ...about, ...spanQuestion(span) }
  const { answer, error, retry, isStale } = useAnswer<Answer>({ get: 'ask', question })
  if (error) return <Problem error={error} onRetry={retry} />
  if (answer === undefined) return <div className="panel skeleton chart-skeleton" />
  return (
    <ChartPanel
      notes={<AnswerNotes of={[answer]} beside={[beside]} />}
      className={`wide ${isStale ? 'stale' : ''}`}
      tools={
        <ChoiceList
          label="Active in each"
          choices={(Object.keys(spans) as Span[]).map((value) => ({ value, says: spans[value].says }))}
          chosen={span}
          onChoose={(next) => {
            change({ span: next === 'day' ? null : next })
          }}
        />
      }
      data={seriesChart(answer, {
        title: spans[span].title,
        question,
        series: metrics.map((metric, index) => ({
          name: labelOf(metric),
          metric,
          as: index === 0 && answer.rows.length <= 62 && spans[span].rolling === undefined ? 'bar' : 'line',
          colour: colourAt(index),
        })),
      })}
    />
  )
}
