// Full and incremental builds of the wallet beside the documented query: `npm run bench:wallet -- [--runs N] [--scale S …]`.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { generateWallet } from '../examples/wallet/generated/generate-wallet.js'
import { markdownTable, median, megabytes, spread, writeSection } from './results.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    scale: { type: 'string', multiple: true, default: ['1', '4'] },
    /** Only the published table, without what metrics need. */
    published: { type: 'boolean', default: false },
  },
})
const runs = Number(values.runs)
const chosen = values.published ? ['--select', 'tag:published'] : []

/** The column that says on which day a row of a table counts. */
const days: Readonly<Record<string, string>> = {
  stg_kpay_cust_device: 'login_date',
  stg_kpay_market_customer_loginlog: 'CAST(login_time AS DATE)',
  market_order_sale_detail: 'ord_date',
  kpay_daily_mini_app_trn_detail: 'trn_date',
  stg_kpay_action_in_trn: 'trn_date',
}

interface Built {
  readonly work: readonly {
    readonly kind: string
    readonly name: string
    readonly seconds: number | null
    readonly days: readonly string[] | null
  }[]
  readonly seconds: number
}

/** Builds in a process of its own, as a user does. */
function build(folder: string, ...options: readonly string[]): Built {
  const args = [
    'engine/bin/daymark.js',
    'build',
    '--project',
    'examples/wallet',
    '--set',
    `data=${join(folder, 'data')}`,
  ]
  const output = execFileSync(
    process.execPath,
    [...args, '--warehouse', `duckdb:${join(folder, 'w.duckdb')}`, '--format', 'json', '--quiet', ...options],
    { cwd: root, maxBuffer: 2 ** 28 },
  )
  return JSON.parse(output.toString()) as Built
}

function secondsOf({ work }: Built, ...kinds: readonly string[]): number {
  return work.reduce((sum, { kind, seconds }) => sum + (kinds.includes(kind) ? (seconds ?? 0) : 0), 0)
}

/** The published table's models: the full one is run by the first build, and what keeps it up to date with it. */
const published = 'kpay_cust_dau_count'

function secondsOfModel({ work }: Built, name: string): number {
  return work.find((each) => each.kind === 'model' && each.name === name)?.seconds ?? 0
}

/** Puts the last day's rows of each table aside, to arrive as files of their own; the day. */
async function lastDayAside(folder: string): Promise<string> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const path = (name: string) => `'${join(folder, `${name}.parquet`)}'`
  const read = await connection.runAndReadAll(
    `SELECT CAST(max(trn_date) AS VARCHAR) AS day FROM ${path('data/stg_kpay_action_in_trn')}`,
  )
  const day = JSON.stringify(read.getRowObjectsJson()[0]?.['day']).replaceAll('"', '')
  for (const [table, on] of Object.entries(days)) {
    await connection.run(
      `COPY (SELECT * FROM ${path(`data/${table}`)} WHERE ${on} = DATE '${day}') TO ${path(`${table}.new`)};
       COPY (SELECT * FROM ${path(`data/${table}`)} WHERE ${on} <> DATE '${day}' OR ${on} IS NULL) TO ${path(table)}`,
    )
    renameSync(join(folder, `${table}.parquet`), join(folder, `data/${table}.parquet`))
  }
  connection.closeSync()
  return day
}

interface Measured {
  readonly scale: number
  readonly documented: readonly number[]
  /** What the first build adds for the table to be kept up to date; all models in the build of a new day. */
  readonly keeping: readonly number[]
  readonly newDayOfModels: readonly number[]
  readonly loading: readonly number[]
  readonly built: readonly number[]
  readonly newDay: readonly number[]
  readonly sets: readonly number[]
  readonly newDayOfSets: readonly number[]
  /** What tables take on disk, in words. */
  readonly sizes: string
}

const tables = [
  'sets_login_customer',
  'days_login_customer',
  'sets_transaction_customer',
  'days_transaction_customer',
]

async function sizesIn(file: string): Promise<string> {
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  const sizes: string[] = []
  for (const table of tables) sizes.push(`\`${table}\` ${await megabytes(connection, table)}`)
  connection.closeSync()
  instance.closeSync()
  return sizes.join(', ')
}

async function measured(scale: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'daymark-bench-wallet-'))
  try {
    await generateWallet({ scale, seed: 1, folder: join(folder, 'data'), hasNullLinks: false })
    await lastDayAside(folder)
    const full: Built[] = []
    const newDay: number[] = []
    const newDayOfModels: number[] = []
    const newDayOfSets: number[] = []
    let sizes = ''
    for (let run = 0; run < runs; run += 1) {
      rmSync(join(folder, 'w.duckdb'), { force: true })
      full.push(build(folder, ...chosen))
      if (!values.published) sizes = await sizesIn(join(folder, 'w.duckdb'))
      for (const table of Object.keys(days))
        cpSync(join(folder, `${table}.new.parquet`), join(folder, `data/${table}.new.parquet`))
      const added = build(folder, ...chosen)
      newDay.push(secondsOf(added, 'source', 'segment', 'activity'))
      newDayOfModels.push(secondsOf(added, 'model'))
      newDayOfSets.push(secondsOf(added, 'rollups'))
      for (const table of Object.keys(days)) rmSync(join(folder, `data/${table}.new.parquet`))
    }
    return {
      scale,
      documented: full.map((each) => secondsOfModel(each, published)),
      keeping: full.map((each) => secondsOf(each, 'model') - secondsOfModel(each, published)),
      newDayOfModels,
      loading: full.map((each) => secondsOf(each, 'source')),
      built: full.map((each) => secondsOf(each, 'identity', 'segment', 'activity')),
      newDay,
      sets: full.map((each) => secondsOf(each, 'rollups')),
      newDayOfSets,
      sizes,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const found: Measured[] = []
for (const scale of values.scale) found.push(await measured(Number(scale)))
const ratio = (part: readonly number[], whole: readonly number[]) => (median(part) / median(whole)).toFixed(2)
const full = ({ loading, built }: Measured) => loading.map((seconds, run) => seconds + (built[run] ?? 0))
const rows = found.map((each) => [
  String(each.scale),
  spread(each.documented),
  spread(each.loading),
  spread(each.built),
  ratio(each.built, each.documented),
  spread(each.newDay),
  `${((100 * median(each.newDay)) / median(full(each))).toFixed(1)} %`,
])
const [small, large] = [found[0], found.at(-1)]
const growth =
  small === undefined || large === undefined || small === large
    ? ''
    : `From scale ${small.scale} to ${large.scale} the data grow ${(large.scale / small.scale).toFixed(1)}-fold, the documented query's time ${ratio(large.documented, small.documented)}-fold, the full build's ${ratio(full(large), full(small))}-fold, the new day's ${ratio(large.newDay, small.newDay)}-fold.`
/** What member sets take, which answer by level as well. */
function ofSets({ scale, sets, newDayOfSets, sizes }: Measured): string {
  const share = ((100 * median(newDayOfSets)) / median(sets)).toFixed(1)
  return `Member sets at scale ${scale} take ${spread(sets)} s in a full build, and ${spread(newDayOfSets)} s for the new day (${share} %, where
3 are the goal: with a day its week, month, quarter and year are made again, of all that is in them). They are kept for each
combination of channels and of what customers were last. On disk, in MB: ${sizes}.`
}

const options = values.published ? ' --published' : ''
const scales = values.scale.map((scale) => ` --scale ${scale}`).join('')

writeSection({
  heading: 'Wallet: the published table after a new day',
  command: `npm run bench:wallet --${options} --runs ${runs}${scales}`,
  text: `Seconds on DuckDB, medians of ${runs} runs with the least and the most. The table as a whole is what the first build and \`--full\` run;
what it is kept up to date by (the models \`first_days\` and \`version_bounds\`) is made by the first build too. A new day arrives as one
more file for each table; all models together are brought up to date, and the table equals the whole one.

${markdownTable(
  [
    'scale',
    'table as a whole',
    'what keeps it up to date',
    'a new day, all models',
    'of the table as a whole',
  ],
  found.map((each) => [
    String(each.scale),
    spread(each.documented),
    spread(each.keeping),
    spread(each.newDayOfModels),
    `${((100 * median(each.newDayOfModels)) / median(each.documented)).toFixed(1)} %`,
  ]),
)}`,
})

if (!values.published)
  writeSection({
    heading: 'Wallet: full and incremental builds',
    command: `npm run bench:wallet -- --runs ${runs}`,
    text: `Seconds on DuckDB, medians of ${runs} runs with the least and the most; at scale 1 there are 3 million transactions and 2 million
logins of 100,000 customers in two years. The documented query stands here as the example's model: the published text rewritten,
with the same result, run by the first build over tables that are loaded; it leaves daily counts. Reading the files writes their rows,
compressed, into the database's file. The full build makes member-days with segments, and first days, from which days, weeks and
months are answered, and does not count the reading; the new day is one more file for each table, read and built in; the
published table's part in it stands in a section of its own. Member sets are not in these columns. The goals are a tenth of the documented query and 3 % for a new day;
what misses the first is that each row's text key is looked up, and that all member-days are sorted once.

${markdownTable(
  [
    'scale',
    'documented query',
    'reading the files',
    'full build',
    'full build / documented',
    'one new day',
    'of reading and full build',
  ],
  rows,
)}

${growth}

${found.map(ofSets).join('\n\n')}`,
  })
