import { DaymarkProblem } from 'daymark/client'
import { Unreachable } from '../api/asked.js'

interface ProblemProps {
  readonly error: Error
  readonly onRetry?: () => void
  /** What is shown in the meantime. */
  readonly kept?: string
}

/** What went wrong, and what to do. */
export function Problem({ error, onRetry, kept }: ProblemProps) {
  const isOurs = !(error instanceof DaymarkProblem) && !(error instanceof Unreachable)
  return (
    <div className="problem" role="alert">
      <p>
        <strong>{isOurs ? 'The page failed.' : kept === undefined ? 'No answer.' : 'Not refreshed.'}</strong>{' '}
        {error.message} {error instanceof DaymarkProblem && error.fix} {kept}
      </p>
      {onRetry && (
        <button type="button" className="button small" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  )
}
