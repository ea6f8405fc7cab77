import { expect } from 'vitest'
import { raw, sql, stored, type Sql } from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import type { ReadSession, Warehouse } from '../../src/warehouses/warehouse.js'
import { contractWarehouses } from '../servers/warehouses.js'
import { onEveryWarehouse } from './on-every-warehouse.js'

const numbers: StoredTable = {
  name: 'numbers',
  columns: [{ name: 'n', type: 'integer', nullable: false }],
  order: ['n'],
}

/** Runs for many seconds: 2,000³ rows, none of which can be left out. */
const long: Sql = sql`SELECT count(*) AS found FROM ${stored(numbers)} AS a CROSS JOIN ${stored(numbers)} AS b
  CROSS JOIN ${stored(numbers)} AS c WHERE (a.n * b.n + c.n) % 7 = 3`

async function fill(warehouse: Warehouse): Promise<void> {
  const ten = raw(Array.from({ length: 10 }, (_each, n) => `SELECT ${n} AS n`).join(' UNION ALL '))
  await warehouse.write(async (session) => {
    await session.create(numbers)
    await session.insert(
      numbers,
      sql`SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n AS n FROM (${ten}) AS a CROSS JOIN (${ten}) AS b
        CROSS JOIN (${ten}) AS c CROSS JOIN (${ten}) AS d WHERE d.n < 2`,
    )
  })
}

/** How many seconds until the session is refused as interrupted, when its signal fires after half a second. */
async function secondsUntilRefused(run: (signal: AbortSignal) => Promise<unknown>): Promise<number> {
  const controller = new AbortController()
  let firedAt = 0
  setTimeout(() => {
    firedAt = performance.now()
    controller.abort()
  }, 500)
  await expect(run(controller.signal)).rejects.toMatchObject({ code: 'interrupted' })
  return (performance.now() - firedAt) / 1000
}

const countOf = (session: ReadSession) => session.query(sql`SELECT count(*) AS n FROM ${stored(numbers)}`)

onEveryWarehouse((it) => {
  it('stops the statement that a reader waits for, and reads on afterwards', async (warehouse) => {
    await fill(warehouse)
    const seconds = await secondsUntilRefused((signal) =>
      warehouse.read((session) => session.query(long), { signal }),
    )
    expect(seconds).toBeLessThan(3)
    expect(await warehouse.read(countOf)).toEqual([{ n: 2000n }])
  })

  it('stops a writer, of whom nothing remains, and writes on afterwards', async (warehouse) => {
    await fill(warehouse)
    const seconds = await secondsUntilRefused((signal) =>
      warehouse.write(
        async (session) => {
          await session.insert(numbers, raw('SELECT -1 AS n'))
          await session.insert(numbers, long)
        },
        { signal },
      ),
    )
    expect(seconds).toBeLessThan(3)
    expect(await warehouse.read(countOf)).toEqual([{ n: 2000n }])
    await warehouse.write((session) => session.insert(numbers, raw('SELECT -1 AS n')))
    expect(await warehouse.read(countOf)).toEqual([{ n: 2001n }])
  })

  it('runs nothing when the signal has fired before, or between two statements', async (warehouse) => {
    await fill(warehouse)
    const fired = AbortSignal.abort()
    await expect(warehouse.read(countOf, { signal: fired })).rejects.toMatchObject({ code: 'interrupted' })
    const controller = new AbortController()
    const between = warehouse.read(
      async (session) => {
        await countOf(session)
        controller.abort()
        return countOf(session)
      },
      { signal: controller.signal },
    )
    await expect(between).rejects.toMatchObject({ code: 'interrupted' })
    expect(await warehouse.read(countOf)).toEqual([{ n: 2000n }])
  })

  it('is not disturbed by a signal that never fires, or fires too late', async (warehouse) => {
    await fill(warehouse)
    const controller = new AbortController()
    expect(await warehouse.read(countOf, { signal: controller.signal })).toEqual([{ n: 2000n }])
    controller.abort()
    expect(await warehouse.read(countOf)).toEqual([{ n: 2000n }])
  })
}, contractWarehouses)
