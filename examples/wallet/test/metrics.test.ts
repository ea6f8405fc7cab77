import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DuckDBConnection } from '@duckdb/node-api'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../../engine/src/builds/run-build.js'
import { loadedProject } from '../../../engine/src/project/load-project.js'
import type { LoadedProject } from '../../../engine/src/project/loaded-project.js'
import { ask } from '../../../engine/src/queries/ask.js'
import type { Question } from '../../../engine/src/queries/question.js'
import type { Warehouse } from '../../../engine/src/warehouses/warehouse.js'
import { warehouses } from '../../../engine/test/servers/warehouses.js'
import project from '../daymark.config.js'
import { generateWallet } from '../generated/generate-wallet.js'
import { newFolder, tables } from './given.js'

const metrics = [
  'loginCustomers',
  'newLoginCustomers',
  'transactingCustomers',
  'newTransactingCustomers',
] as const
const dimensions = ['channel', 'cust_level', 'cust_trust_level_detail'] as const
const everySplit = dimensions.reduce<string[][]>(
  (splits, dimension) => [...splits, ...splits.map((split) => [...split, dimension])],
  [[]],
)
const today = '2023-06-30'
const [from, to] = ['2022-09-20', '2022-11-10']

/** Activities and first days as the rules for the wallet say, written by hand. */
const twin = `
CREATE MACRO counts(status, party, type, reason) AS coalesce(status = 'Completed' AND party = 'Customer' AND (type <> 'Reversal Transaction'
  OR reason IN ('OnlinepaymentRefund for GuaranteePayment', 'OnlinepaymentRefund for TimelyArrive')), false);
CREATE TABLE sides AS
  SELECT 'KBZPay' AS channel, trn_id, trn_date AS day, trn_status, trn_type, reason_type, credit_cust_id AS who, credit_party_type AS party FROM stg_kpay_action_in_trn
  UNION ALL SELECT 'KBZPay', trn_id, trn_date, trn_status, trn_type, reason_type, debit_cust_id, debit_party_type FROM stg_kpay_action_in_trn
  UNION ALL SELECT 'MINI APP', trn_id, trn_date, trn_status, trn_type, reason_type, credit_cust_id, credit_party_type FROM kpay_daily_mini_app_trn_detail
  UNION ALL SELECT 'MINI APP', trn_id, trn_date, trn_status, trn_type, reason_type, debit_cust_id, debit_party_type FROM kpay_daily_mini_app_trn_detail;
CREATE TABLE acts AS
  SELECT 'login' AS kind, 'KBZPay' AS channel, login_date AS day, cust_id AS who, false AS flagged FROM stg_kpay_cust_device
  UNION ALL SELECT 'login', 'KBZPay Market', CAST(login_time AS DATE), customer_id, false FROM stg_kpay_market_customer_loginlog
    WHERE role <> 'Teller' AND role <> 'Seller'
  UNION ALL SELECT 'trn', channel, day, who, false FROM sides
    WHERE counts(trn_status, party, trn_type, reason_type) AND (channel <> 'KBZPay' OR day >= DATE '2018-08-06')
      AND NOT EXISTS (SELECT 1 FROM kpay_reversal_trans AS r WHERE r.link_transaction_id = trn_id)
  UNION ALL SELECT 'trn', 'KBZPay Market', ord_date, biller_customer_id, coalesce(is_newcust_day = 'New', false) FROM market_order_sale_detail
    WHERE business_state IN ('Completed', 'ReadyToSend', 'AwaitingShipping', 'AwaitingReceive', 'AwaitingReview', 'AwaitingPayment');
DELETE FROM acts WHERE who IS NULL OR day IS NULL;
CREATE TABLE firsts AS
  SELECT 'login' AS kind, 'KBZPay' AS channel, cust_id AS who, min(login_date) AS first FROM stg_kpay_cust_device GROUP BY cust_id
  UNION ALL SELECT 'login', 'KBZPay Market', customer_id, min(CAST(login_time AS DATE)) FROM stg_kpay_market_customer_loginlog GROUP BY customer_id
  UNION ALL SELECT 'trn', channel, who, min(day) FROM sides WHERE trn_status = 'Completed' AND party = 'Customer' GROUP BY channel, who;
-- What each customer was on each day that is asked about: the version that holds, the later of several, else the next.
CREATE TABLE held AS
  SELECT who, day, arg_max(cust_level, preference) AS cust_level, arg_max(cust_trust_level_detail, preference) AS cust_trust_level_detail
  FROM (
    SELECT a.who, a.day, {'v': v.cust_level} AS cust_level, {'v': v.cust_trust_level_detail} AS cust_trust_level_detail,
      CASE WHEN a.day >= v.from_date THEN 1000000 + (v.from_date - DATE '1900-01-01') ELSE DATE '2200-01-01' - v.from_date END::HUGEINT * 1000000
        + (v.to_date - DATE '1900-01-01') AS preference
    FROM (SELECT DISTINCT who, day FROM acts) AS a JOIN kpay_cust_details AS v ON v.cust_id = a.who
    WHERE v.from_date <= v.to_date AND v.to_date >= a.day
  ) GROUP BY who, day`

type Grain = 'day' | 'week' | 'month'

/** The periods that a range touches, or the days that trail each of its days. */
function windows(grain: Grain, rolling: number | undefined): string {
  if (rolling !== undefined) {
    return `SELECT strftime(day, '%Y-%m-%d') AS label, day - ${rolling - 1} AS since, day AS until
      FROM (SELECT unnest(generate_series(DATE '${from}', DATE '${to}', INTERVAL 1 DAY))::DATE AS day)`
  }
  const label = { day: '%Y-%m-%d', week: '%G-W%V', month: '%Y-%m' }[grain]
  return `SELECT strftime(day, '${label}') AS label, min(day) AS since, max(day) AS until
    FROM (SELECT unnest(generate_series(DATE '${from}', DATE '${to}', INTERVAL 1 DAY))::DATE AS day) GROUP BY 1`
}

function expected(by: readonly string[], windowsSql: string): string {
  const channel = by.includes('channel') ? ['channel'] : []
  const columns = ['label', ...by]
  return `WITH windows AS (${windowsSql}),
  present AS (
    SELECT label, since, until, kind, ${[...channel, 'who'].join(', ')}, max(day) AS day, bool_or(flagged) AS flagged
    FROM acts JOIN windows ON day BETWEEN since AND until GROUP BY ALL
  ),
  first AS (SELECT ${['kind', ...channel, 'who'].join(', ')}, min(first) AS first FROM firsts GROUP BY ALL),
  told AS (
    SELECT p.*, h.cust_level.v AS cust_level, h.cust_trust_level_detail.v AS cust_trust_level_detail,
      p.flagged OR coalesce(f.first BETWEEN since AND until, false) AS is_new
    FROM present AS p LEFT JOIN held AS h USING (who, day) LEFT JOIN first AS f USING (${['kind', ...channel, 'who'].join(', ')})
  )
  SELECT ${columns.join(', ')}, count(*) FILTER (kind = 'login'), count(*) FILTER (kind = 'login' AND is_new),
    count(*) FILTER (kind = 'trn'), count(*) FILTER (kind = 'trn' AND is_new)
  FROM told GROUP BY ${columns.join(', ')}`
}

describe('the wallet', () => {
  const folder = newFolder()
  let second: DuckDBConnection
  beforeAll(async () => {
    await generateWallet({ scale: 0.004, seed: 11, folder, hasNullLinks: true })
    second = await (await DuckDBInstance.create(':memory:')).connect()
    for (const table of Object.keys(tables))
      await second.run(`CREATE TABLE ${table} AS FROM '${join(folder, `${table}.parquet`)}'`)
    await second.run(twin)
  })
  afterAll(() => {
    second.closeSync()
    rmSync(folder, { recursive: true, force: true })
  })

  const rowsOf = async (query: string) =>
    (await second.runAndReadAll(query))
      .getRowsJson()
      .map((row) => row.map(text))
      .toSorted(inOrder)

  for (const server of warehouses) {
    describe.skipIf(server.skip)(`on ${server.title}`, () => {
      let warehouse: Warehouse
      let loaded: LoadedProject
      beforeAll(async () => {
        const directory = dirname(dirname(fileURLToPath(import.meta.url)))
        warehouse = await server.open()
        loaded = loadedProject(project, {
          file: join(directory, 'daymark.config.ts'),
          directory,
          set: { data: folder },
        })
        await runBuild({ loaded, warehouse })
      })
      afterAll(() => warehouse.close())

      const asked = (question: Omit<Question, 'metrics'>) =>
        ask({ metrics, ...question }, { loaded, warehouse, today })
      /** The answer's rows in which anyone was active, as the twin gives them. */
      const answered = async (question: Omit<Question, 'metrics'>) => {
        const { rows } = await asked(question)
        return rows
          .map((row) => [
            row.period ?? null,
            ...Object.values(row.dimensions),
            ...metrics.map((name) => row.values[name]?.value ?? null),
          ])
          .filter((row) => row.slice(-metrics.length).some((value) => value !== '0'))
          .toSorted(inOrder)
      }

      it.each(everySplit.map((by) => [by.join(', ') || 'nothing', by] as const))(
        'is counted by day, week, month and over 7 and 30 days, split by %s',
        async (_says, by) => {
          for (const grain of ['day', 'week', 'month'] as const) {
            expect(await answered({ from, to, grain, by })).toEqual(
              await rowsOf(expected(by, windows(grain, undefined))),
            )
          }
          for (const rolling of [7, 30]) {
            expect(await answered({ from, to, grain: 'day', by, rolling })).toEqual(
              await rowsOf(expected(by, windows('day', rolling))),
            )
          }
        },
        600_000,
      )

      it('adds segments up to the total as of the last activity, and says by how much they overlap otherwise', async () => {
        const parts = await asked({ period: '2022', by: ['cust_level', 'cust_trust_level_detail'] })
        const sum = (name: string) =>
          parts.rows.reduce((total, { values }) => total + Number(values[name]?.value), 0)
        for (const name of metrics) expect(sum(name)).toBe(Number(parts.total.values[name]?.value))
        expect(parts.overlap).toBeNull()
        expect(parts.unmatched).toBeGreaterThan(0)
        const each = await asked({ period: '2022', by: ['cust_level'], segmentAsOf: 'each-activity' })
        const all = each.rows.reduce(
          (total, { values }) => total + Number(values['loginCustomers']?.value),
          0,
        )
        expect(all - Number(each.total.values['loginCustomers']?.value)).toBe(
          Number(each.overlap?.['loginCustomers']),
        )
        expect(Number(each.overlap?.['loginCustomers'])).toBeGreaterThan(0)
      })

      it('does not know logins before 2022, and transactions it does', async () => {
        const { rows } = await asked({ from: '2021-12-31', to: '2022-01-01', grain: 'day' })
        const [before, after] = rows
        expect(before?.values['loginCustomers']).toMatchObject({ value: null, because: 'not-known-yet' })
        expect(Number(before?.values['transactingCustomers']?.value)).toBeGreaterThan(0)
        expect(Number(after?.values['loginCustomers']?.value)).toBeGreaterThan(0)
      })

      it('knows of logins over the days before what it knows of all of those days', async () => {
        const trailing = { metrics: ['loginCustomers7Days', 'loginStickiness'] }
        const known = async (from: string, to: string) => {
          const { total } = await ask({ ...trailing, from, to }, { loaded, warehouse, today })
          return trailing.metrics.map((name) => total.values[name]?.because ?? 'known')
        }
        expect(await known('2021-12-27', '2022-01-06')).toEqual(['not-known-yet', 'not-known-yet'])
        expect(await known('2021-12-27', '2022-01-07')).toEqual(['known', 'not-known-yet'])
        expect(await known('2022-01-10', '2022-01-29')).toEqual(['known', 'not-known-yet'])
        expect(await known('2022-01-10', '2022-01-30')).toEqual(['known', 'known'])
      })
    })
  }
})

function text(cell: unknown): string | null {
  return cell === null ? null : typeof cell === 'string' ? cell : JSON.stringify(cell)
}

function inOrder(one: readonly (string | null)[], other: readonly (string | null)[]): number {
  const [left, right] = [JSON.stringify(one), JSON.stringify(other)]
  return left < right ? -1 : Number(left > right)
}
