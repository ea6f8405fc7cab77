import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dictionaryTable } from '../../src/activities/activity-tables.js'
import { runBuild } from '../../src/builds/run-build.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { setsTable } from '../../src/rollups/rollup-tables.js'
import { membersOfBytes } from '../../src/rollups/set-bytes.js'
import { sql, stored } from '../../src/sql/sql.js'
import type { Row, Warehouse } from '../../src/warehouses/warehouse.js'
import { projectOf, raw, shape, type Raw } from '../answers/drawn.js'
import { warehouses, type ServerName } from '../servers/warehouses.js'

const runs: Readonly<Record<ServerName, number>> = {
  duckdb: 2,
  'duckdb-memory': 8,
  pglite: 1,
  postgres: 3,
  chdb: 2,
}

/** Every stored row of the project's member sets, with the keys of the members in place of their numbers. */
function storedSets(warehouse: Warehouse, { layout }: LoadedProject): Promise<readonly string[]> {
  return warehouse.read(async (session) => {
    const all: string[] = []
    for (const rolledUp of layout.rollups) {
      const table = stored(setsTable(rolledUp))
      const plain = sql`SELECT kind, cell, segments, grain, starts, size, fresh FROM ${table}`
      const said = (row: Row, more: unknown) =>
        JSON.stringify([rolledUp.identity, ...Object.values(row).map(String), more])
      for (const row of await session.query(plain)) all.push(said(row, null))
      if (session.mergesSets) continue
      const dictionary = dictionaryTable(rolledUp.identity, layout.keyTypes.get(rolledUp.identity) ?? 'text')
      const keys = new Map(
        (await session.query(sql`SELECT member, key FROM ${stored(dictionary)}`)).map((row) => [
          Number(row['member']),
          String(row['key']),
        ]),
      )
      const withMembers = sql`SELECT kind, cell, segments, grain, starts, members FROM ${table} WHERE members IS NOT NULL`
      for (const { row, bytes } of await session.sets(withMembers)) {
        all.push(said(row, [...membersOfBytes(bytes)].map((member) => keys.get(member) ?? '?').toSorted()))
      }
    }
    return all.toSorted()
  })
}

for (const server of warehouses) {
  describe.skipIf(server.skip)(`member sets on ${server.title}`, () => {
    let warehouse: Warehouse
    const folder = mkdtempSync(join(tmpdir(), 'daymark-rollups-'))
    beforeAll(async () => {
      warehouse = await server.open()
    })
    afterAll(async () => {
      await warehouse.close()
      rmSync(folder, { recursive: true, force: true })
    })

    it('renewed where rows changed are those of a build of everything', async () => {
      const sheet = fc.array(raw, { minLength: 20, maxLength: 60, size: 'max' })
      const change = fc.record({
        added: fc.array(raw, { maxLength: 4 }),
        dropped: fc.array(fc.nat(59), { maxLength: 3 }),
      })
      const given = fc.record({ one: sheet, two: sheet, drawn: shape, change })
      const property = fc.asyncProperty(given, async ({ one, two, drawn, change: { added, dropped } }) => {
        const directory = mkdtempSync(join(folder, 'run-'))
        mkdirSync(join(directory, 'data'))
        const write = (name: string, rows: readonly Raw[]) => {
          writeFileSync(
            join(directory, 'data', `${name}.ndjson`),
            rows.map((row) => JSON.stringify(row)).join('\n'),
          )
        }
        write('one', one)
        write('two', two)
        const loaded = loadedProject(projectOf(drawn), {
          file: join(directory, 'daymark.config.ts'),
          directory,
        })
        await runBuild({ loaded, warehouse, full: true })
        write('one', [...one.filter((_row, at) => !dropped.includes(at)), ...added])
        await runBuild({ loaded, warehouse })
        const renewed = await storedSets(warehouse, loaded)
        await runBuild({ loaded, warehouse, full: true })
        expect(renewed).toEqual(await storedSets(warehouse, loaded))
      })
      await fc.assert(property, { numRuns: runs[server.name] })
    }, 900_000)
  })
}
