import type { Builds, Meta } from '../api/answers.js'
import { useProject } from '../api/project.js'
import { useAnswer } from '../api/use-answer.js'
import { momentInWords } from '../calendar/moment.js'
import { dayInWords } from '../calendar/words.js'
import { BuildPanel } from '../health/build-panel.js'
import { ContractsTable } from '../health/contracts-table.js'
import { LedgerTable } from '../health/ledger-table.js'
import { ReconciliationPanel } from '../health/reconciliation-panel.js'
import { RunsTable } from '../health/runs-table.js'
import { Notice } from '../shell/notice.js'
import { Page } from '../shell/page.js'
import { Problem } from '../shell/problem.js'
import { Skeleton } from '../shell/skeleton.js'

/** Whether the figures can be trusted: what was built, from which data, and whether it kept its contracts. */
export default function HealthPage() {
  const known = useProject()
  const mayBuild = known.asker.may.includes('build')
  const newer = useAnswer<Meta>({ get: 'meta' })
  const { freshness, calendar } = newer.answer ?? known
  const { answer, error, retry } = useAnswer<Builds>(mayBuild ? { get: 'builds' } : undefined)
  const { days, builtAt } = freshness
  return (
    <Page
      title="Data health"
      says={
        days === null ? (
          'Nothing is built yet.'
        ) : (
          <>
            Data from <b>{dayInWords(days.from)}</b> to <b>{dayInWords(days.to)}</b>
            {builtAt !== null && (
              <span className="aside"> · built {momentInWords(builtAt, calendar.timeZone)}</span>
            )}
          </>
        )
      }
    >
      {!mayBuild && <Notice>What is built, and building, is for keys whose role may build.</Notice>}
      {error && <Problem error={error} onRetry={retry} />}
      {mayBuild && answer === undefined && error === undefined && <Skeleton charts={1} />}
      {answer && (
        <>
          <BuildPanel
            running={answer.runs.find(({ state }) => state === 'running')}
            onEnd={() => {
              newer.retry()
              retry()
            }}
          />
          <ContractsTable contracts={answer.contracts} />
          <RunsTable runs={answer.runs} />
          <LedgerTable entries={answer.built} today={calendar.today} />
        </>
      )}
      <ReconciliationPanel references={known.references} />
    </Page>
  )
}
