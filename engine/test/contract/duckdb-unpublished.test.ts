import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { raw, sql, stored } from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import { openWarehouse } from '../../src/warehouses/open-warehouse.js'
import type { Warehouse, WriteSession } from '../../src/warehouses/warehouse.js'

const [sales, refunds] = ['sales', 'refunds'].map((name): StoredTable => ({
  name,
  columns: [{ name: 'n', type: 'integer', nullable: false }],
  order: ['n'],
})) as [StoredTable, StoredTable]

describe('What a write makes on DuckDB', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daymark-duckdb-'))
  let warehouse: Warehouse

  beforeAll(async () => {
    warehouse = await openWarehouse(`duckdb:${join(folder, 'w.duckdb')}`, { directory: folder })
  })
  afterAll(async () => {
    await warehouse.close()
    await rm(folder, { recursive: true, force: true })
  })

  const numbers = (table: StoredTable) =>
    warehouse.read(async (session) => (await session.contents(table))?.map(({ n }) => Number(n)))
  const tables = () =>
    warehouse.read(async (session) => {
      const rows = await session.query(
        sql`SELECT table_name AS name FROM duckdb_tables() WHERE schema_name = 'daymark' ORDER BY name`,
      )
      return rows.map(({ name }) => String(name))
    })
  const made = async (session: WriteSession, table: StoredTable, ...rows: readonly number[]) => {
    await session.create(table)
    for (const n of rows) await session.insert(table, raw(`SELECT ${n}`))
  }

  it('lies beside what readers see until it takes its place', async () => {
    await warehouse.write((session) => made(session, sales, 1))
    await warehouse.write(async (session) => {
      await made(session, sales, 2, 3)
      expect(await tables()).toEqual(['sales', 'unpublished__sales'])
      expect(await numbers(sales)).toEqual([1])
      expect(await session.query(sql`SELECT sum(n) AS n FROM ${stored(sales)}`)).toEqual([{ n: 5n }])
    })
    expect(await tables()).toEqual(['sales'])
    expect(await numbers(sales)).toEqual([2, 3])
  })

  it('goes together with changes of what readers see, before and after it', async () => {
    await warehouse.write(async (session) => {
      await made(session, refunds, 7, 8)
      await session.remove(sales, sql`n = 2`)
      await session.insert(refunds, sql`SELECT n FROM ${stored(sales)}`)
      await session.remove(refunds, sql`n = 7`)
      expect(await numbers(sales)).toEqual([2, 3])
      expect(await numbers(refunds)).toBeUndefined()
    })
    expect([await numbers(sales), await numbers(refunds)]).toEqual([[3], [8, 3]])
  })

  it('is gone where it is dropped again, and what there was before with it', async () => {
    await warehouse.write(async (session) => {
      await made(session, refunds, 9)
      await session.drop(refunds)
      expect(await session.has(refunds)).toBe(false)
      expect(await numbers(refunds)).toEqual([8, 3])
    })
    expect(await tables()).toEqual(['sales'])
  })

  it('is gone where the write fails, or its process died', async () => {
    const failed = warehouse.write(async (session) => {
      await made(session, sales, 4)
      throw new Error('as it may')
    })
    await expect(failed).rejects.toThrow('as it may')
    expect(await tables()).toEqual(['sales'])
    await warehouse.execute('CREATE TABLE daymark.unpublished__refunds (n BIGINT)')
    await warehouse.write((session) => session.insert(sales, raw('SELECT 5')))
    expect(await tables()).toEqual(['sales'])
    expect(await numbers(sales)).toEqual([3, 5])
  })

  it('is nothing that the next runs into, where the write fails while it reads', async () => {
    const failed = warehouse.write(async (session) => {
      await session.remove(sales, sql`n > 0`)
      for await (const rows of session.stream(raw('SELECT range AS n FROM range(1000000)')))
        if (rows.length > 0) throw new Error('as it may')
    })
    await expect(failed).rejects.toThrow('as it may')
    await warehouse.write((session) => session.remove(sales, sql`n = 5`))
    expect(await numbers(sales)).toEqual([3])
  })

  it('waits for that of others who opened the file in this process', async () => {
    const other = await openWarehouse(`duckdb:${join(folder, 'w.duckdb')}`, { directory: folder })
    await Promise.all([
      warehouse.write((session) => made(session, sales, 1, 2, 3)),
      other.write((session) => made(session, sales, 4, 5, 6)),
    ])
    expect(await numbers(sales)).toEqual([4, 5, 6])
    await other.close()
  })
})
