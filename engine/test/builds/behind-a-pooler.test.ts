import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { activity, defineProject, members, source, sum } from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import { verify } from '../../src/queries/verify/verify.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { asCells, askBothWays } from '../answers/given.js'
import { pooledPostgres } from '../servers/warehouses.js'

const orders = source('orders', {
  table: 'orders',
  columns: { day: 'date', who: 'text', total: 'decimal(9,2)' },
  day: 'day',
  dimensions: { who: 'who' },
})
const bought = activity('bought', { from: orders, identities: { buyer: 'who' } })
const project = defineProject({
  name: 'shop',
  metrics: { buyers: members(bought, 'buyer'), revenue: sum(bought, 'total') },
})
const loaded = loadedProject(project, { file: '/shop/daymark.config.ts', directory: '/shop' })

describe.skipIf(pooledPostgres.skip)(`builds and answers on ${pooledPostgres.title}`, () => {
  let warehouse: Warehouse
  beforeAll(async () => {
    warehouse = await pooledPostgres.open()
    await warehouse.execute(
      "CREATE TABLE orders (day date, who text, total numeric(9,2)); INSERT INTO orders SELECT date '2024-03-01' + n % 20, 'c' || n % 7, n FROM generate_series(1, 200) AS n",
    )
  })
  afterAll(() => warehouse.close())

  const figures = async () => {
    const question = { metrics: ['buyers', 'revenue'], period: '2024-03' } as const
    return asCells((await askBothWays(question, { loaded, warehouse, today: '2030-01-01' })).total)
  }

  it('are what they are without one, while several build and many ask', async () => {
    await runBuild({ loaded, warehouse })
    expect(await figures()).toEqual(['7', '20100'])
    await warehouse.execute("INSERT INTO orders VALUES ('2024-03-05', 'new', 0.5)")
    // A reader sees the figures of before or of after, whatever connection its statements go over.
    const [one, other, ...seen] = await Promise.all([
      runBuild({ loaded, warehouse }),
      runBuild({ loaded, warehouse, full: true }),
      ...Array.from({ length: 6 }, figures),
    ])
    expect([one, other].map(({ work }) => work.length > 0)).toEqual([true, true])
    for (const each of seen)
      expect([
        ['7', '20100'],
        ['8', '20100.5'],
      ]).toContainEqual(each)
    expect(await figures()).toEqual(['8', '20100.5'])
    expect((await verify({ loaded, warehouse })).passed).toBe(true)
  })
})
