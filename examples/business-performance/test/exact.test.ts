import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../../engine/src/builds/run-build.js'
import { formatted } from '../../../engine/src/metrics/format.js'
import type { LoadedProject } from '../../../engine/src/project/loaded-project.js'
import { ask } from '../../../engine/src/queries/ask.js'
import type { Warehouse } from '../../../engine/src/warehouses/warehouse.js'
import { warehouses } from '../../../engine/test/servers/warehouses.js'
import { newFolder, projectOver, writeTables } from './given.js'

/** One row of the ledger: day, account, person, deposits in cases and in money, withdrawals in money. */
type Entry = readonly [string, string, string | null, number, string, string]

const entries: readonly Entry[] = [
  // The document's own example: the average of the days' averages would be 86.67.
  ['2025-03-01', 'a', 'p', 10, '1000.00', '0.00'],
  ['2025-03-02', 'a', 'p', 20, '2000.00', '0.00'],
  ['2025-03-03', 'b', null, 50, '3000.00', '0.00'],
  // A billion and more, which binary fractions cannot add up to the cent.
  ['2025-04-01', 'a', 'p', 1, '999999999.99', '0.10'],
  ['2025-04-02', 'a', 'p', 1, '0.01', '0.20'],
  ['2025-04-03', 'b', null, 1, '1000000000.01', '0.30'],
  ['2025-04-04', 'b', null, 0, '0.00', '0.01'],
  // A person who deposits with one account, and only withdraws with the other on another day.
  ['2025-05-01', 'a', 'p', 1, '100.00', '0.00'],
  ['2025-05-02', 'c', 'p', 0, '0.00', '30.00'],
  ['2025-05-02', 'd', 'q', 0, '0.00', '500.00'],
]

const zeros = [
  'add_transaction',
  'deduct_transaction',
  'bonus',
  'add_bonus',
  'deduct_bonus',
  'bets_amount',
  'valid_amount',
]

function ledgerSql(): string {
  const rows = entries.map(([date, account, person, cases, deposit, withdrawal]) => {
    const code = person === null ? 'NULL' : `'${person}'`
    return `SELECT DATE '${date}' AS date, 'MYR' AS currency, 'SBMY' AS line, '${account}' AS userkey, ${code}::VARCHAR AS unique_code,
      ${cases} AS deposit_cases, ${deposit}::DECIMAL(18,2) AS deposit_amount, 0 AS withdraw_cases, ${withdrawal}::DECIMAL(18,2) AS withdraw_amount,
      ${zeros.map((column) => `0::DECIMAL(18,2) AS ${column}`).join(', ')}, NULL::DATE AS first_deposit_date`
  })
  return rows.join(' UNION ALL ')
}

let data: string
beforeAll(async () => {
  data = newFolder()
  await writeTables(data, {
    blue_whale_myr: ledgerSql(),
    // More first deposits than accounts that deposit: two systems that disagree.
    new_register: `SELECT DATE '2025-03-01' AS date, 'MYR' AS currency, 'SBMY' AS line, 5 AS new_register, 3 AS new_depositor`,
    bp_target: `SELECT 'MYR' AS currency, 2025 AS year, 'Q1' AS quarter, 'SBMY' AS line, 'ggr' AS metric, 8000.00::DECIMAL(18,2) AS target`,
  })
})
afterAll(() => {
  rmSync(data, { recursive: true })
})

for (const server of warehouses) {
  describe.skipIf(server.skip)(`figures to the cent on ${server.title}`, () => {
    let warehouse: Warehouse
    let loaded: LoadedProject
    beforeAll(async () => {
      warehouse = await server.open()
      loaded = projectOver(data)
      await runBuild({ loaded, warehouse })
    })
    afterAll(() => warehouse.close())

    async function read(metric: string, from: string, to: string) {
      const { total, metrics } = await ask(
        { metrics: [metric], from, to },
        { loaded, warehouse, today: '2026-01-01' },
      )
      const value = total.values[metric]?.value ?? null
      const format = metrics[0]?.format
      return { value, shown: format && formatted(value, format), flag: total.values[metric]?.flag }
    }

    it('divides the sums, as in the document: 6000 by 80 is 75, whatever the days are', async () => {
      expect(await read('atv', '2025-03-01', '2025-03-03')).toMatchObject({ value: '75', shown: 'RM 75.00' })
    })

    it('adds up a billion ringgit to the cent', async () => {
      expect((await read('depositAmount', '2025-04-01', '2025-04-30')).value).toBe('2000000000.01')
      expect(await read('ggr', '2025-04-01', '2025-04-30')).toMatchObject({
        value: '1999999999.4',
        shown: 'RM 1,999,999,999.40',
      })
    })

    it('tells the rows with deposits from all rows of those who deposited', async () => {
      expect((await read('pureUserNetProfit', '2025-05-01', '2025-05-31')).value).toBe('100')
      expect((await read('netProfitOfDepositors', '2025-05-01', '2025-05-31')).value).toBe('70')
    })

    it('points out pure members below 0, and counts existing members beside them', async () => {
      expect(await read('pureMembers', '2025-03-01', '2025-03-31')).toMatchObject({
        value: '-1',
        flag: 'negative',
      })
      expect((await read('existingMembers', '2025-03-01', '2025-03-31')).value).toBe('0')
      expect((await read('existingMembers', '2025-03-02', '2025-03-31')).value).toBe('1')
    })

    it('averages by the days of the range, those without any row among them', async () => {
      expect((await read('depositAmountPerDay', '2025-03-01', '2025-03-04')).value).toBe('1500')
    })
  })
}
