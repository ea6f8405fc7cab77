import { expect } from 'vitest'
import { call, givenRows, literal, sql, stored, type } from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import { contractWarehouses } from '../servers/warehouses.js'
import { onEveryWarehouse } from './on-every-warehouse.js'

const table: StoredTable = {
  name: 'numbers_read',
  columns: [
    { name: 'day', type: 'date', nullable: false },
    { name: 'n', type: 'integer', nullable: false },
  ],
  order: ['n'],
}

onEveryWarehouse((it) => {
  it('reads whole numbers in bulk, by column', async (warehouse) => {
    const [count, most] = [300, 4_294_967_295]
    await warehouse.write(async (session) => {
      await session.create(table)
      const rows = Array.from({ length: count }, (_row, n) => ['2024-02-29', n])
      await session.insert(table, givenRows(table.columns, rows))
    })
    await warehouse.read(async (session) => {
      if (session.mergesSets) return
      const read: number[][] = []
      const statement = sql`SELECT ${call('dayNumber', sql`day`)} AS day, CAST(${literal(most, 'integer')} - n AS ${type('member')}) AS m, n FROM ${stored(table)}`
      for await (const columns of session.numbers(statement)) {
        columns[0]?.forEach((_number, row) => read.push(columns.map((column) => column[row] ?? -1)))
      }
      // 2024-02-29 is day 19,782 since 1970-01-01.
      const wanted = Array.from({ length: count }, (_row, n) => [19_782, most - n, n])
      expect(read.toSorted(([, , one = 0], [, , other = 0]) => one - other)).toEqual(wanted)
      const after = await session.query(sql`SELECT count(*) AS n FROM ${stored(table)}`)
      expect(after).toEqual([{ n: BigInt(count) }])
    })
  })
}, contractWarehouses)
