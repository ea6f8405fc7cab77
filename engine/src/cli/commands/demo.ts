import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Refusal } from '../../errors.js'
import type { LoadedProject } from '../../project/loaded-project.js'
import { coloursFor } from '../colours.js'
import { readCommandLine } from '../command-line.js'
import type { Command, Invocation, OptionValues } from '../command.js'
import { generateData } from '../demo-data.js'
import { openProject, withWarehouse } from '../opening.js'
import { Progress } from '../progress.js'
import { quietOption, warehouseOptions } from '../shared-options.js'
import { askCommand } from './ask.js'
import { buildWithProgress } from './build.js'

const example = fileURLToPath(new URL('../../../../examples/online-retail', import.meta.url))

/** The questions that the demo asks, each with what it is to show. */
const questions = [
  {
    shows: 'A quarter beside the one before it: sums, people, cohorts and ratios',
    ask: 'revenue activeCustomers newCustomers retentionRate averageOrderValue --period 2011-Q3 --compare previous-period',
  },
  {
    shows: 'A series: people are counted once in each quarter, and once in all of it',
    ask: 'activeCustomers newCustomers retainedCustomers churnedCustomers --period 2011 --grain quarter',
  },
  {
    shows: 'Any days, split by a dimension',
    ask: 'revenue ordersPerCustomer --from 2011-10-01 --to 2011-10-20 --by country --where country=France,Germany --compare date-to-date',
  },
  {
    shows: 'A month in progress, as of the 20th, is compared with as many days',
    ask: 'revenue activeCustomers --period 2011-11 --now 2011-11-20T18:00 --compare previous-period',
  },
]

const next = [
  'explain retentionRate --period 2011-Q3',
  'ask revenue --period 2011 --grain month --format csv',
  'export --list',
]

export const demoCommand: Command = {
  name: 'demo',
  summary: 'build and show a filled example',
  details:
    'Uses examples/online-retail of the repository, with generated data unless --set data=DIR names others.',
  args: [],
  options: [...warehouseOptions.filter(({ name }) => name !== 'project'), quietOption],
  examples: [{ run: 'daymark demo', does: 'a shop in a few seconds' }],
  async run(given) {
    if (!existsSync(example)) throw new Refusal('no-example', { folder: example })
    const invocation = { ...given, options: withProject(given.options) }
    const loaded = await openProject(invocation)
    const isGenerated = await provideData(invocation, loaded)
    const { items, seconds } = await withWarehouse(invocation, loaded, (warehouse) =>
      buildWithProgress(invocation, { loaded, warehouse }),
    )
    const { io } = invocation
    const { bold, dim, cyan } = coloursFor(io.stdout, io.env)
    const rows = items.find(({ kind }) => kind === 'source')?.rows ?? 0
    const built = items.some(({ does }) => does === 'build')
      ? `built in ${seconds.toFixed(1)} s`
      : 'built before'
    const data = isGenerated ? 'generated data' : 'the data there'
    await io.stdout.write(dim(`online-retail: ${rows.toLocaleString('en')} rows of ${data}, ${built}.\n`))
    const options = sharedOptions(invocation)
    for (const { shows, ask } of questions) {
      await io.stdout.write(`\n${bold(shows)}\n${cyan(`$ daymark ask ${ask}`)}\n\n`)
      const line = readCommandLine(['ask', ...ask.split(' '), ...options], [askCommand])
      if (line.is === 'run') await line.command.run({ ...line, io })
    }
    const shown = ['--project', relative(io.cwd, example) || '.', ...options.slice(2)].join(' ')
    await io.stdout.write(
      `\n${bold('Try next')}\n${next.map((line) => `  npx daymark ${line} ${shown}\n`).join('')}`,
    )
    return 0
  },
}

function withProject(options: OptionValues): OptionValues {
  return { ...options, text: (name) => (name === 'project' ? example : options.text(name)) }
}

/** Generates data where none was named and none is there; whether the data are generated ones. */
async function provideData({ options, io }: Invocation, { parameters }: LoadedProject): Promise<boolean> {
  if (options.texts('set').some((text) => text.startsWith('data='))) return false
  const folder = parameters['data'] ?? join(example, 'data')
  if (existsSync(join(folder, 'online_retail.parquet'))) return true
  const progress = new Progress(io, { isQuiet: options.isOn('quiet') })
  progress.begin({ done: 0, of: 1, doing: 'generating data' })
  try {
    await generateData(example, folder)
  } finally {
    await progress.end()
  }
  return true
}

/** The options that every question of the demo needs, to find the same project and warehouse. */
function sharedOptions({ options }: Invocation): readonly string[] {
  const warehouse = options.text('warehouse')
  return [
    '--project',
    example,
    ...options.texts('set').flatMap((text) => ['--set', text]),
    ...(warehouse === undefined ? [] : ['--warehouse', warehouse]),
  ]
}
