import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, describe, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { addDays } from '../../src/calendar/day.js'
import { exportTables } from '../../src/cli/export-tables.js'
import { loadedProject } from '../../src/project/load-project.js'
import { verify } from '../../src/queries/verify/verify.js'
import { warehouses } from '../servers/warehouses.js'
import { projectOf } from './drawn.js'

const dayAt = (at: number) => addDays('2024-01-01', at)
const levelAt = (at: number) => String(1 + (at % 2))

/** Ann changes on 40 days, with a gap of two days before the last; Bob once, and then is gone; Cy has no history. */
const history = [
  ...Array.from({ length: 40 }, (_, at) => ({
    who: 'ann',
    from: dayAt(at),
    to: dayAt(at),
    level: levelAt(at),
  })),
  { who: 'ann', from: dayAt(42), to: null, level: '1' },
  { who: 'bob', from: dayAt(0), to: dayAt(19), level: '1' },
  { who: 'bob', from: dayAt(20), to: dayAt(29), level: '2' },
].map((version) => ({ ...version, trust: 'a' }))

const expected: Readonly<Record<string, (at: number) => string | null>> = {
  ann: (at) => (at < 40 ? levelAt(at) : '1'),
  bob: (at) => (at < 20 ? '1' : at < 30 ? '2' : null),
  cy: () => null,
}
const days = Array.from({ length: 45 }, (_, at) => at)
const visits = days.flatMap((at) =>
  Object.keys(expected).map((who) => ({ day: dayAt(at), who, other: null, channel: 'app', kind: 'visit' })),
)

for (const server of warehouses) {
  describe.skipIf(server.skip)(`members of many spans on ${server.title}`, () => {
    it('are in the segment of each day, beside members of few and of none', async () => {
      const directory = mkdtempSync(join(tmpdir(), 'daymark-spans-'))
      const warehouse = await server.open()
      try {
        const write = (name: string, rows: readonly object[]) => {
          const lines = rows.map((row) => JSON.stringify(row)).join('\n')
          writeFileSync(join(directory, 'data', `${name}.ndjson`), lines)
        }
        mkdirSync(join(directory, 'data'))
        write('history', history)
        write('undone', [{ id: 1 }])
        write(
          'rows',
          visits.map((row, at) => ({ ...row, flag: null, id: at + 100 })),
        )
        const loaded = loadedProject(projectOf('seen'), {
          file: join(directory, 'daymark.config.ts'),
          directory,
        })
        await runBuild({ loaded, warehouse })
        const table = exportTables(loaded).find(({ name }) => name === 'days_visits_person')
        if (table === undefined) throw new Error('The project keeps member-days.')
        const rows = await warehouse.read((session) => session.query(table.query))
        expect(rows.map(({ day, person, level }) => [String(day), String(person), level]).sort()).toEqual(
          days.flatMap((at) => Object.entries(expected).map(([who, of]) => [dayAt(at), who, of(at)])).sort(),
        )
        const { checks } = await verify({ loaded, warehouse })
        expect(checks.filter(({ failures }) => failures.length > 0)).toEqual([])
      } finally {
        await warehouse.close()
        rmSync(directory, { recursive: true, force: true })
      }
    })
  })
}
