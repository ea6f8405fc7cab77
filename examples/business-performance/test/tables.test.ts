import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Range } from '../../../engine/src/calendar/range.js'
import { runBuild } from '../../../engine/src/builds/run-build.js'
import { summaryTableName } from '../../../engine/src/project/summary-table.js'
import { summaryRows } from '../../../engine/src/queries/summary-rows.js'
import type { Row, Warehouse } from '../../../engine/src/warehouses/warehouse.js'
import { warehouses } from '../../../engine/test/servers/warehouses.js'
import { tables } from '../tables.js'
import { leapYearData, projectOver } from './given.js'

const servers = warehouses.filter(({ name }) => name !== 'pglite' && name !== 'duckdb-memory')

/** Days across the launch of a line, a year's end and a 29 February. */
const days: Range = { from: '2023-10-01', to: '2024-03-10' }

/** The summary as hand-written SQL: a row for each key and line with any row in either table, and a line ALL. */
function twin(key: string, folder: string, range?: Range): string {
  const within = range === undefined ? '' : `AND date BETWEEN '${range.from}' AND '${range.to}'`
  const file = (table: string) => `'${join(folder, `${table}.parquet`)}'`
  const money = [
    'deposit_amount',
    'withdraw_amount',
    'add_transaction',
    'deduct_transaction',
    'bonus',
    'valid_amount',
  ]
  const sums = money.map((column) => `sum(${column}) AS ${column}`).join(', ')
  const grouped = 'GROUP BY GROUPING SETS ((key, line), (key))'
  return `
WITH ledger AS (SELECT ${key} AS key, coalesce(line, 'ALL') AS line, sum(deposit_cases) AS deposit_cases, sum(withdraw_cases) AS withdraw_cases, ${sums}
    FROM ${file('blue_whale_myr')} WHERE currency = 'MYR' ${within} ${grouped}),
  register AS (SELECT ${key} AS key, coalesce(line, 'ALL') AS line, sum(new_register) AS new_register, sum(new_depositor) AS new_depositor
    FROM ${file('new_register')} WHERE currency = 'MYR' ${within} ${grouped})
SELECT key, line, ${[...money, 'deposit_cases', 'withdraw_cases', 'new_register', 'new_depositor']
    .map((column) => `coalesce(${column}, 0)::DOUBLE AS ${column}`)
    .join(', ')},
  coalesce(deposit_amount - withdraw_amount, 0)::DOUBLE AS ggr,
  coalesce(deposit_amount + add_transaction - withdraw_amount - deduct_transaction, 0)::DOUBLE AS net_profit,
  coalesce(round(100 * (deposit_amount - withdraw_amount)::DOUBLE / nullif(deposit_amount, 0), 6), 0) AS winrate,
  coalesce(round(100 * withdraw_cases::DOUBLE / nullif(deposit_cases, 0), 6), 0) AS withdrawal_rate
FROM ledger FULL JOIN register USING (key, line)
ORDER BY key, line = 'ALL', line`
}

const compared = [
  'deposit_amount',
  'deposit_cases',
  'withdraw_amount',
  'withdraw_cases',
  'add_transaction',
  'deduct_transaction',
  'bonus',
  'valid_amount',
  'new_register',
  'new_depositor',
  'ggr',
  'net_profit',
  'winrate',
  'withdrawal_rate',
]

function numbers(row: Readonly<Record<string, unknown>>): readonly number[] {
  return compared.map((column) => Number(Number(row[column]).toFixed(6)))
}

let data: string
beforeAll(async () => {
  data = await leapYearData(0.002)
})
afterAll(() => {
  rmSync(data, { recursive: true })
})

async function expected(key: string, range?: Range) {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const rows = (await connection.runAndReadAll(twin(key, data, range))).getRowObjectsJson()
  connection.closeSync()
  return rows.map((row) => [row['key'], row['line'], ...numbers(row)])
}

for (const server of servers) {
  describe.skipIf(server.skip)(`the summary tables on ${server.title}`, () => {
    let warehouse: Warehouse
    const loaded = () => projectOver(data)
    beforeAll(async () => {
      warehouse = await server.open()
      await runBuild({ loaded: loaded(), warehouse })
    })
    afterAll(() => warehouse.close())

    async function exported(name: keyof typeof tables, range?: Range): Promise<readonly Row[]> {
      const today = '2026-01-01'
      return warehouse.read(async (session) => {
        const rows: Row[] = []
        const asked = { table: tables[name], range }
        for await (const batch of summaryRows(session, asked, { loaded: loaded(), today }))
          rows.push(...batch)
        return rows
      })
    }

    it('has a row for each day and line with a row in either table, and for each day a line ALL', async () => {
      const rows = await exported('bp_daily_summary_{currency}', days)
      expect(rows.map((row) => [row['date'], row['line'], ...numbers(row)])).toEqual(
        await expected('date::VARCHAR', days),
      )
    })

    it('has a row for each quarter and line', async () => {
      const rows = await exported('bp_quarter_summary_{currency}')
      expect(
        rows.map((row) => [`${String(row['year'])}-${String(row['period'])}`, row['line'], ...numbers(row)]),
      ).toEqual(await expected("year(date)::VARCHAR || '-Q' || quarter(date)"))
      expect(new Set(rows.map((row) => `${String(row['period_type'])} ${String(row['currency'])}`))).toEqual(
        new Set(['QUARTERLY MYR']),
      )
    })

    it('keeps the days on which a line has registrations and no activity yet', async () => {
      const rows = await exported('bp_daily_summary_{currency}', days)
      const early = rows.filter(({ line, date }) => line === 'STMY' && String(date) < '2023-10-30')
      expect(early.length).toBeGreaterThan(0)
      expect(new Set(early.map((row) => row['deposit_amount']))).toEqual(new Set(['0']))
    })
  })
}

it('names the tables by the currency that is set', () => {
  const named = Object.keys(tables).map((name) => summaryTableName(name, { currency: 'SGD' }))
  expect(named).toEqual(['bp_daily_summary_sgd', 'bp_quarter_summary_sgd'])
})
