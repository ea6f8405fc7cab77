import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { customersSql } from './customers.js'
import { loginsSql } from './logins.js'
import { ordersSql } from './orders.js'
import { transactionsSql } from './transactions.js'

/** What to make, and where. */
export interface Generating {
  /** 1 makes 100,000 customers, 3 million transactions and 2 million logins over two years. */
  readonly scale: number
  /** The same seed and scale make the same rows. */
  readonly seed: number
  /** The folder to write to; it is made where it is missing. */
  readonly folder: string
  /** Puts nulls among the links of reversals, which leaves the documented query without wallet transactions. */
  readonly hasNullLinks?: boolean
}

/** The tables, and the order in which their rows are written. */
const tables = {
  kpay_cust_details: 'cust_id, from_date, to_date',
  stg_kpay_cust_device: 'login_date, cust_id',
  stg_kpay_market_customer_loginlog: 'login_time, customer_id, role',
  market_order_sale_detail: 'ord_date, biller_customer_id, is_newcust_day, business_state',
  kpay_daily_mini_app_trn_detail: 'trn_id',
  stg_kpay_action_in_trn: 'trn_id',
  kpay_reversal_trans: 'link_transaction_id',
} as const

/**
 * Writes the seven tables of a made-up wallet from 2021-07-01 to 2023-06-30 as Parquet, with the documented
 * columns and everything that goes wrong in the documented query. DuckDB does the work in at most 2 GB of memory.
 *
 * @example
 * await generateWallet({ scale: 0.1, seed: 1, folder: 'data' })
 */
export async function generateWallet({ scale, seed, folder, hasNullLinks = false }: Generating): Promise<{
  folder: string
  rows: Readonly<Record<string, number>>
}> {
  mkdirSync(folder, { recursive: true })
  const work = mkdtempSync(join(folder, '.generating-'))
  try {
    const instance = await DuckDBInstance.create(join(work, 'work.duckdb'), { memory_limit: '2GB' })
    const connection = await instance.connect()
    await connection.run(macrosSql(scale, seed))
    for (const statement of [customersSql, loginsSql, ordersSql, transactionsSql(hasNullLinks)])
      await connection.run(statement)
    const rows = await writeTables(connection, work)
    connection.closeSync()
    instance.closeSync()
    for (const table of Object.keys(tables)) renameSync(fileOf(work, table), fileOf(folder, table))
    return { folder, rows }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function writeTables(connection: DuckDBConnection, folder: string): Promise<Record<string, number>> {
  const rows: Record<string, number> = {}
  for (const [table, order] of Object.entries(tables)) {
    const file = fileOf(folder, table).replaceAll("'", "''")
    const written = await connection.runAndReadAll(
      `COPY (FROM ${table} ORDER BY ${order}) TO '${file}' (FORMAT parquet)`,
    )
    rows[table] = Number(written.getRows()[0]?.[0])
  }
  return rows
}

function fileOf(folder: string, table: string): string {
  return join(folder, `${table}.parquet`)
}

/** What every statement draws by: `chance(what, n)` is a number from 0 up to 1, the same for the same seed. */
function macrosSql(scale: number, seed: number): string {
  return `
CREATE MACRO chance(what, n) AS (hash(what, n, ${seed}) >> 11)::DOUBLE / 9007199254740992.0;
CREATE MACRO so_many(n) AS greatest(1, round(n * ${scale}))::BIGINT;
CREATE MACRO whole(share, least, most) AS (least + floor(share * (most - least + 1)))::INTEGER;
CREATE MACRO pick(choices, share) AS choices[1 + floor(share * len(choices))::BIGINT];
-- Some customers do much, many do little.
CREATE MACRO someone(share) AS 1 + floor(so_many(100000) * share ** 1.6)::BIGINT;
CREATE MACRO customer_key(nr) AS '95' || lpad(nr::VARCHAR, 9, '0');
CREATE MACRO day_within(share) AS DATE '2021-07-01' + whole(share, 0, 729)`
}
