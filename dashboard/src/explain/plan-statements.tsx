import type { PlanExplanation } from '../api/answers.js'
import { useProject } from '../api/project.js'
import { useAnswer } from '../api/use-answer.js'
import { Problem } from '../shell/problem.js'
import { planCommandOf } from './command.js'
import type { AskedPlan } from './explanation.js'
import { Section } from './section.js'
import { Sql } from './sql.js'

const says: Readonly<Record<PlanExplanation['statements'][number]['reads'], string>> = {
  target: 'the targets of months',
  labels: 'what days are called',
  uplifts: 'uplifts and weights of the month',
  bookings: 'what was booked, by day and hour',
}

/** The statements by which a plan reads its month, and the same in a terminal. */
export function PlanStatements({ plan }: { plan: AskedPlan }) {
  const { asker } = useProject()
  const mayRead = asker.may.includes('explain')
  const { answer, error, retry } = useAnswer<PlanExplanation>(
    mayRead ? { get: 'explainPlan', ...plan } : undefined,
  )
  return (
    <Section title="SQL">
      {!mayRead && <p className="note">Your key’s role may not read the statements.</p>}
      {error && <Problem error={error} onRetry={retry} />}
      {answer && plan.question.asOf !== undefined && (
        <p className="note">
          A build stored what is shown. Over the rows as they are now, the statements of that moment:
        </p>
      )}
      {answer?.statements.map(({ reads, sql }) => (
        <Sql key={reads} says={says[reads]} sql={sql} isOpen={answer.statements.length === 1} />
      ))}
      <p className="note">The same in a terminal:</p>
      <Sql says="command line" sql={planCommandOf(plan)} isOpen />
    </Section>
  )
}
