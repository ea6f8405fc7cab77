import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Warehouse } from '../../../engine/src/warehouses/warehouse.js'
import { warehouses } from '../../../engine/test/servers/warehouses.js'
import { generateWallet } from '../generated/generate-wallet.js'
import { documentedSql } from './documented-sql.js'
import { modelOutput, newFolder, queryOutput, tables, withDuckDb } from './given.js'

for (const server of warehouses)
  describe.skipIf(server.skip !== undefined)(`kpay_cust_dau_count on ${server.title}`, () => {
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
    })
    afterAll(() => warehouse.close())

    it('gives the documented rows on generated data', async () => {
      const folder = newFolder()
      await generateWallet({ scale: 0.01, seed: 3, folder })
      const expected = await queryOutput(documentedSql, folder)
      expect(expected.length).toBeGreaterThan(10_000)
      expect(await modelOutput(warehouse, folder)).toEqual(expected)
    })

    it('gives the documented rows where versions end in the year 9999', async () => {
      const [made, folder] = [newFolder(), newFolder()]
      await generateWallet({ scale: 0.002, seed: 5, folder: made })
      await withDuckDb(async (connection) => {
        for (const table of Object.keys(tables)) {
          const open =
            "CASE WHEN to_date = DATE '2099-12-31' THEN DATE '9999-12-31' ELSE to_date END AS to_date"
          const rows = table === 'kpay_cust_details' ? `SELECT * REPLACE (${open})` : 'SELECT *'
          await connection.run(
            `COPY (${rows} FROM '${join(made, `${table}.parquet`)}') TO '${join(folder, `${table}.parquet`)}'`,
          )
        }
      })
      expect(await modelOutput(warehouse, folder)).toEqual(await queryOutput(documentedSql, folder))
    })

    it('gives the documented rows where a reversal links to nothing', async () => {
      const folder = newFolder()
      await generateWallet({ scale: 0.002, seed: 4, folder, hasNullLinks: true })
      const output = await modelOutput(warehouse, folder)
      expect(output).toEqual(await queryOutput(documentedSql, folder))
      expect(output.filter((row) => row.includes('|MINI APP|'))).toEqual([])
    })
  })
