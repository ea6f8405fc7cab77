import fc from 'fast-check'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { addDays } from '../../src/calendar/day.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { ask } from '../../src/queries/ask.js'
import type { Filter } from '../../src/queries/question.js'
import { RollupCache } from '../../src/rollups/rollup-cache.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { SecondOpinion } from './given.js'
import { shop, shopData } from './shop.js'

const [server] = warehouses
if (server === undefined) throw new Error('There is no warehouse.')

const question = fc.record({
  days: fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 60 })),
  grain: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
  by: fc.constantFrom([], ['country'], ['channel']),
  today: fc.constantFrom('2030-01-01', '2030-01-01', '2012-01-25'),
})

describe('periods that earlier answers had', () => {
  const given = new SecondOpinion()
  const cache = new RollupCache()
  let warehouse: Warehouse
  let loaded: LoadedProject

  beforeAll(async () => {
    await given.open(shopData, ['lines'])
    warehouse = await server.open()
    loaded = loadedProject(shop, { file: join(given.folder, 'daymark.config.ts'), directory: given.folder })
    await runBuild({ loaded, warehouse })
  })
  afterAll(async () => {
    await warehouse.close()
    given.close()
  })

  const metrics = ['active', 'cards', 'revenue', 'perMember', 'retained', 'retainedCards']
  const areAsOfMemberDays = fc.asyncProperty(question, async ({ days: [start, length], today, ...drawn }) => {
    const from = addDays('2011-09-25', start)
    const asked = { ...drawn, metrics, from, to: addDays(from, length) }
    const { rows, total, because } = await ask(asked, { loaded, warehouse, today, cache })
    const plain = await ask(asked, { loaded, warehouse, today, rollups: false })
    expect(because).toBeNull()
    expect({ rows, total }).toEqual({ rows: plain.rows, total: plain.total })
  })

  it('are the same in the answers of other ranges', async () => {
    await fc.assert(areAsOfMemberDays, { numRuns: 60 })
  })

  const whole = { metrics, from: '2011-10-01', to: '2011-12-31', by: ['country'] }
  const answered = (rows: readonly Filter[] = []) =>
    ask(whole, { loaded, warehouse, today: '2030-01-01', cache, rows })

  it('stand beside whole answers, for whoever asks the same of the same rows', async () => {
    const first = await answered()
    const narrow = await answered([{ dimension: 'country', values: ['UK'] }])
    expect(await answered()).toBe(first)
    expect(await ask(whole, { loaded, warehouse, today: '2011-11-05', cache })).not.toEqual(first)
    expect(narrow.rows.map(({ dimensions }) => dimensions['country'])).toEqual(['UK'])
    expect(narrow.total).not.toEqual(first.total)
  })

  it('are counted anew after a build', async () => {
    const earlier = await answered()
    const file = join(given.folder, 'data', 'lines.parquet')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(`CREATE TABLE lines AS SELECT * FROM '${file}' WHERE coalesce(country, '') <> 'UK'`)
    await connection.run(`COPY lines TO '${file}' (FORMAT parquet)`)
    connection.closeSync()
    instance.closeSync()
    await runBuild({ loaded, warehouse })
    const plain = await ask(whole, { loaded, warehouse, today: '2030-01-01', rollups: false })
    const { rows, total } = await answered()
    expect({ rows, total }).toEqual({ rows: plain.rows, total: plain.total })
    expect(total).not.toEqual(earlier.total)
    await fc.assert(areAsOfMemberDays, { numRuns: 20 })
  })
})
