import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { raw } from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import { openWarehouse } from '../../src/warehouses/open-warehouse.js'
import type { ReadSession, Warehouse } from '../../src/warehouses/warehouse.js'

const table: StoredTable = {
  name: 'sales',
  columns: [{ name: 'n', type: 'integer', nullable: false }],
  order: ['n'],
}

describe('Readers of stored tables on DuckDB', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daymark-duckdb-'))
  let one: Warehouse
  let other: Warehouse

  beforeAll(async () => {
    one = await openWarehouse(`duckdb:${join(folder, 'w.duckdb')}`, { directory: folder })
    other = await openWarehouse(`duckdb:${join(folder, 'w.duckdb')}`, { directory: folder })
    await one.write((session) => session.create(table))
  })
  afterAll(async () => {
    await one.close()
    await other.close()
    await rm(folder, { recursive: true, force: true })
  })

  const seen = async (session: ReadSession) =>
    (await session.contents(table))?.map(({ n }) => Number(n)).sort()
  const read = <T>(work: (session: ReadSession) => Promise<T>, signal?: AbortSignal) =>
    one.read(work, { onlyStored: true, signal })
  const add = (warehouse: Warehouse, n: number) =>
    warehouse.write((session) => session.insert(table, raw(`SELECT ${n}`)))
  const itself = (session: ReadSession) => Promise.resolve(session)

  it('share a session until something is written, and see it then', async () => {
    const first = await read(itself)
    expect(await read(itself)).toBe(first)
    await add(one, 1)
    expect(await read(seen)).toEqual([1])
    expect(await read(itself)).not.toBe(first)
  })

  it('see what is written by others who opened the file, and by hand', async () => {
    expect(await read(seen)).toEqual([1])
    await add(other, 2)
    expect(await read(seen)).toEqual([1, 2])
    await one.execute('INSERT INTO daymark.sales VALUES (3)')
    expect(await read(seen)).toEqual([1, 2, 3])
  })

  it('stay at the state that they began with', async () => {
    await read(async (session) => {
      await add(one, 4)
      expect(await seen(session)).toEqual([1, 2, 3])
      expect(await read(seen)).toEqual([1, 2, 3, 4])
    })
    expect(await read(seen)).toEqual([1, 2, 3, 4])
  })

  it('have sessions of their own at one time, of which each hands its on', async () => {
    const sessions = await Promise.all([read(itself), read(itself), read(itself)])
    expect(new Set(sessions).size).toBe(3)
    expect(sessions).toContain(await read(itself))
  })

  it('read on after one that failed, or was stopped', async () => {
    await expect(read(() => Promise.reject(new Error('as it may')))).rejects.toThrow('as it may')
    expect(await read(seen)).toEqual([1, 2, 3, 4])
    const stopping = AbortSignal.timeout(100)
    const long = read(
      (session) => session.query(raw('SELECT sum(a.range * b.range) FROM range(100000000) a, range(100) b')),
      stopping,
    )
    await expect(long).rejects.toMatchObject({ code: 'interrupted' })
    expect(await read(seen)).toEqual([1, 2, 3, 4])
  })
})
