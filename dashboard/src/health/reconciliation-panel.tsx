import { useEffect, useRef, useState } from 'react'
import { DaymarkProblem } from 'daymark/client'
import type { Meta, Reconciliation } from '../api/answers.js'
import { client } from '../api/asked.js'
import { inWords } from '../api/project.js'
import { dayInWords } from '../calendar/words.js'
import { Notice } from '../shell/notice.js'
import { Panel } from '../shell/page.js'
import { Problem } from '../shell/problem.js'
import { CausesTable } from './causes-table.js'

type Reference = Meta['references'][number]

/** The tables that can be compared with the metrics; each is compared when somebody asks for it. */
export function ReconciliationPanel({ references }: { references: readonly Reference[] }) {
  if (references.length === 0) return null
  return (
    <Panel title="Reconciliation">
      {references.map((reference) => (
        <Compared key={reference.name} reference={reference} />
      ))}
    </Panel>
  )
}

function Compared({ reference: { name, title, description } }: { reference: Reference }) {
  const [found, setFound] = useState<Reconciliation>()
  const [error, setError] = useState<Error>()
  const [isUnderWay, setUnderWay] = useState(false)
  const abort = useRef<AbortController>(undefined)
  useEffect(() => () => abort.current?.abort(), [])
  const shown = title === name ? inWords(name) : title
  const compare = () => {
    const { signal } = (abort.current = new AbortController())
    setUnderWay(true)
    setError(undefined)
    client()
      .reconcile(name, {}, { signal })
      .then(setFound, (thrown: unknown) => {
        if (!signal.aborted) setError(thrown instanceof Error ? thrown : new Error(String(thrown)))
      })
      .finally(() => {
        if (!signal.aborted) setUnderWay(false)
      })
  }
  return (
    <div className="reference">
      <div className="reference-head">
        <div>
          <h3>{shown}</h3>
          {description !== null && <p className="note">{description}</p>}
        </div>
        <button
          type="button"
          className="button"
          aria-label={`${isUnderWay ? 'Comparing …' : 'Compare'} ${shown}`}
          disabled={isUnderWay}
          onClick={compare}
        >
          {isUnderWay ? 'Comparing …' : 'Compare'}
        </button>
      </div>
      <div role="status" aria-live="polite">
        {isUnderWay && (
          <>
            <progress aria-label={`Comparing ${shown}`} />
            <p className="note">The table’s model is run once for each cause; that takes a while.</p>
          </>
        )}
        {!isUnderWay && found && <Summary found={found} />}
      </div>
      {error && <Problem error={error} onRetry={compare} />}
      {isTooLong(error) && (
        <Notice>
          <code>daymark reconcile {name}</code> has no limit of time.
        </Notice>
      )}
      {!isUnderWay && found && <CausesTable title={shown} found={found} />}
    </div>
  )
}

function isTooLong(error: Error | undefined): boolean {
  return error instanceof DaymarkProblem && error.status === 504
}

function Summary({ found: { rows, passed, days } }: { found: Reconciliation }) {
  const { compared, equal, explained, unexplained } = rows
  const count = (number: number) => number.toLocaleString('en')
  return (
    <p className={`outcome ${passed ? 'good' : 'bad'}`}>
      <b>
        <span aria-hidden="true">{passed ? '✓' : '✗'}</span>{' '}
        {passed ? 'Every difference is explained.' : 'Some differences are not explained.'}
      </b>{' '}
      {count(compared)} rows compared, {count(equal)} equal, {count(explained)} explained,{' '}
      {count(unexplained)} unexplained
      {days !== null && (
        <span className="aside">
          {' '}
          · {dayInWords(days.from)} to {dayInWords(days.to)}
        </span>
      )}
    </p>
  )
}
