import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Refusal } from '../../errors.js'
import type { LoadedProject } from '../../project/loaded-project.js'
import { coloursFor } from '../colours.js'
import { readCommandLine } from '../command-line.js'
import type { Command, ExitCode, Invocation, OptionValues } from '../command.js'
import { generateData } from '../demo-data.js'
import { openProject, onWarehouse } from '../opening.js'
import { Progress } from '../progress.js'
import { quietOption, warehouseOptions } from '../shared-options.js'
import { commands } from './commands.js'
import { buildWithProgress } from './build.js'
import { serveUntilStopped } from './serve.js'

const example = fileURLToPath(new URL('../../../../examples/business-performance', import.meta.url))

/** The demo's clock, within the days of its generated data. */
const clock = '2026-03-01T09:00'
const shown = 'board business-performance --period 2025-Q4'

export const demoCommand: Command = {
  details:
    'Builds examples/business-performance of the repository, with generated data unless --set data=DIR names others, and serves its dashboard until Ctrl-C. With --once its board is printed, and that is all.',
  args: [],
  options: [
    { name: 'once', says: 'print the board and end, as for a script' },
    { name: 'port', value: 'PORT', says: 'where to listen (default: 4477)' },
    ...warehouseOptions.filter(({ name }) => name !== 'project'),
    quietOption,
  ],
  examples: [
    { run: 'daymark demo', does: 'a dashboard at http://127.0.0.1:4477' },
    { run: 'daymark demo --once', does: 'the same page in the terminal' },
  ],
  endsItself: true,
  async run(given) {
    if (!existsSync(example)) throw new Refusal('no-example', { folder: example })
    const invocation = { ...given, options: ofExample(given.options) }
    const { io, options } = invocation
    const loaded = await openProject(invocation)
    const isGenerated = await provideData(invocation, loaded)
    const build = await onWarehouse(
      { invocation, loaded },
      { ifMissing: 'make' },
      async (warehouse): Promise<ExitCode> => {
        const { items, seconds } = await buildWithProgress(invocation, { loaded, warehouse })
        const rows = items.find(({ kind }) => kind === 'source')?.rows ?? 0
        const isBuilt = items.some(({ does }) => does === 'build')
        const built = isBuilt ? `built in ${seconds.toFixed(1)} s` : 'built before'
        const data = isGenerated ? 'generated data' : 'the data there'
        const says = `business-performance: ${rows.toLocaleString('en')} rows of ${data}, ${built}.\n`
        await io.stderr.write(coloursFor(io.stderr, io.env).dim(says))
        return options.isOn('once') ? 0 : serveUntilStopped(invocation, { loaded, warehouse })
      },
    )
    return options.isOn('once') ? printBoard(invocation) : build
  },
}

async function printBoard(invocation: Invocation): Promise<ExitCode> {
  const { io, options } = invocation
  const warehouse = options.text('warehouse')
  const where = [
    ...['--project', relative(io.cwd, example) || '.', '--now', clock],
    ...options.texts('set').flatMap((text) => ['--set', text]),
    ...(warehouse === undefined ? [] : ['--warehouse', warehouse]),
  ]
  await io.stdout.write(coloursFor(io.stdout, io.env).cyan(`$ daymark ${[shown, ...where].join(' ')}\n\n`))
  const line = await readCommandLine([...shown.split(' '), ...where], commands)
  return line.is === 'run' ? line.command.run({ ...line, io }) : 0
}

/** The options of a command on the example, at its own time. */
function ofExample(options: OptionValues): OptionValues {
  const own: Readonly<Record<string, string>> = { project: example, now: clock }
  return { ...options, text: (name) => own[name] ?? options.text(name) }
}

/** Generates data where none was named and none is there; whether the data are generated ones. */
async function provideData({ options, io }: Invocation, { parameters }: LoadedProject): Promise<boolean> {
  if (options.texts('set').some((text) => text.startsWith('data='))) return false
  const folder = parameters['data'] ?? join(example, 'data')
  if (existsSync(join(folder, 'blue_whale_myr.parquet'))) return true
  const progress = new Progress(io, { isQuiet: options.isOn('quiet') })
  progress.begin({ done: 0, of: 1, doing: 'generating data' })
  try {
    await generateData(example, folder)
  } finally {
    await progress.end()
  }
  return true
}
