import type { BuildRun } from '../api/answers.js'
import { useProject } from '../api/project.js'
import { momentInWords } from '../calendar/moment.js'
import { Panel } from '../shell/page.js'
import { FigureTable } from '../tables/figure-table.js'

const states: Readonly<Record<BuildRun['state'], string>> = {
  running: 'under way',
  done: 'done',
  failed: 'failed, nothing changed',
  stopped: 'stopped, nothing changed',
}

/** The builds of this server, the latest first, and why one failed. */
export function RunsTable({ runs }: { runs: readonly BuildRun[] }) {
  const { timeZone } = useProject().calendar
  if (runs.length === 0) return null
  return (
    <Panel title="Builds of this server">
      <FigureTable
        caption="Builds of this server"
        columns={['Started', 'State', 'Asked by', 'What it did']}
        words={3}
        rows={runs.map((run) => ({
          key: run.id,
          head: momentInWords(run.startedAt, timeZone),
          cells: [{ text: states[run.state] }, { text: run.by }, { text: didInWords(run) }],
        }))}
      />
    </Panel>
  )
}

function didInWords({ work, problem, notices }: BuildRun): string {
  if (problem !== null) return problem.detail
  const built = work.filter(({ does }) => does !== 'keep').length
  return [built === 0 ? 'nothing had changed' : `built ${built} of ${work.length}`, ...notices].join(' · ')
}
