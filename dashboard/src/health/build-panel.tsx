import { useEffect, useState } from 'react'
import type { BuildRun } from '../api/answers.js'
import { client } from '../api/asked.js'
import { forgetAnswers } from '../api/use-answer.js'
import { Panel } from '../shell/page.js'
import { Problem } from '../shell/problem.js'

interface BuildPanelProps {
  /** A build that is under way. */
  readonly running: BuildRun | undefined
  /** Called when a build has ended. */
  readonly onEnd: () => void
}

/** Starts a build, or joins one that is under way, and shows how far it is. */
export function BuildPanel({ running, onEnd }: BuildPanelProps) {
  const [run, setRun] = useState<BuildRun>()
  const [error, setError] = useState<Error>()
  const [followed, setFollowed] = useState<string>()
  const underWay = followed ?? running?.id
  useEffect(() => {
    if (underWay === undefined) return undefined
    const abort = new AbortController()
    void (async () => {
      try {
        for await (const state of client().followBuild(underWay, { signal: abort.signal })) setRun(state)
        forgetAnswers()
        onEnd()
      } catch (thrown) {
        if (!abort.signal.aborted) setError(thrown instanceof Error ? thrown : new Error(String(thrown)))
      }
      setFollowed(undefined)
    })()
    return () => {
      abort.abort()
    }
  }, [underWay])
  const start = () => {
    setError(undefined)
    client()
      .startBuild()
      .then(
        (started) => {
          setRun(started)
          setFollowed(started.id)
        },
        (thrown: unknown) => {
          setError(thrown instanceof Error ? thrown : new Error(String(thrown)))
        },
      )
  }
  const isRunning = underWay !== undefined && error === undefined
  return (
    <Panel
      title="Build"
      tools={
        <button type="button" className="button primary" disabled={isRunning} onClick={start}>
          {isRunning ? 'Building …' : 'Build now'}
        </button>
      }
    >
      <div className="build" role="status" aria-live="polite">
        {isRunning ? <Under run={run ?? running} /> : <Ended run={run} />}
      </div>
      {error && <Problem error={error} onRetry={start} />}
    </Panel>
  )
}

function Under({ run }: { run: BuildRun | undefined }) {
  const progress = run?.progress
  return (
    <>
      <progress max={progress?.of ?? 1} value={progress?.done ?? 0} aria-label="Progress of the build" />
      <p className="note">
        {progress
          ? `${progress.done + 1} of ${progress.of}: ${progress.doing}`
          : 'Looking for what has changed …'}
      </p>
    </>
  )
}

function Ended({ run }: { run: BuildRun | undefined }) {
  if (run === undefined) {
    return (
      <p className="note">
        A build brings in what has changed in the sources, all at once; while it runs, pages show what was
        built before.
      </p>
    )
  }
  if (run.problem !== null) {
    return (
      <p>
        <b>The build failed; what was built before still stands.</b> {run.problem.detail} {run.problem.fix}
      </p>
    )
  }
  const built = run.work.filter(({ does }) => does !== 'keep').length
  return (
    <>
      <p>
        <b>{built === 0 ? 'Nothing had changed.' : `Built ${built} of ${run.work.length}.`}</b>
      </p>
      {run.notices.map((notice) => (
        <p className="note" key={notice}>
          {notice}
        </p>
      ))}
    </>
  )
}
