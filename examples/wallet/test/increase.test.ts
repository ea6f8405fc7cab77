import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Warehouse } from '../../../engine/src/warehouses/warehouse.js'
import { warehouses } from '../../../engine/test/servers/warehouses.js'
import { bruteForce } from './brute-force.js'
import { drawnTables } from './drawn-tables.js'
import { buildModel, folderOf, newFolder, rowsOfModel, tables, type Rows, type Table } from './given.js'

type Data = Readonly<Record<Table, Rows>>

/** Places of rows that go from some tables, and how many of other rows come in their place or beside them. */
const edit = fc.record({
  from: drawnTables,
  where: fc.subarray(Object.keys(tables) as Table[], { minLength: 1, maxLength: 3 }),
  goes: fc.array(fc.nat(20), { maxLength: 2 }),
  comes: fc.nat(2),
})

type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never

function edited(data: Data, { from, where, goes, comes }: Edit): Data {
  const changed = where.map((table) => {
    const left = data[table].filter((_row, at) => !goes.includes(at))
    return [table, distinct([...left, ...from[table].slice(0, comes)], table)] as const
  })
  return { ...data, ...Object.fromEntries(changed) }
}

/** Versions of a customer with the same dates have no order. */
function distinct(rows: Rows, table: Table): Rows {
  if (table !== 'kpay_cust_details') return rows
  return [...new Map(rows.map((row) => [JSON.stringify([row[0], row[4], row[5]]), row])).values()]
}

async function keptRows(warehouse: Warehouse, data: string) {
  const models = ['kpay_cust_dau_count', 'first_days', 'version_bounds']
  return Promise.all(models.map((model) => rowsOfModel(warehouse, data, model)))
}

const runs = Number(process.env['DAYMARK_EDITS'] ?? 2)

for (const server of warehouses)
  describe.skipIf(server.skip !== undefined)(`kpay_cust_dau_count by increase on ${server.title}`, () => {
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
    })
    afterAll(() => warehouse.close())

    it(
      'equals the full one, and what is counted one by one, after any edits',
      { timeout: 600_000 },
      async () => {
        await fc.assert(
          fc.asyncProperty(
            drawnTables,
            fc.array(edit, { minLength: 1, maxLength: 4 }),
            async (given, edits) => {
              const data = newFolder()
              let now: Data = given
              await buildModel(warehouse, await folderOf(now, data), { full: true })
              for (const each of edits) {
                now = edited(now, each)
                await buildModel(warehouse, await folderOf(now, data))
                const published = await rowsOfModel(warehouse, data, 'kpay_cust_dau_count')
                expect(published).toEqual(bruteForce(now))
                expect(await rowsOfModel(warehouse, data, 'kpay_cust_dau_count_full')).toEqual(published)
              }
              const increased = await keptRows(warehouse, data)
              await buildModel(warehouse, data, { full: true })
              expect(await keptRows(warehouse, data)).toEqual(increased)
            },
          ),
          { numRuns: runs },
        )
      },
    )
  })
