import { execFileSync, spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, describe, expect, it } from 'vitest'

const example = resolve(import.meta.dirname, '..')
const jiti = join(createRequire(import.meta.url).resolve('jiti/package.json'), '../lib/jiti-cli.mjs')
const folder = mkdtempSync(join(tmpdir(), 'daymark-generate-'))
const env = { ...process.env, INIT_CWD: folder }

/** Generates into a folder beside the others, and gives the file's bytes. */
function generated(out: string, ...args: string[]): Buffer {
  execFileSync(process.execPath, [jiti, 'generate.ts', '--out', out, ...args], {
    cwd: example,
    env,
    stdio: 'pipe',
  })
  return readFileSync(join(folder, out, 'online_retail.parquet'))
}

describe('generated invoices', () => {
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('are the same for the same seed and scale, and others for another seed', () => {
    const first = generated('first', '--scale', '0.02', '--seed', '5')
    expect(generated('again', '--scale', '0.02', '--seed', '5').equals(first)).toBe(true)
    expect(generated('other', '--scale', '0.02', '--seed', '6').equals(first)).toBe(false)
  })

  it('have everything that the real ones have, and their types', async () => {
    generated('whole', '--scale', '0.3')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    const file = `'${join(folder, 'whole', 'online_retail.parquet')}'`
    const rows = async (query: string) => (await connection.runAndReadAll(query)).getRowsJson()
    expect(
      (await rows(`DESCRIBE SELECT * FROM ${file}`)).map((row) => (row as unknown[]).slice(0, 2)),
    ).toEqual([
      ['InvoiceNo', 'VARCHAR'],
      ['StockCode', 'VARCHAR'],
      ['Description', 'VARCHAR'],
      ['Quantity', 'INTEGER'],
      ['InvoiceDate', 'TIMESTAMP'],
      ['UnitPrice', 'DOUBLE'],
      ['CustomerID', 'INTEGER'],
      ['Country', 'VARCHAR'],
    ])
    expect(
      await rows(`SELECT count(DISTINCT Country), min(hour(InvoiceDate)) >= 6, max(hour(InvoiceDate)) <= 20,
        min(InvoiceDate)::DATE::VARCHAR, max(InvoiceDate)::DATE::VARCHAR, bool_or(dayofweek(InvoiceDate) = 6),
        bool_or(InvoiceDate::DATE = '2011-04-22'), bool_or(CustomerID IS NULL), bool_or(UnitPrice = 0),
        count(*) FILTER (UnitPrice < 0), count(DISTINCT InvoiceNo) FILTER (InvoiceNo LIKE 'A%'),
        bool_and(Quantity < 0) FILTER (InvoiceNo LIKE 'C%'), count(*) FILTER (abs(Quantity) > 70000),
        count(*) BETWEEN 140000 AND 190000, count(DISTINCT CustomerID) BETWEEN 1300 AND 1320 FROM ${file}`),
    ).toEqual([
      [
        '38',
        true,
        true,
        '2010-12-01',
        '2011-12-09',
        false,
        false,
        true,
        true,
        '2',
        '3',
        true,
        '4',
        true,
        true,
      ],
    ])
    const some = (having: string, by: string) =>
      rows(`SELECT count(*) > 0 FROM (SELECT 1 FROM ${file} GROUP BY ${by} HAVING ${having})`)
    expect(await some('count(DISTINCT InvoiceDate) > 1', 'InvoiceNo')).toEqual([[true]])
    expect(await some('CustomerID IS NOT NULL AND count(DISTINCT Country) > 1', 'CustomerID')).toEqual([
      [true],
    ])
    expect(
      await rows(`SELECT count(*) > (SELECT count(*) FROM (SELECT DISTINCT * FROM ${file})) FROM ${file}`),
    ).toEqual([[true]])
    connection.closeSync()
    instance.closeSync()
  })

  it.each([
    [['--scale', 'much'], 'The scale is a number from 0.01 to 100, where 1 is 540,000 lines; "much" is not.'],
    [['--scale', '0'], 'The scale is a number from 0.01 to 100, where 1 is 540,000 lines; "0" is not.'],
    [['--seed', '1.5'], 'The seed is a whole number of at most nine digits; "1.5" is not.'],
    [['--out', ''], 'The folder to write to has no name; leave --out away for `data`.'],
    [['--scael', '1'], "Unknown option '--scael'"],
  ])('are refused for %j', (args, sentence) => {
    const { status, stderr } = spawnSync(process.execPath, [jiti, 'generate.ts', '--out', 'none', ...args], {
      cwd: example,
      env,
      encoding: 'utf8',
    })
    expect([status, stderr.split('\n')[0]]).toEqual([2, sentence])
    expect(existsSync(join(folder, 'none'))).toBe(false)
  })
})
