import { writeNotes } from './notes.js'
import { isDeepStrictEqual } from 'node:util'
import { createClient } from '../client/client.js'
import { Refusal } from '../errors.js'
import type { ServerNote } from '../http/server-note.js'
import { prettyJson } from '../documents/json.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { coloursFor } from './colours.js'
import type { ExitCode, Invocation } from './command.js'
import { Progress } from './progress.js'
import { formatOf } from './shared-options.js'
import { textTable } from './text-table.js'

/** Options that a server does not take: it has its own clock, and builds everything or nothing. */
const notTaken = ['select', 'now', 'dry-run']

/**
 * Lets a running server build, and follows it to the end.
 *
 * @throws Refusal `server-builds`
 */
export async function buildAtServer(
  invocation: Invocation,
  { url, secret, directory, parameters }: ServerNote,
  loaded: LoadedProject,
): Promise<ExitCode> {
  const { options, io } = invocation
  const given = notTaken.find(
    (name) => options.isOn(name) || options.text(name) !== undefined || options.texts(name).length > 0,
  )
  const isOther = directory !== loaded.directory || !isDeepStrictEqual(parameters, { ...loaded.parameters })
  if (given !== undefined || isOther) {
    const option = given === undefined ? 'another project or other parameters' : `--${given}`
    throw new Refusal('server-builds', { url, option })
  }
  const client = createClient(url, { key: secret })
  const progress = new Progress(io, { isQuiet: options.isOn('quiet') })
  const started = await client.startBuild({ full: options.isOn('full') })
  let run = started
  try {
    for await (const state of client.followBuild(started.id)) {
      run = state
      if (state.progress !== null) progress.begin(state.progress)
    }
  } finally {
    await progress.end()
  }
  const colours = coloursFor(io.stdout, io.env)
  if (formatOf(options) === 'json') await io.stdout.write(`${prettyJson(run)}\n`)
  if (run.problem !== null) {
    await io.stderr.write(
      `${colours.red('error')} ${run.problem.code}: ${run.problem.detail}\n${run.problem.fix}\n`,
    )
  }
  if (run.state !== 'done') return 1
  if (formatOf(options) === 'json' || options.isOn('quiet')) return 0
  await writeNotes(io, run.notices)
  const columns = ['thing', 'does', 'because'].map((header) => ({ header, align: 'left' as const }))
  const rows = run.work.map(({ thing, does, because }) => [
    { text: thing },
    { text: does },
    { text: because },
  ])
  await io.stdout.write(`${textTable({ columns, rows }, colours)}Built by the server at ${url}.\n`)
  return 0
}
