import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { accountsSql } from './accounts.js'
import { ledgerSql } from './ledger.js'
import { registerSql } from './register.js'
import { targetsSql } from './targets.js'

/** What to make, and where. */
export interface Generating {
  /** 1 makes about 5 million ledger rows of 200,000 accounts. */
  readonly scale: number
  /** The same seed and scale make the same rows. */
  readonly seed: number
  /** The folder to write to; it is made where it is missing. */
  readonly folder: string
}

const files = ['blue_whale_myr', 'new_register', 'bp_target'] as const

/**
 * Writes the three tables of a made-up company of four brands, 2025 to 2026, as Parquet files. DuckDB does the
 * work in at most 2 GB of memory, whatever the scale.
 *
 * @example
 * await generateBusiness({ scale: 0.1, seed: 1, folder: 'data' })
 */
export async function generateBusiness({
  scale,
  seed,
  folder,
}: Generating): Promise<{ ledgerRows: number; accounts: number }> {
  mkdirSync(folder, { recursive: true })
  const work = mkdtempSync(join(folder, '.generating-'))
  try {
    const instance = await DuckDBInstance.create(join(work, 'work.duckdb'), { memory_limit: '2GB' })
    const connection = await instance.connect()
    const copies = files.map(
      (file) => `COPY (FROM ${file} ORDER BY ALL) TO ${text(join(work, file))} (FORMAT parquet)`,
    )
    for (const statement of [
      macrosSql(scale, seed),
      accountsSql,
      ledgerSql,
      registerSql,
      targetsSql,
      ...copies,
    ]) {
      await connection.run(statement)
    }
    const counted = await connection.runAndReadAll(
      'SELECT (SELECT count(*) FROM blue_whale_myr)::INTEGER, (SELECT count(DISTINCT userkey) FROM blue_whale_myr)::INTEGER',
    )
    const [[ledgerRows, accounts] = []] = counted.getRows()
    connection.closeSync()
    instance.closeSync()
    for (const file of files) renameSync(join(work, file), join(folder, `${file}.parquet`))
    return { ledgerRows: Number(ledgerRows), accounts: Number(accounts) }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** What every statement draws by: `chance(what, n)` is a number from 0 up to 1, the same for the same seed. */
function macrosSql(scale: number, seed: number): string {
  return `
CREATE MACRO chance(what, n) AS (hash(what, n, ${seed}) >> 11)::DOUBLE / 9007199254740992.0;
CREATE MACRO so_many(n) AS greatest(1, round(n * ${scale}))::BIGINT;
CREATE MACRO waiting(what, n) AS -ln(1 - chance(what, n));
CREATE MACRO money(amount) AS round(amount, 2)::DECIMAL(18,2)`
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
