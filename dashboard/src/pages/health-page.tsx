import { useProject } from '../api/project.js'
import type { Builds } from '../api/answers.js'
import { useAnswer } from '../api/use-answer.js'
import { dayInWords } from '../calendar/words.js'
import { momentInWords } from '../calendar/moment.js'
import { BuildPanel } from '../health/build-panel.js'
import { LedgerTable } from '../health/ledger-table.js'
import { Page } from '../shell/page.js'
import { Problem } from '../shell/problem.js'
import { Skeleton } from '../shell/skeleton.js'

/** Whether the figures can be trusted: what was built, from which data, and whether it kept its contracts. */
export default function HealthPage() {
  const meta = useProject()
  const { answer, error, retry } = useAnswer<Builds>({ path: 'builds' })
  const { days, builtAt } = meta.freshness
  return (
    <Page
      title="Data health"
      says={
        days === null ? (
          'Nothing is built yet.'
        ) : (
          <>
            Data from <b>{dayInWords(days.from)}</b> to <b>{dayInWords(days.to)}</b>
            {builtAt !== null && <span className="aside"> · built {momentInWords(builtAt)}</span>}
          </>
        )
      }
    >
      <BuildPanel
        mayBuild={meta.asker.may.includes('build')}
        onBuilt={retry}
        running={answer?.running ?? null}
      />
      {error && <Problem error={error} onRetry={retry} />}
      {answer === undefined && error === undefined && <Skeleton charts={1} />}
      {answer && <LedgerTable entries={answer.builds} today={meta.calendar.today} />}
    </Page>
  )
}
