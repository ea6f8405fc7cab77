import { becauseInWords } from '../numbers/because.js'
import type { Figure } from '../numbers/figure.js'
import { changeSize } from '../numbers/format.js'

interface ChangeProps {
  readonly change: Figure | null
  readonly because?: string | undefined
  /** How far the days compared with lie before the first day of the data. */
  readonly beforeData?: string | undefined
}

/** A change in percent; its direction is said by a sign, not by colour alone. */
export function Change({ change, because, beforeData }: ChangeProps) {
  if (change === null)
    return <span className="change none">{because ? becauseInWords(because) : 'no change known'}</span>
  const amount = Number(change)
  if (changeSize(change) === '0.0%') return <span className="change none">± 0%</span>
  return (
    <span className={`change ${amount > 0 ? 'up' : 'down'}`}>
      <span aria-hidden="true">{amount > 0 ? '▲' : '▼'} </span>
      <span className="unseen">{amount > 0 ? 'up ' : 'down '}</span>
      {changeSize(change)}
      {beforeData && (
        <span title="Some of the days compared with lie before the first day of the data.">
          {' §'}
          <span className="unseen"> compared with days before the data begin</span>
        </span>
      )}
    </span>
  )
}
