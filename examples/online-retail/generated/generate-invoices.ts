import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { daysSql } from './days.js'
import { invoicesSql } from './invoices.js'
import { linesSql } from './lines.js'
import { mistakesSql } from './mistakes.js'

/** What to make, and where. */
export interface Generating {
  /** 1 makes about as many lines, invoices and customers as the real data has. */
  readonly scale: number
  /** The same seed and scale make the same lines. */
  readonly seed: number
  /** The folder to write to; it is made where it is missing. */
  readonly folder: string
}

/**
 * Writes `online_retail.parquet`: invoices of a made-up shop, of the shape of the real ones and with all of
 * their oddities. DuckDB does the work in at most 2 GB of memory, whatever the scale.
 *
 * @example
 * await generateInvoices({ scale: 0.2, seed: 1, folder: 'data' })
 */
export async function generateInvoices({
  scale,
  seed,
  folder,
}: Generating): Promise<{ file: string; lines: number }> {
  mkdirSync(folder, { recursive: true })
  const work = mkdtempSync(join(folder, '.generating-'))
  try {
    const instance = await DuckDBInstance.create(join(work, 'work.duckdb'), { memory_limit: '2GB' })
    const connection = await instance.connect()
    for (const statement of [
      macrosSql(scale, seed),
      daysSql,
      invoicesSql,
      mistakesSql,
      linesSql(text(join(work, 'lines.parquet'))),
    ]) {
      await connection.run(statement)
    }
    const counted = await connection.runAndReadAll(
      `SELECT count(*)::INTEGER FROM ${text(join(work, 'lines.parquet'))}`,
    )
    connection.closeSync()
    instance.closeSync()
    const file = join(folder, 'online_retail.parquet')
    renameSync(join(work, 'lines.parquet'), file)
    return { file, lines: Number(counted.getRows()[0]?.[0]) }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** What every statement draws by: `chance(what, n)` is a number from 0 up to 1, the same for the same seed. */
function macrosSql(scale: number, seed: number): string {
  return `
CREATE MACRO chance(what, n) AS (hash(what, n, ${seed}) >> 11)::DOUBLE / 9007199254740992.0;
CREATE MACRO so_many(n) AS greatest(1, round(n * ${scale}))::BIGINT;
CREATE MACRO pick(choices, share) AS choices[1 + floor(share * len(choices))::BIGINT]`
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
