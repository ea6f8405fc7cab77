import { writeNotes } from '../notes.js'
import { Refusal } from '../../errors.js'
import { builtTables } from '../../builds/built-tables.js'
import { planBuild, runBuild } from '../../builds/run-build.js'
import type { WorkItem } from '../../builds/work-list.js'
import type { LedgerEntry } from '../../builds/ledger.js'
import { buildAtServer } from '../build-at-server.js'
import { serverOf } from '../server-of-file.js'
import { builtTable, plannedTable, type BuiltItem, type OutlinedStatement } from '../build-table.js'
import { coloursFor } from '../colours.js'
import type { Command, ExitCode, Invocation, OptionValues } from '../command.js'
import { prettyJson } from '../../documents/json.js'
import { nowOf, openProject, onWarehouse } from '../opening.js'
import { Progress } from '../progress.js'
import { formatOf, formatOption, nowOption, quietOption, warehouseOptions } from '../shared-options.js'
import type { LoadedProject } from '../../project/loaded-project.js'
import type { Warehouse } from '../../warehouses/warehouse.js'

export const buildCommand: Command = {
  details:
    'What has not changed is kept. Readers see all of a build or nothing of it; one that fails leaves everything as it was.',
  args: [],
  options: [
    { name: 'full', says: 'build everything again, whatever has changed' },
    {
      name: 'select',
      value: 'MODELS',
      says: 'only these models and the sources that they read: names, tag:NAME, +NAME (and what it reads), NAME+ (and what reads it); may be repeated',
      repeatable: true,
    },
    { name: 'dry-run', says: 'say what would be built and why, and build nothing' },
    formatOption(['table', 'json']),
    nowOption,
    quietOption,
    ...warehouseOptions,
  ],
  examples: [
    { run: 'daymark build', does: 'build what is missing or has changed' },
    { run: 'daymark build --select tag:published', does: 'the models with a tag, and nothing else' },
    { run: 'daymark build --dry-run', does: 'the work list, and why each thing is on it' },
    {
      run: 'daymark build --project examples/online-retail --set data=exports',
      does: 'another folder as the project, and its data from ./exports',
    },
  ],
  async run(invocation) {
    const loaded = await openProject(invocation)
    try {
      const isDry = invocation.options.isOn('dry-run')
      const unmade = { ifMissing: isDry ? 'take-empty' : 'make' } as const
      return await onWarehouse({ invocation, loaded }, unmade, (warehouse) =>
        isDry ? showPlan(invocation, { loaded, warehouse }) : build(invocation, { loaded, warehouse }),
      )
    } catch (thrown) {
      const server = serverOf(thrown)
      if (server === undefined) throw thrown
      return buildAtServer(invocation, server, loaded)
    }
  },
}

interface Building {
  readonly loaded: LoadedProject
  readonly warehouse: Warehouse
}

async function showPlan({ options, io }: Invocation, building: Building): Promise<ExitCode> {
  const work = await planBuild({ ...building, full: options.isOn('full'), ...selection(options) })
  const statements = await outlined(work, building)
  await io.stdout.write(
    formatOf(options) === 'json'
      ? `${prettyJson({ work, statements })}\n`
      : plannedTable(work, { statements, colours: coloursFor(io.stdout, io.env) }),
  )
  return 0
}

/** What a cluster would be sent for what is to be built; nothing where there is none. */
async function outlined(
  work: readonly WorkItem[],
  { loaded, warehouse }: Building,
): Promise<readonly OutlinedStatement[]> {
  const found: OutlinedStatement[] = []
  for (const item of work.filter(({ does }) => does === 'build')) {
    for (const table of builtTables(loaded, item)) {
      const statements = await warehouse.outline(table)
      found.push(...statements.map((sql) => ({ thing: item.thing, table: table.name, sql })))
    }
  }
  return found
}

async function build(invocation: Invocation, building: Building): Promise<ExitCode> {
  const { options, io } = invocation
  const { items, notices, seconds } = await buildWithProgress(invocation, building)
  if (formatOf(options) === 'json') {
    await io.stdout.write(`${prettyJson({ work: items, notices, seconds })}\n`)
    return 0
  }
  if (options.isOn('quiet')) return 0
  await writeNotes(io, notices)
  await io.stdout.write(builtTable(items, { seconds, colours: coloursFor(io.stdout, io.env) }))
  return 0
}

/** What a build did, and how long it took, in seconds. */
export interface TimedBuild {
  readonly items: readonly BuiltItem[]
  readonly notices: readonly string[]
  readonly seconds: number
}

/** Builds, showing on stderr what takes long. */
export async function buildWithProgress(invocation: Invocation, building: Building): Promise<TimedBuild> {
  const { options, io } = invocation
  const now = nowOf(invocation, building.loaded)
  const progress = new Progress(io, { isQuiet: options.isOn('quiet') })
  const begun: number[] = []
  const start = performance.now()
  try {
    const { work, entries, notices } = await runBuild({
      ...building,
      full: options.isOn('full'),
      ...selection(options),
      now,
      onProgress: (step) => {
        begun.push(performance.now())
        progress.begin(step)
      },
    })
    const end = performance.now()
    const seconds = begun.map((at, index) => inSeconds((begun[index + 1] ?? end) - at))
    return { items: timedItems(work, entries, seconds), notices, seconds: inSeconds(end - start) }
  } finally {
    await progress.end()
  }
}

function selection(options: OptionValues): { readonly select?: readonly string[] } {
  const select = options.texts('select')
  if (select.length > 0 && select.every((text) => text.trim() === ''))
    throw new Refusal('invalid-option', {
      option: 'select',
      value: select.join(' '),
      needs: 'It selects nothing: write a name or tag:NAME, or leave it out to build everything.',
      closest: undefined,
    })
  return select.length === 0 ? {} : { select }
}

/** The items of the work list with what came of them; seconds are those of what was built, in its order. */
function timedItems(
  work: readonly WorkItem[],
  entries: readonly LedgerEntry[],
  seconds: readonly number[],
): readonly BuiltItem[] {
  const byThing = new Map(entries.map((entry) => [entry.thing, entry]))
  const built = work.filter(({ does }) => does === 'build')
  return work.map((item) => {
    const { rows = 0, firstDay = null, lastDay = null } = byThing.get(item.thing) ?? {}
    const taken = item.does === 'build' ? (seconds[built.indexOf(item)] ?? 0) : null
    return { ...item, rows, firstDay, lastDay, seconds: taken }
  })
}

function inSeconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000
}
