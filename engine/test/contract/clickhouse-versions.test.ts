import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { raw, sql, stored } from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import { openWarehouse } from '../../src/warehouses/open-warehouse.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'

const table: StoredTable = {
  name: 'sales',
  columns: [{ name: 'n', type: 'integer', nullable: false }],
  order: ['n'],
}
const skip = warehouses.find((server) => server.name === 'chdb')?.skip !== undefined

describe.skipIf(skip)('The versions of ClickHouse tables', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daymark-chdb-'))
  const directory = join(dirname(fileURLToPath(import.meta.url)), '../servers')
  let one: Warehouse
  let other: Warehouse

  beforeAll(async () => {
    one = await openWarehouse(`chdb:${folder}`, { directory })
    other = await openWarehouse(`chdb:${folder}`, { directory })
  })
  afterAll(async () => {
    await one.close()
    await other.close()
    await rm(folder, { recursive: true, force: true })
  })

  const add = (warehouse: Warehouse, n: number) =>
    warehouse.write((session) => session.insert(table, raw(`SELECT ${n} AS n`)))
  const seen = (warehouse: Warehouse) =>
    warehouse.read(async (session) =>
      (await session.query(sql`SELECT n FROM ${stored(table)} ORDER BY n`)).map((row) => row['n']),
    )
  const kept = () =>
    one.read(async (session) => {
      const rows = await session.query(
        sql`SELECT name FROM system.tables WHERE database = 'daymark' ORDER BY name`,
      )
      return rows.map((row) => String(row['name']).replace(/_[0-9a-f]{8}$/, ''))
    })

  it('are seen by every other process at once', async () => {
    await one.write(async (session) => {
      await session.create(table)
      await session.insert(table, raw('SELECT 1 AS n'))
    })
    expect(await seen(other)).toEqual([1n])
  })

  it('are kept as the two newest, with the tables that they name', async () => {
    for (const n of [2, 3, 4]) await add(one, n)
    expect(await seen(other)).toEqual([1n, 2n, 3n, 4n])
    expect(await kept()).toEqual([
      'sales__2',
      'sales__3',
      'sales__4',
      'version__2',
      'version__3',
      'version__4',
    ])
    await one.write(() => Promise.resolve())
    expect(await kept()).toEqual(['sales__3', 'sales__4', 'version__3', 'version__4'])
  })

  it('refuse the slower of two processes that write at a time, and keep nothing of it', async () => {
    const slower = one.write(async (session) => {
      await add(other, 5)
      await session.insert(table, raw('SELECT 100 AS n'))
    })
    await expect(slower).rejects.toMatchObject({ code: 'warehouse-busy' })
    expect(await seen(one)).toEqual([1n, 2n, 3n, 4n, 5n])
  })

  it('are rid of what a writer left that was killed', async () => {
    await one.execute('CREATE TABLE daymark.sales__6_deadbeef (n Int64) ENGINE = MergeTree ORDER BY n')
    await add(one, 6)
    expect(await kept()).not.toContain('sales__6_deadbeef')
    const left = await one.read((session) =>
      session.query(
        sql`SELECT name FROM system.tables WHERE database = 'daymark' AND endsWith(name, 'deadbeef')`,
      ),
    )
    expect(left).toEqual([])
    expect(await seen(one)).toEqual([1n, 2n, 3n, 4n, 5n, 6n])
  })

  it('leave a table of the user in the same database alone', async () => {
    await one.execute('CREATE TABLE daymark.notes (n Int64) ENGINE = MergeTree ORDER BY n')
    await add(one, 7)
    expect(await kept()).toContain('notes')
  })
})
