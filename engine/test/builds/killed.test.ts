import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'

const bin = fileURLToPath(new URL('../../bin/daymark.js', import.meta.url))
const servers = join(dirname(fileURLToPath(import.meta.url)), '../servers')
const postgresUrl = inject('postgresUrl')

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The command line in a process of its own, as a user starts it. */
function started(args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: servers,
    env: { ...process.env, NO_COLOR: '1' },
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    const texts = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ code, ...texts })
    })
  })
  return { child, ended }
}

const config = `import { activity, defineProject, members, newMembers, source } from 'daymark'
const visits = source('visits', {
  files: 'visits.*.parquet',
  columns: { day: 'date', who: 'integer', place: 'text' },
  day: 'day',
  dimensions: { place: 'place' },
})
const visiting = activity('visiting', { from: visits, identities: { visitor: 'who' } })
export default defineProject({
  name: 'killed',
  metrics: { visitors: members(visiting, 'visitor'), newVisitors: newMembers(visiting, 'visitor') },
})
`

interface Place {
  readonly title: string
  readonly skip?: boolean
  /** The warehouse's address, with what is needed of it made. */
  readonly address: (folder: string) => Promise<string>
}

const places: readonly Place[] = [
  { title: 'DuckDB', address: (folder) => Promise.resolve(`duckdb:${join(folder, 'warehouse.duckdb')}`) },
  {
    title: 'PostgreSQL server',
    skip: postgresUrl === undefined,
    address: async () => {
      const client = new Client({ connectionString: postgresUrl })
      await client.connect()
      await client.query(`CREATE DATABASE killed_${process.pid}`)
      await client.end()
      return new URL(`/killed_${process.pid}`, postgresUrl).href
    },
  },
  {
    title: 'ClickHouse in process',
    skip: !existsSync(join(servers, 'node_modules/chdb')),
    address: (folder) => Promise.resolve(`chdb:${join(folder, 'clickhouse')}`),
  },
]

for (const { title, skip, address } of places) {
  describe.skipIf(skip)(`a build that is killed on ${title}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'daymark-killed-'))
    let common: readonly string[]
    beforeAll(async () => {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'daymark.config.ts'), config)
      common = ['--project', folder, '--warehouse', await address(folder)]
    })
    afterAll(() => {
      rmSync(folder, { recursive: true, force: true })
    })

    const run = (line: string) => started([...line.split(' '), ...common]).ended
    const firstDays = async () => {
      const { code, stdout, stderr } = await run(
        'ask newVisitors visitors --from 2024-01-01 --to 2024-12-31 --by place --format csv',
      )
      expect([code, stderr]).toEqual([0, ''])
      return stdout
    }

    it(
      'at any moment leaves the answers of before, and the next build those of after',
      { timeout: 900_000 },
      async () => {
        await writeVisits(folder, 1)
        const began = performance.now()
        expect((await run('build --quiet')).code).toBe(0)
        const took = performance.now() - began
        let before = await firstDays()
        for (const round of [2, 3]) {
          await writeVisits(folder, round)
          const { child, ended } = started(['build', '--quiet', ...common])
          const timer = setTimeout(() => child.kill('SIGKILL'), took * (0.4 + 0.25 * (round - 2)))
          await ended
          clearTimeout(timer)
          const afterKill = await firstDays()
          const completed = await run('build --quiet')
          expect([completed.code, completed.stderr]).toEqual([0, ''])
          const after = await firstDays()
          expect(after).not.toBe(before)
          expect([before, after]).toContain(afterKill)
          before = after
        }
        expect((await run('build --full --quiet')).code).toBe(0)
        expect(await firstDays()).toBe(before)
      },
    )

    it(
      'twice at once: the second waits or is refused, and what is built is whole',
      { timeout: 600_000 },
      async () => {
        await writeVisits(folder, 4)
        const both = await Promise.all([run('build --quiet'), run('build --quiet')])
        expect(both.map(({ code }) => code)).toContain(0)
        for (const { code, stderr } of both) {
          if (code !== 0) expect(stderr).toMatch(/error warehouse-(locked|busy|unreachable)/)
        }
        const built = await firstDays()
        expect((await run('build --full --quiet')).code).toBe(0)
        expect(await firstDays()).toBe(built)
      },
    )
  })
}

/** A file more, with rows of a month, some of them of members and days that were there before. */
async function writeVisits(folder: string, round: number): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (
    SELECT DATE '2024-01-01' + CAST((i * 7919 + ${round}) % (30 * ${round}) AS INTEGER) AS day,
      (i * 104729 + ${round}) % 20000 AS who, 'place ' || (i % 7) AS place
    FROM range(60000) AS r(i)
  ) TO '${join(folder, `visits.${round}.parquet`)}' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
}
