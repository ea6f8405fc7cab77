import { DuckDBInstance } from '@duckdb/node-api'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.js'
import { tinyShop } from './tiny-shop.js'

const shop = tinyShop()

beforeAll(async () => {
  await runCli('build --quiet', { cwd: shop.folder })
})
afterAll(() => {
  shop.remove()
})

const exported = async (line: string) => (await runCli(`export ${line}`, { cwd: shop.folder })).stdout

describe('export', () => {
  it('lists what can be exported', async () => {
    expect(await exported('--list')).toMatchInlineSnapshot(`
      "table                      holds                                   columns
      ─────────────────────────────────────────────────────────────────────────────────────────────────────
      source_orders              the rows of orders as they were read    id, day, customer, country, amount
      days_purchases_customer    each customer on each day of purchases  day, country, customer
      firsts_purchases_customer  each customer's first day in purchases  day, country, customer
      sums_purchases             daily sums of purchases                 day, country, revenue
      "
    `)
  })

  it('writes member-days with keys and dimension values', async () => {
    expect(await exported('days_purchases_customer')).toBe(
      [
        'day,country,customer',
        '2025-01-05,France,ann',
        '2025-01-06,"Korea, South",bob',
        '2025-01-20,France,ann',
        '2025-02-03,France,ann',
        '2025-02-04,,cem',
        '2025-03-01,Italy,dee',
        '',
      ].join('\n'),
    )
  })

  it('names daily sums by their metrics, and writes JSON with a row in each line', async () => {
    const text = await exported('sums_purchases --format json')
    expect(text.split('\n').slice(0, 3)).toEqual([
      '[',
      '{"day": "2025-01-05", "country": "France", "revenue": 10.00},',
      '{"day": "2025-01-06", "country": "Korea, South", "revenue": 20.50},',
    ])
    expect(JSON.parse(text)).toHaveLength(6)
  })

  it('writes a file whole, in the format of its ending, and says so on stderr', async () => {
    const ran = await runCli('export source_orders --out orders.json', { cwd: shop.folder })
    expect(ran).toEqual({ code: 0, stdout: '', stderr: 'Wrote 6 rows of source_orders to orders.json.\n' })
    expect(JSON.parse(readFileSync(join(shop.folder, 'orders.json'), 'utf8'))).toHaveLength(6)
    expect(readdirSync(shop.folder).filter((file) => file.endsWith('.partial'))).toEqual([])
  })

  it('writes Parquet with the exact types', async () => {
    await runCli('export source_orders --out orders.parquet', { cwd: shop.folder })
    const connection = await (await DuckDBInstance.create()).connect()
    const file = join(shop.folder, 'orders.parquet')
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${file}')`)
    expect(described.getRows().map(([name, type]) => `${String(name)} ${String(type)}`)).toEqual([
      'id BIGINT',
      'day DATE',
      'customer VARCHAR',
      'country VARCHAR',
      'amount DECIMAL(18,2)',
    ])
    const read = await connection.runAndReadAll(
      `SELECT sum(amount)::VARCHAR, count(country) FROM read_parquet('${file}')`,
    )
    expect(read.getRows()).toEqual([['155.85', 5n]])
  })
})
