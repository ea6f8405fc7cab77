import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadSource } from '../../src/sources/load-source.js'
import { placedSource } from '../../src/sources/place-source.js'
import { source } from '../../src/sources/source.js'
import { latestRows } from '../../src/sources/source-rows.js'
import { sql } from '../../src/sql/sql.js'
import { openWarehouse } from '../../src/warehouses/open-warehouse.js'
import type { Row, Warehouse } from '../../src/warehouses/warehouse.js'

const data = process.env['DAYMARK_DATA'] ?? join(import.meta.dirname, '../../../../shared/data')
const there = existsSync(join(data, 'online-retail/online_retail.parquet'))
const title = there
  ? 'Online Retail'
  : 'Online Retail (skipped: set DAYMARK_DATA to a folder that has online-retail/)'

const of = (name: string, file: string) =>
  source(name, {
    files: `{data}/online-retail/${file}`,
    columns: {
      InvoiceNo: 'text',
      StockCode: 'text',
      Description: 'text?',
      Quantity: 'integer',
      InvoiceDate: 'timestamp',
      UnitPrice: 'decimal(18,3)',
      CustomerID: 'integer?',
      Country: 'text',
    },
    extraColumns: 'refuse',
  })
const typed = of('typed', 'online_retail.parquet')
const text = of('plain', 'online_retail.csv.gz')

describe.skipIf(!there)(title, () => {
  let warehouse: Warehouse
  beforeAll(async () => {
    warehouse = await openWarehouse('duckdb::memory:', { directory: data })
    const files = await warehouse.files()
    for (const given of [typed, text]) {
      const placed = await placedSource(given, { directory: data, parameters: { data } })
      await warehouse.write((write) => loadSource({ write, files }, placed))
    }
  })
  afterAll(() => warehouse.close())

  const query = (statement: ReturnType<typeof sql>): Promise<readonly Row[]> =>
    warehouse.read((session) => session.query(statement))

  it.each([
    ['Parquet', typed],
    ['CSV', text],
  ])('adds up to the published totals from %s', async (_format, given) => {
    const rows = await query(sql`
      SELECT count(*) AS lines, count(DISTINCT "CustomerID") AS customers, sum("Quantity") AS quantity,
        sum("Quantity" * "UnitPrice") AS revenue, CAST(min("InvoiceDate") AS VARCHAR) AS first
      FROM ${latestRows(given)} AS r`)
    expect(rows).toEqual([
      {
        lines: 541_909n,
        customers: 4372n,
        quantity: 5_176_450n,
        revenue: '9747747.934',
        first: '2010-12-01 08:26:00',
      },
    ])
  })

  it('holds the same rows in both formats', async () => {
    const [left, right] = [latestRows(typed), latestRows(text)]
    const rows = await query(sql`
      SELECT (SELECT count(*) FROM (SELECT * FROM ${left} AS l EXCEPT ALL SELECT * FROM ${right} AS r)) AS only_left,
        (SELECT count(*) FROM (SELECT * FROM ${right} AS r EXCEPT ALL SELECT * FROM ${left} AS l)) AS only_right`)
    expect(rows).toEqual([{ only_left: 0n, only_right: 0n }])
  })
})
