import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dictionaryTable } from '../../src/activities/activity-tables.js'
import { runBuild } from '../../src/builds/run-build.js'
import { activity, defineProject, newMembers, source } from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { setsTable } from '../../src/rollups/rollup-tables.js'
import { membersOfBytes } from '../../src/rollups/set-bytes.js'
import { raw as written, sql, stored, type Sql } from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import type { ReadSession, Row, Warehouse } from '../../src/warehouses/warehouse.js'
import { projectOf, raw, shape, type Raw } from '../answers/drawn.js'
import { warehouses, type ServerName } from '../servers/warehouses.js'

const visits = activity('visiting', {
  from: source('visits', {
    files: 'data/visits.ndjson',
    columns: { day: 'date', who: 'text', line: 'text' },
    day: 'day',
    dimensions: { line: 'line' },
  }),
  identities: { who: 'who' },
})
const visiting = defineProject({ name: 'visits', metrics: { fresh: newMembers(visits, 'who') } })
const [annsFirst, annsOther] = ['2024-01-10', '2024-03-05']
const visited = [
  { day: annsFirst, who: 'ann', line: 'x' },
  { day: annsOther, who: 'ann', line: 'y' },
  ...['2023-05-20', '2024-01-25', '2024-03-20', '2024-05-20'].flatMap((day) => [
    { day, who: 'bob', line: 'x' },
    { day, who: 'ann', line: 'x' },
  ]),
].filter(({ day, who }) => who === 'bob' || day >= '2024')

const mark = 1000

/** Adds a mark to the size of every stored set that has none: one that is renewed has none again. */
async function markSets(warehouse: Warehouse, table: StoredTable): Promise<void> {
  await changeSizes(warehouse, { table, where: `size < ${mark}`, by: `+ ${mark}` })
}

async function unmarkSets(warehouse: Warehouse, table: StoredTable): Promise<void> {
  await changeSizes(warehouse, { table, where: `size >= ${mark}`, by: `- ${mark}` })
}

function changeSizes(
  warehouse: Warehouse,
  { table, where, by }: { readonly table: StoredTable; readonly where: string; readonly by: string },
): Promise<void> {
  return warehouse.write(async (session) => {
    await session.insert(
      table,
      sql`SELECT kind, cell, segments, grain, starts, size ${written(by)}, fresh, members FROM ${stored(table)} WHERE ${written(where)}`,
    )
    await session.remove(table, written(where))
  })
}

/** The nodes of the stored sets of which some have a mark, and those of which some have none. */
async function nodesOfSets(warehouse: Warehouse, table: StoredTable) {
  const rows = await warehouse.read((session) =>
    session.query(
      sql`SELECT DISTINCT grain, starts, CASE WHEN size < ${written(String(mark))} THEN 1 ELSE 0 END AS renewed FROM ${stored(table)}`,
    ),
  )
  const nodesOf = (renewed: 0 | 1) =>
    rows
      .filter((row) => Number(row['renewed']) === renewed)
      .map((row) => `${String(row['grain'])} ${String(row['starts'])}`)
      .toSorted()
  return { marked: nodesOf(0), renewed: nodesOf(1) }
}

const runs: Readonly<Record<ServerName, number>> = {
  duckdb: 2,
  'duckdb-memory': 8,
  pglite: 1,
  postgres: 3,
  chdb: 2,
}

/** What the stored sets are of, and their members. */
async function setsOf(
  session: ReadSession,
  table: Sql,
): Promise<readonly (readonly [Row, readonly number[]])[]> {
  const named = sql`SELECT kind, cell, segments, grain, starts`
  if (!session.mergesSets) {
    const sets = await session.sets(sql`${named}, members FROM ${table} WHERE members IS NOT NULL`)
    return sets.map(({ row, bytes }) => [row, [...membersOfBytes(bytes)]])
  }
  const rows = await session.query(
    sql`${named}, ${written("arrayStringConcat(bitmapToArray(members), ' ')")} AS members FROM ${table}`,
  )
  return rows.map(({ members, ...row }) => [row, String(members).split(' ').map(Number)])
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
      const dictionary = dictionaryTable(rolledUp.identity, layout.keyTypes.get(rolledUp.identity) ?? 'text')
      const keys = new Map(
        (await session.query(sql`SELECT member, key FROM ${stored(dictionary)}`)).map((row) => [
          Number(row['member']),
          String(row['key']),
        ]),
      )
      for (const [row, members] of await setsOf(session, table)) {
        all.push(said(row, members.map((member) => keys.get(member) ?? '?').toSorted()))
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

    it('are renewed of the days alone that changed, and of those where a first day moved in fewer dimensions', async () => {
      const directory = mkdtempSync(join(folder, 'visits-'))
      mkdirSync(join(directory, 'data'))
      const write = (rows: typeof visited) => {
        writeFileSync(
          join(directory, 'data', 'visits.ndjson'),
          rows.map((row) => JSON.stringify(row)).join('\n'),
        )
      }
      const loaded = loadedProject(visiting, { file: join(directory, 'daymark.config.ts'), directory })
      const table = setsTable({ of: visits, identity: 'who' })
      write(visited)
      await runBuild({ loaded, warehouse, full: true })
      await markSets(warehouse, table)
      // Ann now came to line y a week before she came to x, where nothing changed: there she is first no longer.
      write([...visited, { day: '2024-01-03', who: 'ann', line: 'y' }])
      await runBuild({ loaded, warehouse })
      const { marked, renewed } = await nodesOfSets(warehouse, table)
      expect(renewed).toEqual(
        [
          ...['day 2024-01-03', `day ${annsFirst}`, `day ${annsOther}`],
          ...['week 2024-01-01', 'week 2024-01-08', 'week 2024-03-04'],
          ...['month 2024-01-01', 'month 2024-03-01', 'quarter 2024-01-01', 'year 2024-01-01'],
        ].toSorted(),
      )
      expect(marked.filter((node) => renewed.includes(node))).toEqual([])
      await unmarkSets(warehouse, table)
      const kept = await storedSets(warehouse, loaded)
      await runBuild({ loaded, warehouse, full: true })
      expect(kept).toEqual(await storedSets(warehouse, loaded))
    }, 120_000)

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
