import { useState } from 'react'
import type { Progress } from '../api/answers.js'
import { eventsOf } from '../api/events.js'
import { forgetAnswers } from '../api/use-answer.js'
import { Panel } from '../shell/page.js'
import { Problem } from '../shell/problem.js'

interface BuildPanelProps {
  readonly mayBuild: boolean
  readonly running: Progress | null
  readonly onBuilt: () => void
}

type State =
  | { readonly is: 'idle' }
  | { readonly is: 'running'; readonly progress: Progress | undefined }
  | { readonly is: 'done'; readonly says: string; readonly notices: readonly string[] }
  | { readonly is: 'failed'; readonly error: Error }

/** Starts a build and shows how far it is. */
export function BuildPanel({ mayBuild, running, onBuilt }: BuildPanelProps) {
  const [state, setState] = useState<State>({ is: 'idle' })
  const start = async () => {
    setState({ is: 'running', progress: undefined })
    try {
      for await (const { event, data } of eventsOf({ path: 'builds', body: {} })) {
        if (event === 'progress') setState({ is: 'running', progress: data as Progress })
        if (event === 'error') throw new Error(problemText(data))
        if (event === 'done') {
          setState({ is: 'done', ...doneText(data) })
          forgetAnswers()
          onBuilt()
        }
      }
    } catch (error) {
      setState({ is: 'failed', error: error instanceof Error ? error : new Error(String(error)) })
    }
  }
  const shown =
    state.is === 'running' ? state.progress : state.is === 'idle' ? (running ?? undefined) : undefined
  const isRunning = state.is === 'running' || (state.is === 'idle' && running !== null)
  return (
    <Panel
      title="Build"
      tools={
        mayBuild && (
          <button
            type="button"
            className="button primary"
            disabled={isRunning}
            onClick={() => {
              void start()
            }}
          >
            {isRunning ? 'Building …' : 'Build now'}
          </button>
        )
      }
    >
      <div className="build" role="status" aria-live="polite">
        {isRunning && (
          <>
            <progress max={shown?.of ?? 1} value={shown?.done ?? 0} aria-label="Progress of the build" />
            <p className="note">
              {shown ? `${shown.done + 1} of ${shown.of}: ${shown.doing}` : 'Looking for what has changed …'}
            </p>
          </>
        )}
        {state.is === 'done' && (
          <>
            <p>
              <b>{state.says}</b> Readers saw the old state until it was whole.
            </p>
            {state.notices.map((notice) => (
              <p className="note" key={notice}>
                {notice}
              </p>
            ))}
          </>
        )}
        {state.is === 'idle' && !isRunning && (
          <p className="note">
            A build brings in what has changed in the sources, all at once; while it runs, pages show what was
            built before.
          </p>
        )}
      </div>
      {state.is === 'failed' && <Problem error={state.error} onRetry={() => void start()} />}
    </Panel>
  )
}

function problemText(data: unknown): string {
  const { detail, fix } = data as { detail?: string; fix?: string }
  return [detail ?? 'The build failed.', fix].filter(Boolean).join(' ')
}

function doneText(data: unknown): { says: string; notices: readonly string[] } {
  const { work = [], notices = [] } = data as { work?: { does: string }[]; notices?: string[] }
  const built = work.filter(({ does }) => does === 'build').length
  return { says: built === 0 ? 'Nothing had changed.' : `Built ${built} of ${work.length}.`, notices }
}
