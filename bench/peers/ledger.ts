import { DuckDBInstance } from '@duckdb/node-api'
import { sums } from './figures.js'

/**
 * Writes the ledger that the statement and the peers read, to a DuckDB file: rows by day, and in each the first day
 * of its account, worked out beforehand, which they would otherwise have to find in all rows.
 *
 * @returns how many rows it has
 */
export async function writeLedger(data: string, file: string): Promise<number> {
  const instance = await DuckDBInstance.create(file, { memory_limit: '4GB' })
  const connection = await instance.connect()
  const first = (column: string) => `min(${column}) FILTER (deposit_cases > 0) OVER account`
  await connection.run(`CREATE TABLE ledger AS
    SELECT date, userkey, unique_code, ${Object.values(sums).join(', ')},
      least(${first('first_deposit_date')}, ${first('date')}) AS first_day
    FROM '${data}/blue_whale_myr.parquet'
    WHERE currency = 'MYR' AND coalesce(line, '') <> 'ALL'
    WINDOW account AS (PARTITION BY userkey)
    ORDER BY date`)
  const counted = await connection.runAndReadAll('SELECT count(*) FROM ledger')
  connection.closeSync()
  instance.closeSync()
  return Number(counted.getRows()[0]?.[0])
}
