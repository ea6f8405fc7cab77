import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { checkLive } from '../../src/project/check-live.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { verify } from '../../src/queries/verify/verify.js'
import { dictionaryOf, historyTable } from '../../src/segments/segment-tables.js'
import { sql, stored } from '../../src/sql/sql.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { projectOf } from './drawn.js'

const rows = [
  { day: '2024-01-01', who: 'ann', other: 'bob', channel: 'app', kind: 'visit', flag: 'New', id: 1 },
  { day: '2024-01-05', who: 'ann', other: null, channel: null, kind: 'visit', flag: null, id: 2 },
  { day: '2024-01-09', who: 'cy', other: 'ann', channel: 'web', kind: 'visit', flag: 'Old', id: null },
  { day: '2024-01-02', who: 'cy', other: null, channel: 'web', kind: 'other', flag: 'Old', id: 3 },
]
const undone = [{ id: 2 }, { id: null }]
const history = [
  { who: 'ann', from: '2024-01-01', to: '2024-01-05', level: '1', trust: 'a' },
  { who: 'ann', from: '2024-01-05', to: '2024-01-20', level: '2', trust: 'a' },
  { who: 'ann', from: '2024-01-07', to: '2024-01-08', level: '1', trust: null },
  { who: 'bob', from: '2024-01-03', to: '2024-01-02', level: '1', trust: 'b' },
  { who: 'cy', from: '2024-02-01', to: null, level: '2', trust: 'b' },
]

for (const server of warehouses) {
  describe.skipIf(server.skip)(`what is kept of segments on ${server.title}`, () => {
    const directory = mkdtempSync(join(tmpdir(), 'daymark-kept-'))
    let warehouse: Warehouse
    beforeAll(async () => {
      mkdirSync(join(directory, 'data'))
      for (const [name, lines] of Object.entries({ rows, undone, history })) {
        const file = join(directory, 'data', `${name}.ndjson`)
        writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'))
      }
      warehouse = await server.open()
    })
    afterAll(async () => {
      await warehouse.close()
      rmSync(directory, { recursive: true, force: true })
    })
    const loadedOf = (by: Parameters<typeof projectOf>[0]): LoadedProject =>
      loadedProject(projectOf(by), { file: join(directory, 'daymark.config.ts'), directory })

    it('is warned of before it is built, where versions overlap or run backward', async () => {
      const findings = await checkLive(loadedOf('seen'), warehouse)
      expect(findings.map(({ severity, refusal }) => [severity, refusal.code])).toEqual([
        ['warning', 'versions-overlap'],
        ['warning', 'versions-backward'],
      ])
      expect(findings[0]?.refusal.message).toMatch(
        /2 versions of 1 member .*ann \(2024-01-05 to 2024-01-20\), ann \(2024-01-07 to 2024-01-08\)/,
      )
      expect(findings[1]?.refusal.message).toMatch(/1 version of 1 member .*bob \(2024-01-03 to 2024-01-02\)/)
    })

    it('is verified, whatever decides who is new', async () => {
      for (const by of ['seen', 'scope', 'flag', 'some-flags'] as const) {
        const loaded = loadedOf(by)
        await runBuild({ loaded, warehouse, full: true })
        const { checks } = await verify({ loaded, warehouse })
        expect(checks.filter(({ failures }) => failures.length > 0)).toEqual([])
        expect(checks.map(({ of }) => of)).toEqual(
          expect.arrayContaining(['history of standing_person', 'segments of visits by person']),
        )
      }
    })

    it('is spans of days that do not overlap', async () => {
      const loaded = loadedOf('seen')
      await runBuild({ loaded, warehouse })
      const [kept] = loaded.layout.segments
      if (kept === undefined) throw new Error('The project keeps a segment.')
      const spans = await warehouse.read((session) =>
        session.query(sql`SELECT k.key, h.until, s.by_level, s.by_trust
          FROM ${{ pieces: [{ is: 'stored', table: historyTable(kept) }] }} AS h
          JOIN ${stored(dictionaryOf(kept))} AS k ON k.member = h.member
          JOIN ${{ pieces: [{ is: 'stored', table: { ...historyTable(kept), name: 'segments_standing_person' } }] }} AS s
            ON s.segment = h.segment ORDER BY k.key, h.until`),
      )
      const day = (number: unknown) => new Date(Number(number) * 86_400_000).toISOString().slice(0, 10)
      expect(
        spans.map((row) => Object.values(row)).map(([key, until, ...rest]) => [key, day(until), ...rest]),
      ).toEqual([
        ['ann', '2024-01-04', '1', 'a'],
        ['ann', '2024-01-06', '2', 'a'],
        ['ann', '2024-01-08', '1', null],
        ['ann', '2024-01-20', '2', 'a'],
        ['cy', '9999-12-31', '2', 'b'],
      ])
    })

    it('is found wrong by verify where a member-day has another segment than its day', async () => {
      const loaded = loadedOf('seen')
      await runBuild({ loaded, warehouse, full: true })
      const [kept] = loaded.layout.segments
      if (kept === undefined) throw new Error('The project keeps a segment.')
      await warehouse.write((session) =>
        session.remove(
          historyTable(kept),
          sql`member = (SELECT member FROM ${stored(dictionaryOf(kept))} WHERE key = 'cy')`,
        ),
      )
      const { checks } = await verify({ loaded, warehouse })
      expect(
        checks
          .filter(({ failures }) => failures.length > 0)
          .map(({ of }) => of)
          .sort(),
      ).toEqual(['history of standing_person', 'segments of visits by person'])
    })
  })
}
