import { DaymarkProblem } from 'daymark/client'
import { Link } from '../address/link.js'
import { Unreachable } from '../api/asked.js'

interface ProblemProps {
  readonly error: Error
  readonly onRetry?: () => void
  /** What is shown in the meantime. */
  readonly kept?: string
  /** Where the usual days are shown: the way out of an address whose question is refused. */
  readonly usual?: string
}

/** What went wrong, and what to do. */
export function Problem({ error, onRetry, kept, usual }: ProblemProps) {
  const isOurs = !(error instanceof DaymarkProblem) && !(error instanceof Unreachable)
  return (
    <div className="problem" role="alert">
      <p>
        <strong>{isOurs ? 'The page failed.' : kept === undefined ? 'No answer.' : 'Not refreshed.'}</strong>{' '}
        {error.message} {error instanceof DaymarkProblem && error.fix} {kept}
      </p>
      {usual !== undefined && isOfDays(error) && (
        <Link className="button small" href={usual}>
          Show the usual days
        </Link>
      )}
      {onRetry && (
        <button type="button" className="button small" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  )
}

/** Whether other days would do. */
function isOfDays(error: Error): boolean {
  return (
    error instanceof DaymarkProblem && ['invalid-period', 'invalid-range', 'no-range'].includes(error.code)
  )
}
