import { DuckDBInstance } from '@duckdb/node-api'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeParquet } from '../../src/cli/export-parquet.js'
import type { ExportTable } from '../../src/cli/export-tables.js'
import { join, name, sql, stored, value, type BoundValue } from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'

const of: StoredTable = {
  name: 'everything',
  columns: [
    { name: 'id', type: 'integer', nullable: false },
    { name: 'said', type: 'text', nullable: true },
    { name: 'amount', type: 'decimal(30,10)', nullable: true },
    { name: 'day', type: 'date', nullable: true },
    { name: 'at', type: 'timestamp', nullable: true },
    { name: 'open', type: 'boolean', nullable: true },
  ],
  order: ['id'],
}
const columns = of.columns.map((column) => name(column.name))
const table: ExportTable = {
  name: of.name,
  says: 'a row of each kind',
  thing: 'source everything',
  of,
  columns: of.columns,
  query: sql`SELECT ${join(columns)} FROM ${stored(of)} ORDER BY id`,
}
const rows: readonly (readonly BoundValue[])[] = [
  [1n, 'plain', '12345678901234567890.0123456789', '2025-10-31', '2025-10-31 23:59:59.123456', true],
  [2n, 'a "quote", a comma\nand a line', '-0.0000000001', '1999-01-01', '1999-01-01 00:00:00', false],
  [3n, '', null, null, null, null],
  [4n, null, '0.0000000000', null, null, null],
]

const folder = mkdtempSync(joinPath(tmpdir(), 'daymark-parquet-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

for (const server of warehouses) {
  describe.skipIf(server.skip !== undefined)(server.title, () => {
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
      const selects = rows.map(
        (row) =>
          sql`SELECT ${join(row.map((cell, index) => value(cell, of.columns[index]?.type ?? 'text')))}`,
      )
      await warehouse.write(async (session) => {
        await session.create(of)
        await session.insert(of, join(selects, ' UNION ALL '))
      })
    })
    afterAll(() => warehouse.close())

    it('writes Parquet in which every value and its type is what it was', async () => {
      const path = joinPath(folder, `${server.name}.parquet`)
      expect(await writeParquet(table, warehouse, path)).toBe(4)
      const connection = await (await DuckDBInstance.create()).connect()
      const from = `FROM read_parquet('${path}')`
      const described = await connection.runAndReadAll(`DESCRIBE SELECT * ${from}`)
      expect(described.getRows().map(([, type]) => type)).toEqual([
        'BIGINT',
        'VARCHAR',
        'DECIMAL(30,10)',
        'DATE',
        'TIMESTAMP',
        'BOOLEAN',
      ])
      const read = await connection.runAndReadAll(
        `SELECT id, said, CAST(amount AS VARCHAR), CAST(day AS VARCHAR), CAST("at" AS VARCHAR), "open" ${from} ORDER BY id`,
      )
      expect(read.getRows()).toEqual(rows)
    })
  })
}
