import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createClient } from '../../src/client/client.js'
import { runCli } from '../cli/run-cli.js'

// Each case starts processes of its own.
vi.setConfig({ testTimeout: 180_000 })

const bin = fileURLToPath(new URL('../../bin/daymark.js', import.meta.url))

const config = `import { activity, defineProject, folder, members, source, sum } from 'daymark'
const sales = source('sales', {
  files: '{data}/sales.csv',
  columns: { day: 'date', customer: 'text', amount: 'decimal(18,2)' },
  day: 'day',
})
const purchases = activity('purchases', { from: sales, identities: { customer: 'customer' } })
export default defineProject({
  name: 'shop',
  parameters: { data: folder('data') },
  metrics: { revenue: sum(sales, 'amount'), customers: members(purchases, 'customer') },
})
`

let folder: string
const started: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daymark-serve-'))
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'daymark.config.ts'), config)
  writeSales(300_000)
})

afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
  }
  rmSync(folder, { recursive: true, force: true })
})

function writeSales(rows: number): void {
  const lines = Array.from(
    { length: rows },
    (_row, n) => `2025-01-${String((n % 31) + 1).padStart(2, '0')},c${n % 70_001},1.00`,
  )
  writeFileSync(join(folder, 'data/sales.csv'), `day,customer,amount\n${lines.join('\n')}\n`)
}

interface Served {
  readonly child: ChildProcess
  readonly url: string
  readonly said: () => string
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/** Starts a server as a process of its own, and waits until it listens. */
async function served(...options: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', '--log', 'error', ...options], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  started.push(child)
  let said = ''
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal })
    })
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /Listening at (http:\S+)/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
    void ended.then(() => {
      reject(new Error(`it ended: ${said}`))
    })
  })
  return { child, url, said: () => said, ended }
}

const question = { metrics: ['revenue', 'customers'], period: '2025' } as const

async function figures(url: string): Promise<readonly (string | null | undefined)[]> {
  const { total } = await createClient(url).ask({ ...question, metrics: [...question.metrics] })
  return [total.values['revenue']?.value, total.values['customers']?.value]
}

it('says that it listens to this machine alone, and refuses to do more without keys', async () => {
  const server = await served()
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(server.said()).toContain('it listens to this machine alone')
  const { code, stderr } = await runCli('serve --host 0.0.0.0', { cwd: mkdtempOf(folder) })
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining('Without keys the server listens to this machine alone'),
  ])
})

/** A second folder of the same project, whose warehouse is not in use. */
function mkdtempOf(of: string): string {
  const other = join(of, 'other')
  mkdirSync(other)
  writeFileSync(join(other, 'daymark.config.ts'), readFileSync(join(of, 'daymark.config.ts')))
  return other
}

it('is handed the builds of the command line, and refuses those that it cannot do', async () => {
  const server = await served()
  const built = await runCli('build', { cwd: folder })
  expect(built.code).toBe(0)
  expect(built.stdout).toContain(`Built by the server at ${server.url}.`)
  expect(await figures(server.url)).toEqual(['300000', '70001'])
  const refused = await runCli('build --dry-run', { cwd: folder })
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('it does not take --dry-run')])
  writeFileSync(join(folder, 'data/sales.csv'), 'day,customer,amount\n2025-01-01,a,x\n')
  const failed = await runCli('build', { cwd: folder })
  expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining('contract-broken')])
  expect(await figures(server.url)).toEqual(['300000', '70001'])
  server.child.kill('SIGTERM')
  expect(await server.ended).toEqual({ code: 0, signal: null })
  expect(existsSync(join(folder, '.daymark/warehouse.duckdb.serve.json'))).toBe(false)
})

it('is named where a question finds the file in its hands, with what to do', async () => {
  await runCli('build --quiet', { cwd: folder })
  const server = await served()
  const asked = await runCli('verify --format json', { cwd: folder })
  expect(asked.code).toBe(2)
  const { error } = JSON.parse(asked.stderr) as { error: Record<string, unknown> }
  expect(error).toMatchObject({ code: 'warehouse-locked', facts: { server: server.url } })
  expect(error['says']).toContain(`The server at ${server.url} has the DuckDB file`)
  expect(error['fix']).toContain(`${server.url}/docs`)
  server.child.kill('SIGTERM')
  await server.ended
})

it('ends when it is told to: requests in flight are answered, a build is rolled back', async () => {
  await runCli('build --quiet', { cwd: folder })
  const server = await served()
  const client = createClient(server.url)
  writeSales(300_100)
  await client.startBuild({ full: true })
  const asked = Array.from({ length: 10 }, () => figures(server.url))
  await new Promise((resolve) => setTimeout(resolve, 50))
  server.child.kill('SIGTERM')
  for (const answer of await Promise.all(asked)) expect(answer).toEqual(['300000', '70001'])
  expect(await server.ended).toEqual({ code: 0, signal: null })
  const again = await served()
  expect(await figures(again.url)).toEqual(['300000', '70001'])
})

it('answers as before after it was killed in mid-build, and builds again', async () => {
  await runCli('build --quiet', { cwd: folder })
  const server = await served()
  writeSales(300_100)
  const client = createClient(server.url)
  const { id } = await client.startBuild({ full: true })
  for await (const { progress } of client.followBuild(id)) if ((progress?.done ?? 0) > 0) break
  server.child.kill('SIGKILL')
  expect(await server.ended).toEqual({ code: null, signal: 'SIGKILL' })
  const again = await served()
  expect(await figures(again.url)).toEqual(['300000', '70001'])
  const restarted = createClient(again.url)
  const { id: next } = await restarted.startBuild()
  for await (const { state } of restarted.followBuild(next))
    if (state !== 'running') expect(state).toBe('done')
  expect(await figures(again.url)).toEqual(['300100', '70001'])
})

it('builds on a schedule, in the time zone of the project', async () => {
  const server = await served('--every', '* * * * * *')
  const client = createClient(server.url)
  for (;;) {
    const { runs } = await client.builds()
    const done = runs.find(({ state }) => state === 'done')
    if (done !== undefined) {
      expect(done.by).toBe('schedule')
      break
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  expect(await figures(server.url)).toEqual(['300000', '70001'])
  const { code, stderr } = await runCli(['serve', '--every', 'now and then'], { cwd: mkdtempOf(folder) })
  expect([code, stderr]).toEqual([2, expect.stringContaining('is not a schedule')])
})

it('makes, lists and revokes keys', async () => {
  const made = await runCli(['keys', 'create', '--name', 'Ada', '--expires', '2027-01-01'], { cwd: folder })
  expect(made.stdout).toMatch(/^dmk_[0-9a-f]{12}_[\w-]{43}\n$/)
  const key = made.stdout.trim()
  const server = await served()
  expect((await createClient(server.url, { key }).meta()).asker.name).toBe('Ada')
  await expect(createClient(server.url).meta()).rejects.toMatchObject({ status: 401 })
  const listed = await runCli('keys list', { cwd: folder })
  expect(listed.stdout).toContain('Ada')
  expect(listed.stdout).not.toContain(key.split('_')[2])
  const id = key.split('_')[1] ?? ''
  await runCli(`keys revoke ${id}`, { cwd: folder })
  await expect(createClient(server.url, { key }).meta()).rejects.toMatchObject({ status: 401 })
  expect((await runCli('keys revoke x', { cwd: folder })).code).toBe(2)
  expect((await runCli('keys create --name x --role boss', { cwd: folder })).stderr).toContain(
    'It declares none',
  )
})
