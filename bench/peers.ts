// The board beside peers on the same ledger: `npm run bench:peers -- [--scale S] [--runs N]`.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { generateBusiness } from '../examples/business-performance/generated/generate-business.js'
import { byHand, daymark, peer, type Contender } from './peers/contenders.js'
import { differences, figureNames, rangesOf, type Asked, type Figures } from './peers/figures.js'
import { writeLedger } from './peers/ledger.js'
import { isSmoke, markdownTable, median, percentile95, writeSection } from './results.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({
  options: { scale: { type: 'string', default: '1' }, runs: { type: 'string', default: '3' } },
})
const [scale, runs] = [Number(values.scale), Number(values.runs)]
const lengths = [20, 91]
const count = isSmoke ? 2 : 12
if (!(scale > 0) || !(runs >= 1 && runs <= 10)) throw new Error('--scale is above 0, --runs from 1 to 10.')

/** Builds in a process of its own, as a user does. */
function build(data: string, warehouse: string): void {
  const project = ['--project', 'examples/business-performance', '--set', `data=${data}`]
  execFileSync(
    process.execPath,
    ['engine/bin/daymark.js', 'build', ...project, '--warehouse', `duckdb:${warehouse}`, '--quiet'],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  )
}

/** All of them answer, one after the other, from another one on each time; what they say has to be the same. */
async function answers(
  contenders: readonly Contender[],
  { asked, first }: { asked: Asked; first: number },
): Promise<ReadonlyMap<Contender, number>> {
  const turns = contenders.map((_contender, at) => contenders[(at + first) % contenders.length])
  const times = new Map<Contender, number>()
  let agreed: { by: string; figures: Figures } | undefined
  for (const contender of turns) {
    if (contender === undefined) continue
    const { milliseconds, figures } = await contender.answer(asked)
    agreed ??= { by: contender.name, figures }
    const differing = differences(agreed.figures, figures)
    if (differing.length > 0)
      throw new Error(
        `From ${asked.from} to ${asked.to}, by ${agreed.by} and by ${contender.name}: ${differing.join('; ')}.`,
      )
    times.set(contender, milliseconds)
  }
  return times
}

type Times = ReadonlyMap<Contender, readonly number[]>

/** Times over the ranges of a length, after a round that is not counted. */
async function measured(contenders: readonly Contender[], days: number): Promise<Times> {
  const times = new Map(contenders.map((contender) => [contender, [] as number[]]))
  for (let round = 0; round <= runs; round += 1) {
    const ranges = rangesOf(days, { round, count: round === 0 ? 2 * count : count })
    for (const [first, asked] of ranges.entries()) {
      const found = await answers(contenders, { asked, first })
      if (round === 0) continue
      for (const [contender, milliseconds] of found) times.get(contender)?.push(milliseconds)
    }
  }
  return times
}

function versionOf(name: string): string {
  const file = join(root, 'bench/peers/node_modules', name, 'package.json')
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  return `${name} ${version}`
}

function report(byLength: ReadonlyMap<number, Times>, rows: number): string {
  const [first] = byLength.values()
  const contenders = [...(first?.keys() ?? [])]
  const [fastest] = contenders
  const table = contenders.map((contender) => [
    contender.name,
    ...[...byLength.values()].flatMap((times) => {
      const [own, ours] = [contender, fastest].map((each) => (each && times.get(each)) ?? [])
      const ratio = median(own ?? []) / median(ours ?? [])
      return [median(own ?? []).toFixed(1), percentile95(own ?? []).toFixed(1), `${ratio.toFixed(1)}×`]
    }),
  ])
  const header = ['a board by', ...lengths.flatMap((days) => [`${days} days`, '95 %', 'to Daymark'])]
  return `${rows.toLocaleString('en')} ledger rows on DuckDB. Milliseconds, median and 95th percentile, over ${count * runs} ranges of each length, none asked
twice, after ${2 * count} that are not counted. All answer each range in turn, each in one process that stays open, and give the same
${2 * figureNames.length} figures to the last digit, which is checked: active, persons, new, retained, churned, reactivated and nine sums, of the range and
of as many days before it.

${markdownTable(header, table)}

Daymark answers from the rollups of its own build, through its cache of the sets that it has read. The others read a table of the same
rows, sorted by day, in which the first day of each account has been worked out beforehand: a favour, since without it new and
reactivated members take a scan of all days. Each peer has the fastest model that was found in it. In Malloy, with its experimental
givens, so that nothing is compiled while it is measured: one query that groups accounts and counts them, and for each of the two
ranges one of the sums and one of the persons. In drizzle-cube the same five, with the grouped accounts as SQL in its model, since its
retention knows no cohorts between two ranges. Neither keeps sets of members, so that both cost what their SQL costs.
${['@malloydata/malloy', 'drizzle-cube'].map(versionOf).join(', ')}, on ${versionOf('@duckdb/node-api')}; Daymark and the statement on the workspace's.`
}

const folder = mkdtempSync(join(tmpdir(), 'daymark-bench-peers-'))
try {
  const [data, warehouse, ledger] = ['data', 'w.duckdb', 'ledger.duckdb'].map((name) => join(folder, name))
  if (data === undefined || warehouse === undefined || ledger === undefined) throw new Error('no folder')
  await generateBusiness({ scale, seed: 1, folder: data })
  build(data, warehouse)
  const rows = await writeLedger(data, ledger)
  const contenders = [
    ...(await daymark(data, warehouse)),
    await byHand(ledger),
    await peer('Malloy', { file: 'malloy.mjs', ledger }),
    await peer('drizzle-cube', { file: 'drizzle-cube.mjs', ledger }),
  ]
  const byLength = new Map<number, Times>()
  for (const days of lengths) byLength.set(days, await measured(contenders, days))
  for (const contender of contenders) await contender.close()
  writeSection({
    heading: 'Board beside peers',
    command: `npm run bench:peers -- --scale ${scale} --runs ${runs}`,
    text: report(byLength, rows),
  })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
