import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Warehouse } from '../../../engine/src/warehouses/warehouse.js'
import { warehouses } from '../../../engine/test/servers/warehouses.js'
import { bruteForce } from './brute-force.js'
import { documentedSql } from './documented-sql.js'
import { drawnTables } from './drawn-tables.js'
import { folderOf, modelOutput, queryOutput } from './given.js'

describe('the documented rows, counted one by one', () => {
  it('are those of the documented SQL', async () => {
    await fc.assert(
      fc.asyncProperty(drawnTables, async (rows) => {
        // Its author did not say what a version without dates is.
        const dated = rows.kpay_cust_details.filter(
          ([who, , , , from, to]) => who !== null && from !== null && to !== null,
        )
        const given = { ...rows, kpay_cust_details: dated }
        expect(bruteForce(given)).toEqual(await queryOutput(documentedSql, await folderOf(given)))
      }),
      { numRuns: 25 },
    )
  })
})

for (const server of warehouses)
  describe.skipIf(server.skip !== undefined)(`kpay_cust_dau_count on ${server.title}`, () => {
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
    })
    afterAll(() => warehouse.close())

    it('gives the documented rows whatever the input', { timeout: 600_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(drawnTables, async (rows) => {
          expect(await modelOutput(warehouse, await folderOf(rows))).toEqual(bruteForce(rows))
        }),
        { numRuns: 6 },
      )
    })
  })
