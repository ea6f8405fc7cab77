import type { Answer, MetaMetric, Question } from '../api/answers.js'
import { labelOf } from '../api/project.js'
import { useAnswer } from '../api/use-answer.js'
import { addDays, earlier, type Day } from '../calendar/day.js'
import { shortDay } from '../calendar/words.js'
import { KpiCard } from '../cards/kpi-card.js'
import { FileButton } from '../download/file-button.js'
import { saveCsv } from '../download/save.js'
import { formatOfCurrency } from '../numbers/format.js'
import type { ActiveFigures } from './active-figures.js'

interface ActiveCardsProps {
  readonly answer: Answer
  readonly figures: ActiveFigures
  readonly members: MetaMetric
  /** The question's days, filters and comparison. */
  readonly about: Omit<Question, 'metrics'>
}

/** How many were active on the last day, over 7 and 30 days up to it and over all the days; and who they were. */
export function ActiveCards({ answer, figures, members, about }: ActiveCardsProps) {
  const last = answer.dataThrough === null ? answer.range.to : earlier(answer.range.to, answer.dataThrough)
  const lastDays = last < answer.range.from ? answer.range.to : last
  const download = () => {
    saveCsv(`active ${members.name}`, {
      columns: ['metric', 'value', 'previous', 'change'],
      rows: answer.metrics.map(({ name }) => {
        const value = answer.total.values[name]
        return [name, value?.value, value?.comparison?.value, value?.comparison?.change]
      }),
    })
  }
  return (
    <section aria-label="Figures">
      <div className="section-head">
        <h2>Figures</h2>
        <FileButton of="Figures" as="CSV" onClick={download} />
      </div>
      <ul className="cards">
        <AnswerCard answer={answer} metric={members} label={labelOf(members)} question={about} />
        {[1, 7, 30].map((days) => (
          <TrailingCard key={days} {...{ days, members, about }} last={lastDays} />
        ))}
        {[figures.stickiness, ...figures.cohorts].map(
          (metric) =>
            metric && (
              <AnswerCard
                key={metric.name}
                answer={answer}
                metric={metric}
                label={labelOf(metric)}
                question={about}
              />
            ),
        )}
      </ul>
    </section>
  )
}

interface AnswerCardProps {
  readonly answer: Answer
  readonly metric: MetaMetric
  readonly label: string
  readonly question: Omit<Question, 'metrics'>
}

function AnswerCard({ answer, metric, label, question }: AnswerCardProps) {
  const value = answer.total.values[metric.name]
  if (value === undefined) return null
  return (
    <KpiCard
      label={label}
      description={metric.description}
      format={formatOfCurrency(metric.format, value.currency)}
      value={value.value}
      because={value.because}
      previous={value.comparison?.value}
      change={value.comparison?.change}
      noChangeBecause={value.comparison?.because}
      beforeData={value.comparison?.beforeData}
      figure={{
        kind: 'asked',
        title: label,
        metric: metric.name,
        question: { metrics: [metric.name], ...question },
      }}
    />
  )
}

interface TrailingCardProps {
  readonly days: number
  readonly members: MetaMetric
  readonly about: Omit<Question, 'metrics'>
  readonly last: Day
}

/** Active over the days up to the last one, beside as many days before: a week before for a single day. */
function TrailingCard({ days, members, about: { where }, last }: TrailingCardProps) {
  const before = addDays(last, -Math.max(days, 7))
  const question: Question = {
    metrics: [members.name],
    from: last,
    to: last,
    compare: `${before}..${before}`,
    ...(where && { where }),
    ...(days > 1 && { rolling: days }),
  }
  const { answer } = useAnswer<Answer>({ get: 'ask', question })
  const label = days === 1 ? `On ${shortDay(last)}` : `${days} days to ${shortDay(last)}`
  if (answer === undefined) return <li className="card skeleton" />
  return <AnswerCard answer={answer} metric={members} label={label} question={question} />
}
