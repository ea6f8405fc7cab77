import type { Answer, MetaMetric, Question } from '../api/answers.js'
import { labelOf } from '../api/project.js'
import { useAnswer } from '../api/use-answer.js'
import { useAddress } from '../address/use-address.js'
import { ChartPanel } from '../charts/chart-panel.js'
import { colourAt } from '../charts/colours.js'
import { AnswerNotes } from '../shell/answer-notes.js'
import { Problem } from '../shell/problem.js'
import { spanIn, spanQuestion } from './active-over-time.js'
import { seriesChart } from './series-chart.js'

interface StickinessProps {
  readonly metric: MetaMetric
  readonly about: Omit<Question, 'metrics'>
  /** The page's answer, whose notes stand above. */
  readonly beside: Answer
}

/** How much of those of 30 days come on a day. */
export function Stickiness({ metric, about, beside }: StickinessProps) {
  const { address } = useAddress()
  const { grain } = spanQuestion(spanIn(address.search))
  const question: Question = { metrics: [metric.name], ...about, ...(grain && { grain }) }
  const { answer, error, retry, isStale } = useAnswer<Answer>({ get: 'ask', question })
  if (error) return <Problem error={error} onRetry={retry} />
  if (answer === undefined) return <div className="panel skeleton chart-skeleton" />
  return (
    <ChartPanel
      notes={<AnswerNotes of={[answer]} beside={[beside]} />}
      className={isStale ? 'stale' : ''}
      data={seriesChart(answer, {
        title: 'Stickiness',
        question,
        series: [{ name: labelOf(metric), metric, as: 'line', colour: colourAt(6) }],
      })}
    />
  )
}
