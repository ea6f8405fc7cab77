import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { builtModelRows } from '../../../engine/src/builds/model-rows.js'
import { runBuild } from '../../../engine/src/builds/run-build.js'
import { modelNamed } from '../../../engine/src/models/models-of.js'
import { loadedProject } from '../../../engine/src/project/load-project.js'
import type { LoadedProject } from '../../../engine/src/project/loaded-project.js'
import { sql } from '../../../engine/src/sql/sql.js'
import type { Warehouse } from '../../../engine/src/warehouses/warehouse.js'
import project from '../daymark.config.js'

const directory = dirname(dirname(fileURLToPath(import.meta.url)))

/** The seven tables with their columns, as DuckDB declares them. */
export const tables = {
  kpay_cust_details:
    'cust_id VARCHAR, cust_level VARCHAR, cust_trust_level_detail VARCHAR, reg_date TIMESTAMP, from_date DATE, to_date DATE, is_current INTEGER',
  stg_kpay_cust_device: 'cust_id VARCHAR, login_date DATE',
  stg_kpay_market_customer_loginlog: 'customer_id VARCHAR, login_time TIMESTAMP, role VARCHAR',
  market_order_sale_detail:
    'ord_date DATE, biller_customer_id VARCHAR, is_newcust_day VARCHAR, business_state VARCHAR',
  kpay_daily_mini_app_trn_detail: transactionColumns(),
  stg_kpay_action_in_trn: transactionColumns(),
  kpay_reversal_trans: 'link_transaction_id VARCHAR',
} as const
export type Table = keyof typeof tables

function transactionColumns() {
  return 'trn_id VARCHAR, trn_date DATE, trn_status VARCHAR, trn_type VARCHAR, reason_type VARCHAR, credit_cust_id VARCHAR, credit_party_type VARCHAR, debit_cust_id VARCHAR, debit_party_type VARCHAR' as const
}

/** Rows of a table, each as its values in the order of the columns. */
export type Rows = readonly (readonly (string | number | null)[])[]

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'daymark-wallet-'))
}

/** The output of a model or of a query: each row as one text, in their order. */
export type Output = readonly string[]

/** Builds the model from a folder of data, and gives its rows. */
export async function modelOutput(warehouse: Warehouse, data: string): Promise<Output> {
  await buildModel(warehouse, data)
  return rowsOfModel(warehouse, data, 'kpay_cust_dau_count')
}

/** Brings the model and what it follows up to date with a folder of data. */
export async function buildModel(
  warehouse: Warehouse,
  data: string,
  options: { readonly full?: boolean } = {},
): Promise<void> {
  await runBuild({ loaded: loadedWith(data), warehouse, select: ['kpay_cust_dau_count'], ...options })
}

/** The rows of a model: those of its table, or what a view gives now. */
export async function rowsOfModel(warehouse: Warehouse, data: string, name: string): Promise<Output> {
  const loaded = loadedWith(data)
  const model = modelNamed(name, loaded.layout.models)
  const rows = await warehouse.read(async (session) => {
    const built = await builtModelRows(session, model, { loaded, dialect: warehouse.dialect })
    return session.query(sql`SELECT * FROM ${built.rows} AS built`)
  })
  return rows.map((row) => Object.values(row).map(String).join('|')).sort()
}

function loadedWith(data: string): LoadedProject {
  return loadedProject(project, { file: join(directory, 'daymark.config.ts'), directory, set: { data } })
}

/** The output of a query of DuckDB's over a folder of data. */
export async function queryOutput(query: string, data: string): Promise<Output> {
  return withDuckDb(async (connection) => {
    for (const table of Object.keys(tables))
      await connection.run(`CREATE VIEW ${table} AS FROM '${join(data, `${table}.parquet`)}'`)
    const result = await connection.runAndReadAll(query)
    return result
      .getRowsJson()
      .map((row) => row.map(String).join('|'))
      .sort()
  })
}

/** Writes rows as the tables of a folder; a table of which nothing is said is empty. */
export async function folderOf(
  rows: Readonly<Partial<Record<Table, Rows>>>,
  folder = newFolder(),
): Promise<string> {
  await withDuckDb(async (connection) => {
    for (const [table, columns] of Object.entries(tables) as [Table, string][]) {
      const texts = (rows[table] ?? []).map((row) => `(${row.map(literal).join(', ')})`)
      await connection.run(`CREATE TABLE ${table} (${columns})`)
      if (texts.length > 0) await connection.run(`INSERT INTO ${table} VALUES ${texts.join(', ')}`)
      await connection.run(`COPY ${table} TO '${join(folder, `${table}.parquet`)}' (FORMAT parquet)`)
    }
  })
  return folder
}

export async function withDuckDb<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return await work(connection)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

function literal(value: string | number | null): string {
  if (value === null) return 'NULL'
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`
}
