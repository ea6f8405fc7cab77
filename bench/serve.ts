// Many readers of a server while it builds: `npm run bench:serve -- [--connections N] [--seconds N] [--scale S]`.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createClient } from '../engine/src/client/client.js'
import { markdownTable, writeSection } from './results.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '60' },
    scale: { type: 'string', default: '0.1' },
  },
})
const [connections, seconds] = [Number(values.connections), Number(values.seconds)]
const folder = mkdtempSync(join(tmpdir(), 'daymark-bench-serve-'))
const example = join(root, 'examples/business-performance')
const data = join(folder, 'data')

/** Runs a command of this repository to its end. */
function run(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: example, stdio: ['ignore', 'ignore', 'inherit'] })
    child.once('exit', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${args.join(' ')} ended with ${String(code)}`))
    })
  })
}

const options = ['--set', `data=${data}`, '--warehouse', `duckdb:${join(folder, 'warehouse.duckdb')}`]
const daymark = join(root, 'engine/bin/daymark.js')

/** Starts a server and gives its address once it listens. */
function serve(): Promise<{ url: string; stop: () => Promise<void> }> {
  const args = [daymark, 'serve', '--port', '0', '--log', 'error', '--now', '2026-03-01T09:00', ...options]
  const child = spawn(process.execPath, args, { cwd: example, stdio: ['ignore', 'ignore', 'pipe'] })
  const stop = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve()
      })
      child.kill('SIGTERM')
    })
  return new Promise((resolve) => {
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const url = /Listening at (http:\S+)/.exec(said)?.[1]
      if (url !== undefined) resolve({ url, stop })
    })
  })
}

/** What readers ask: a board, and questions whose rows can be added up to their totals. */
const asked: readonly { readonly name: string; readonly path: string; readonly body?: object }[] = [
  { name: 'a board', path: '/v1/boards/business-performance?period=2025-Q4' },
  {
    name: 'by line',
    path: '/v1/ask',
    body: { metrics: ['depositAmount', 'activeMembers'], period: '2025-Q4', by: ['line'] },
  },
  { name: 'by day', path: '/v1/ask', body: { metrics: ['depositAmount'], period: '2025-10', grain: 'day' } },
]

interface Measured {
  readonly name: string
  readonly ms: number
  readonly status: number
  readonly isTorn: boolean
}

interface SumsUp {
  readonly rows?: readonly { readonly values: { readonly depositAmount: { readonly value: number } } }[]
  readonly total?: { readonly values: { readonly depositAmount: { readonly value: number } } }
}

/** The mark of each answer's content by what was asked and the version of the data that it names. */
const contents = new Map<string, string>()

/** Whether an answer mixes two states: its rows and total disagree, or one version has two contents. */
function isTorn(name: string, text: string, version: string): boolean {
  const known = contents.get(`${name} ${version}`)
  contents.set(`${name} ${version}`, known ?? text)
  if (known !== undefined && known !== text) return true
  const { rows, total } = JSON.parse(text) as SumsUp
  if (rows === undefined || total === undefined) return false
  const cents = (value: number) => Math.round(value * 10_000)
  const sum = rows.reduce((all, { values: row }) => all + cents(row.depositAmount.value), 0)
  return sum !== cents(total.values.depositAmount.value)
}

function one(url: string, agent: Agent, index: number): Promise<Measured> {
  const { name, path, body } = asked[index % asked.length] ?? { name: '', path: '/livez' }
  const start = performance.now()
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}${path}`,
      { agent, method: body === undefined ? 'GET' : 'POST', headers: { 'content-type': 'application/json' } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const ms = performance.now() - start
          const status = response.statusCode ?? 0
          const version = String(response.headers['daymark-data-version'])
          const text = Buffer.concat(chunks).toString()
          resolve({ name, ms, status, isTorn: status === 200 && isTorn(name, text, version) })
        })
      },
    )
    sent.once('error', reject)
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

function percentile(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(0)
}

const jiti = join(root, 'node_modules/jiti/lib/jiti-cli.mjs')
await run([jiti, 'generate.ts', '--scale', values.scale, '--out', data])
await run([daymark, 'build', '--quiet', ...options])
const server = await serve()
const client = createClient(server.url)
const agent = new Agent({ keepAlive: true, maxSockets: connections })
const measured: Measured[] = []
let errors = 0
let builds = 0
const end = performance.now() + seconds * 1000

async function reader(first: number): Promise<void> {
  for (let index = first; performance.now() < end; index += 1) {
    await one(server.url, agent, index).then(
      (each) => measured.push(each),
      () => (errors += 1),
    )
  }
}

/** Builds everything again and again while the readers read. */
async function builder(): Promise<void> {
  while (performance.now() < end) {
    const { id } = await client.startBuild({ full: true })
    for await (const { state } of client.followBuild(id)) if (state === 'done') builds += 1
  }
}

await Promise.all([builder(), ...Array.from({ length: connections }, (_each, index) => reader(index))])
const rows = asked.map(({ name }) => {
  const times = measured
    .filter((each) => each.name === name)
    .map(({ ms }) => ms)
    .sort((a, b) => a - b)
  return [name, String(times.length), ...[0.5, 0.95, 0.99].map((share) => percentile(times, share))]
})
const failed = errors + measured.filter(({ status }) => status !== 200).length
const torn = measured.filter((each) => each.isTorn).length
await server.stop()
rmSync(folder, { recursive: true, force: true })
writeSection({
  heading: 'A server with many readers while it builds',
  command: `npm run bench:serve -- --connections ${connections} --seconds ${seconds} --scale ${values.scale}`,
  text: `${connections} connections asked for ${seconds} s without a pause, while the server built everything again ${builds} times, each build a new version of the data. Readers and server share the machine. ${failed} requests failed; ${torn} answers were torn (rows and total that disagree, or two contents of one version).

${markdownTable(['asked', 'answers', 'median ms', 'p95 ms', 'p99 ms'], rows)}`,
})
if (failed + torn > 0) process.exitCode = 1
