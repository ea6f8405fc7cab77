import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { activity, defineProject, members, source, sum } from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import { openWarehouse } from '../../src/warehouses/open-warehouse.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { startStandby, type Standby } from '../servers/postgres-standby.js'
import { refusalOf } from '../sources/given.js'
import { asCells, askBothWays } from './given.js'

const orders = source('orders', {
  table: 'orders',
  columns: { day: 'date', who: 'text', total: 'decimal(9,2)' },
  day: 'day',
})
const bought = activity('bought', { from: orders, identities: { buyer: 'who' } })
const project = defineProject({
  name: 'shop',
  metrics: { buyers: members(bought, 'buyer'), revenue: sum(bought, 'total') },
})
const loaded = loadedProject(project, { file: '/shop/daymark.config.ts', directory: '/shop' })
const primaryUrl = inject('postgresUrl')

describe.skipIf(primaryUrl === undefined)('answers that are read from a replica', () => {
  const database = `replicated_${randomUUID().replaceAll('-', '')}`
  const options = { directory: '/' }
  const url = new URL(`/${database}`, primaryUrl).href
  let standby: Standby
  let warehouse: Warehouse

  beforeAll(async () => {
    await run(primaryUrl ?? '', `CREATE DATABASE ${database}`)
    await run(
      url,
      "CREATE TABLE orders (day date, who text, total numeric(9,2)); INSERT INTO orders VALUES ('2024-03-01', 'ann', 10)",
    )
    standby = await startStandby(primaryUrl ?? '')
    warehouse = await openWarehouse(url, { ...options, readFrom: standby.urlOf(database) })
  })
  afterAll(async () => {
    await warehouse.close()
    await standby.stop()
    await run(primaryUrl ?? '', `DROP DATABASE ${database} WITH (FORCE)`)
  })

  const figures = async () => {
    const question = { metrics: ['buyers', 'revenue'], period: '2024-03' } as const
    return asCells((await askBothWays(question, { loaded, warehouse, today: '2030-01-01' })).total)
  }
  const caughtUp = async () => {
    const [position] = await run(url, 'SELECT pg_current_wal_lsn() AS lsn')
    for (;;) {
      const [row] = await run(
        standby.urlOf(database),
        `SELECT pg_last_wal_replay_lsn() >= '${String(position?.['lsn'])}' AS there`,
      )
      if (row?.['there'] === true) return
      await wait(20)
    }
  }

  it('are of the last build that has arrived there, and builds write to the server', async () => {
    await runBuild({ loaded, warehouse })
    await caughtUp()
    expect(await figures()).toEqual(['1', '10'])
    await run(standby.urlOf(database), 'SELECT pg_wal_replay_pause()')
    await warehouse.execute("INSERT INTO orders VALUES ('2024-03-02', 'bob', 5)")
    await runBuild({ loaded, warehouse })
    expect(await figures()).toEqual(['1', '10'])
    await run(standby.urlOf(database), 'SELECT pg_wal_replay_resume()')
    await caughtUp()
    expect(await figures()).toEqual(['2', '15'])
  })

  it('are refused where it is no replica, and where the warehouse has none', async () => {
    const elsewhere = openWarehouse(url, { ...options, readFrom: primaryUrl })
    expect((await refusalOf(elsewhere)).code).toBe('no-replica')
    const embedded = openWarehouse('duckdb::memory:', {
      ...options,
      readFrom: 'postgres://ann:hidden@host/shop',
    })
    const refusal = await refusalOf(embedded)
    expect(refusal.code).toBe('no-replica')
    expect(refusal.message).not.toContain('hidden')
  })
})

async function run(address: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: address })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}
