// The board beside SQL by hand on the same file: `npm run bench:board -- [--scale S] [--copies N] [--rounds R]`.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { generateBusiness } from '../examples/business-performance/generated/generate-business.js'
import type * as LoadProject from '../engine/src/project/load-project.js'
import type * as DuckDb from '../engine/src/warehouses/duckdb/duckdb-warehouse.js'
import type * as AnswerBoard from '../engine/src/boards/answer-board.js'
import type * as Ask from '../engine/src/queries/ask.js'
import type * as Cache from '../engine/src/rollups/rollup-cache.js'
import type * as CalendarDay from '../engine/src/calendar/day.js'
import { bestStatement, documentedStatements, rollingStatement, type Days } from './board-sql.js'
import { isSmoke, markdownTable, median, megabytes, percentile95, writeSection } from './results.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    copies: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
    folder: { type: 'string' },
    'only-memory': { type: 'boolean', default: false },
  },
})
const [scale, copies, rounds] = [Number(values.scale), Number(values.copies), Number(values.rounds)]
const ranges = isSmoke ? 2 : 24

/** The engine as it is published, so that nothing is translated while it is measured. */
const built = <T>(path: string) => import(pathToFileURL(join(root, 'engine/dist', path)).href) as Promise<T>
const { loadProject } = await built<typeof LoadProject>('project/load-project.js')
const { DuckDbWarehouse } = await built<typeof DuckDb>('warehouses/duckdb/duckdb-warehouse.js')
const { answerBoard } = await built<typeof AnswerBoard>('boards/answer-board.js')
const { ask } = await built<typeof Ask>('queries/ask.js')
const { RollupCache } = await built<typeof Cache>('rollups/rollup-cache.js')
const { addDays } = await built<typeof CalendarDay>('calendar/day.js')

const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'daymark-bench-board-'))
const [data, file] = [join(folder, 'data'), join(folder, 'w.duckdb')]

if (values.folder === undefined) {
  await generateBusiness({ scale, seed: 1, folder: data })
  if (copies > 1) await repeatRows()
  execFileSync(
    process.execPath,
    [
      'engine/bin/daymark.js',
      'build',
      '--project',
      'examples/business-performance',
      '--set',
      `data=${data}`,
      '--warehouse',
      `duckdb:${file}`,
      '--quiet',
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  )
}

/** As many times the rows of the same members on the same days. */
async function repeatRows(): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '2GB', temp_directory: folder })
  const connection = await instance.connect()
  const path = join(data, 'blue_whale_myr.parquet')
  await connection.run(
    `COPY (SELECT ledger.* FROM '${path}' AS ledger, range(${copies})) TO '${path}.more' (FORMAT parquet)`,
  )
  connection.closeSync()
  instance.closeSync()
  renameSync(`${path}.more`, path)
}

const loaded = await loadProject(join(root, 'examples/business-performance'), { set: { data } })
const page = loaded.project.boards['business-performance']
if (page === undefined) throw new Error('The example has lost its board.')
/** 16 KPIs and all charts of the example's board; what needs amounts by member is not among them. */
const board = {
  ...page,
  cards: [
    'activeMembers',
    'pureUsers',
    'existingMembers',
    'depositAmount',
    'depositCases',
    'withdrawAmount',
    'ggr',
    'netProfit',
    'depositPerMember',
    'purchaseFrequency',
    'winrate',
    'holdPercentage',
    'retainedMembers',
    'retentionRate',
    'reactivatedMembers',
    'churnRate',
  ],
}
const measured = { ...loaded, project: { ...loaded.project, boards: { board } } }
const settings = { memory_limit: values['only-memory'] ? '256MB' : '4GB' }
const warehouse = await DuckDbWarehouse.open(file, { settings })
// The same instance: with other settings than the warehouse's it would not be shared.
const connection = await (
  await DuckDBInstance.fromCache(file, { storage_compatibility_version: 'v1.4.0', ...settings })
).connect()
const asking = { loaded: measured, warehouse, today: '2026-12-31' }

/** The ranges of a round: none is asked for twice. */
function rangesOf(length: number, round: number): readonly Days[] {
  return Array.from({ length: ranges }, (_range, at) => {
    const from = addDays('2025-04-01', (at * 23 + round * 7) % 520)
    return { from, to: addDays(from, length - 1) }
  })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const runAll = async (statements: readonly string[], on: DuckDBConnection) => {
  for (const statement of statements) await on.runAndReadAll(statement)
}

interface Times {
  readonly cold: number[]
  readonly warm: number[]
  readonly again: number[]
  readonly best: number[]
  readonly documented: number[]
}

/**
 * The cards whose figures the best statement gives as well, with the names that it gives to them. Who is new is not
 * among them: it reads first days from the days that it scans, a favour to it, and so misses some.
 */
const compared = {
  activeMembers: 'active',
  pureUsers: 'people',
  retainedMembers: 'retained',
  depositAmount: 'deposit_amount',
  depositCases: 'deposit_cases',
  withdrawAmount: 'withdraw_amount',
}

/** Both sides have to give the same figures, or it is not the same work that is measured. */
async function refuseDifferent(days: Days): Promise<void> {
  const { cards } = await answerBoard('board', days, { ...asking, cache: new RollupCache() })
  const [row] = (await connection.runAndReadAll(bestStatement(days))).getRowObjectsJson()
  for (const [metric, column] of Object.entries(compared)) {
    const [ours, byHand] = [cards.find((card) => card.metric === metric)?.value, row?.[column]]
    if (Number(ours) === Number(byHand)) continue
    const found = `${metric} is ${String(ours)} on the board and ${JSON.stringify(byHand)} by hand`
    throw new Error(`From ${days.from} to ${days.to}, ${found}.`)
  }
}

async function measure(length: number): Promise<Times> {
  const times: Times = { cold: [], warm: [], again: [], best: [], documented: [] }
  const cache = new RollupCache()
  for (const days of rangesOf(length, 0)) await answerBoard('board', days, { ...asking, cache })
  for (const days of rangesOf(length, 1)) await refuseDifferent(days)
  for (let round = 1; round <= rounds; round += 1) {
    for (const days of rangesOf(length, round)) {
      times.warm.push(await timed(() => answerBoard('board', days, { ...asking, cache })))
      times.best.push(await timed(() => runAll([bestStatement(days)], connection)))
      times.again.push(await timed(() => answerBoard('board', days, { ...asking, cache })))
    }
    for (const days of rangesOf(length, round).slice(0, 6)) {
      times.cold.push(await timed(() => answerBoard('board', days, { ...asking, cache: new RollupCache() })))
      times.documented.push(await timed(() => runAll(documentedStatements(days), connection)))
    }
  }
  return times
}

if (values['only-memory']) {
  const cache = new RollupCache()
  for (const length of [20, 91]) {
    for (const days of rangesOf(length, 0)) await answerBoard('board', days, { ...asking, cache })
  }
  console.log((process.memoryUsage().rss / 2 ** 20).toFixed(0))
  process.exit(0)
}

const ratio = (slow: readonly number[], fast: readonly number[]) =>
  `${(median(slow) / median(fast)).toFixed(0)}×`
const headings = [
  'range',
  'board, days not asked before',
  'board, asked again',
  'board, cold',
  'best single statement',
  'statement / board',
  'statement / board again',
  'documented sequence',
  'sequence / board',
]
const shown = (times: readonly number[]) => `${median(times).toFixed(1)} / ${percentile95(times).toFixed(1)}`
/** How a board over days not asked before stands to 30 times the statement's speed, 5 ms at the median and 10 ms at p95. */
function besideGoals(length: number, { warm, best }: Record<'warm' | 'best', readonly number[]>): string {
  const of = (goal: number) => (goal >= 1 ? 'reached' : `missed by a factor of ${(1 / goal).toFixed(1)}`)
  const goals = [median(best) / median(warm) / 30, 5 / median(warm), 10 / percentile95(warm)].map(of)
  return `over ${length} days ${goals.join(', ')}`
}
const rows: string[][] = []
const goals: string[] = []
for (const length of [20, 91]) {
  const times = await measure(length)
  goals.push(besideGoals(length, times))
  rows.push([
    `${length} days`,
    shown(times.warm),
    shown(times.again),
    shown(times.cold),
    shown(times.best),
    ratio(times.best, times.warm),
    ratio(times.best, times.again),
    shown(times.documented),
    ratio(times.documented, times.warm),
  ])
}

const year = { from: '2026-01-01', to: '2026-12-31' }
const rolling = { metrics: ['activeMembers'], ...year, grain: 'day', rolling: 30 } as const
const series = new RollupCache()
await ask(rolling, { ...asking, cache: series })
const rolledWarm: number[] = []
for (let run = 0; run < 5; run += 1) {
  const from = addDays(year.from, -run)
  rolledWarm.push(
    await timed(() => ask({ ...rolling, from, to: addDays(from, 364) }, { ...asking, cache: series })),
  )
}
const rolledByHand = [await timed(() => runAll([rollingStatement(year)], connection))]

const tables = [
  'sets_deposits_account',
  'sets_deposits_person',
  'days_deposits_account',
  'days_deposits_person',
  'source_blue_whale_myr',
]
const sizes: string[][] = []
for (const table of tables) sizes.push([table, await megabytes(connection, table)])
const counted = await connection.runAndReadAll('SELECT count(*) FROM daymark.source_blue_whale_myr')
const ledgerRows = Number(counted.getRows()[0]?.[0])

connection.closeSync()
await warehouse.close()
const answering = [
  // As the command line starts.
  '--liftoff-only',
  'node_modules/jiti/lib/jiti-cli.mjs',
  'bench/board.ts',
  '--only-memory',
  '--folder',
  folder,
]
const memory = execFileSync(process.execPath, answering, { cwd: root }).toString().trim()
if (values.folder === undefined) rmSync(folder, { recursive: true, force: true })
const command = `npm run bench:board -- --scale ${scale} --copies ${copies} --rounds ${rounds}`
writeSection({
  heading: `Board: ${Math.round(ledgerRows / 1e6)} million ledger rows`,
  command,
  text: `${ledgerRows.toLocaleString('en')} rows on DuckDB. 16 KPIs with their comparisons and nine charts, over ${ranges} ranges of each length in each
of ${rounds} rounds: milliseconds, median / 95th percentile. The sets of other ranges are in memory where days were not asked before;
asked again is the same board once more, of the same data; cold is with nothing in memory. The statements by hand
give the figures of the cards and of what they are compared with, and no charts; they alternate with the board, on the same file.

${markdownTable(headings, rows)}

The goals over days not asked before are 30 times the best single statement, 5 ms at the median and 10 ms at the 95th percentile, in
this order: ${goals.join('; ')}. Of such a
board about a third is the counting of members, and the rest the making of 16 cards and nine charts from the counts; DuckDB is
asked for nothing while all sets are in memory. What it takes does not grow with the rows, as the statement's time does.

365 rolling 30-day windows of active members: ${shown(rolledWarm)} ms, over five different years; one statement by hand ${shown(rolledByHand)} ms
(${ratio(rolledByHand, rolledWarm)}).

On disk, in MB: ${sizes.map(([table, size]) => `\`${table}\` ${size}`).join(', ')}. A process that
answers ${2 * ranges} boards, with DuckDB reading through 256 MB, holds ${memory} MB.`,
})
