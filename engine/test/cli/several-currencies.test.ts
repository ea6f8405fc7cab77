import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folderWith } from '../models/given.js'
import { runCli } from './run-cli.js'

const config = `import { count, defineProject, difference, money, plan, source, sum } from 'daymark'
const sales = source('sales', {
  files: 'rows.csv',
  columns: { sold: 'date', shop: 'text', cur: 'text', amount: 'decimal(18,2)' },
  day: 'sold',
  dimensions: { shop: 'shop', cur: 'cur' },
})
const fees = source('fees', {
  files: 'fees.csv',
  columns: { day: 'date', cur: 'text', fee: 'decimal(18,2)' },
  day: 'day',
  dimensions: { cur: 'cur' },
})
const days = source('days', { files: 'days.csv', columns: { calendar_date: 'date', year: 'integer', month: 'integer', date_label: 'text' } })
const months = source('months', {
  files: 'months.csv',
  columns: { year: 'integer', month: 'integer', version: 'text', kpi_initial: 'decimal(18,2)' },
})
const weights = source('weights', {
  files: 'weights.csv',
  columns: { year: 'integer', month: 'integer', date_label: 'text', uplift: 'decimal(9,2)', weight: 'decimal(9,2)', total_weight_month: 'decimal(9,2)' },
})
const revenue = sum(sales, 'amount', { currency: 'cur', format: money() })
const euros = sum(sales, 'amount', { currency: 'cur', where: "cur = 'EUR'", format: money() })
const profit = difference(euros, sum(fees, 'fee', { currency: 'cur' }))
const monthly = { target: { from: months, version: 'A' }, labels: { calendar: days, weights } }
const column = { day: { period: 'first-day' }, revenue: { metric: 'revenue' } } as const
export default defineProject({
  name: 'currencies',
  calendar: { timeZone: 'UTC' },
  metrics: { revenue, euros, profit, orders: count(sales) },
  plans: {
    all: plan({ ...monthly, metric: revenue }),
    euros: plan({ ...monthly, metric: euros }),
    profit: plan({ ...monthly, metric: profit }),
  },
  boards: {
    shop: {
      title: 'Shop',
      cards: ['orders', 'revenue'],
      charts: [
        { title: 'By day', kind: 'line', metrics: ['revenue'] },
        { title: 'By shop', kind: 'bar', metrics: ['revenue'], along: 'shop' },
      ],
    },
  },
  tables: {
    mixed: { grain: 'month', by: ['shop'], total: 'ALL', columns: { shop: { dimension: 'shop' }, ...column } },
    told: { grain: 'month', by: ['cur'], total: 'ALL', columns: { cur: { dimension: 'cur' }, ...column } },
  },
  references: {
    told: { model: 'by_currency', day: 'day', dimensions: { cur: 'cur' }, values: { revenue: 'revenue' } },
    mixed: { model: 'added_up', day: 'day', values: { revenue: 'revenue' } },
  },
})
`
const mayDays = Array.from(
  { length: 31 },
  (_, at) => `2025-05-${String(at + 1).padStart(2, '0')},2025,5,Normal`,
)
const files = {
  'daymark.config.ts': config,
  'rows.csv': `sold,shop,cur,amount
2025-05-01,north,EUR,10.00
2025-05-01,south,USD,20.00
2025-05-02,north,EUR,5.00
2025-05-02,south,USD,7.00
2025-05-03,north,USD,2.00
`,
  'fees.csv': 'day,cur,fee\n2025-05-01,USD,1.00\n',
  'days.csv': ['calendar_date,year,month,date_label', ...mayDays, ''].join('\n'),
  'months.csv': 'year,month,version,kpi_initial\n2025,5,A,310\n',
  'weights.csv': 'year,month,date_label,uplift,weight,total_weight_month\n2025,5,Normal,1,31,31\n',
  'models/by_currency.sql': `{{ config(materialized='table') }}
SELECT sold AS day, cur, sum(amount) AS revenue FROM {{ ref('sales') }} GROUP BY 1, 2`,
  'models/added_up.sql': `{{ config(materialized='table') }}
SELECT sold AS day, sum(amount) AS revenue FROM {{ ref('sales') }} GROUP BY 1`,
}

describe('amounts in several currencies, by every command', () => {
  let cwd: string
  const run = (line: string) => runCli(`${line} --now 2025-05-20`, { cwd })
  beforeAll(async () => {
    cwd = folderWith(files)
    expect(await run('build --quiet')).toMatchObject({ stderr: '', code: 0 })
  })
  afterAll(() => {
    rmSync(cwd, { recursive: true, force: true })
  })

  it.each([
    'ask revenue --period 2025-05',
    'export mixed',
    'reconcile mixed',
    'plan all --month 2025-05',
    'plan profit --month 2025-05',
  ])('are refused by `%s`', async (line) => {
    const { code, stdout, stderr } = await run(line)
    expect(stderr).toMatch(/error (plan-in-)?several-currencies: .*\(EUR and USD\), which are never added/)
    expect(code).toBe(2)
    expect(stdout).not.toMatch(/\d/)
  })

  it('are planned where the metric is of one', async () => {
    const { code, stdout } = await run('plan euros --month 2025-05 --format json')
    expect(code).toBe(0)
    const { pace } = JSON.parse(stdout) as { pace: readonly { name: string; value: number | null }[] }
    expect(pace.find(({ name }) => name === 'achieved')?.value).toBe(15)
  })

  it('are exported and reconciled currency by currency', async () => {
    expect((await run('export told')).stdout).toBe(
      'cur,day,revenue\nEUR,2025-05-01,15\nUSD,2025-05-01,29\nALL,2025-05-01,\n',
    )
    const reconciled = await run('reconcile told')
    expect(reconciled.code).toBe(0)
    expect(reconciled.stdout).toContain('5 rows compared: 5 equal')
  })

  it('are explained with the statement that tells them apart', async () => {
    const { stdout } = await run('explain revenue --period 2025-05')
    expect(stdout).toMatch(/Pass 2 of 2, for the total: .*, which currencies by cur\n/)
  })

  it('leave a gap on a board, which says why', async () => {
    const { stdout } = await run('board shop --period 2025-05 --format json')
    const { charts } = JSON.parse(stdout) as {
      charts: readonly {
        keys: readonly string[]
        series: readonly { values: readonly (number | null)[]; because?: readonly (string | null)[] }[]
      }[]
    }
    const [byDay, byShop] = charts
    // By day: two days in two currencies, and one in dollars alone.
    expect(byDay?.series[0]?.values.slice(0, 3)).toEqual([null, null, 2])
    expect(byDay?.series[0]?.because?.slice(0, 4)).toEqual([
      'several-currencies',
      'several-currencies',
      null,
      'no-rows',
    ])
    expect(byDay?.series[0]?.because?.at(-1)).toBe('still-to-come')
    expect(byShop?.keys).toEqual(['north', 'south'])
    expect(byShop?.series[0]?.values).toEqual([null, 27])
    expect(byShop?.series[0]?.because).toEqual(['several-currencies', null])
  })
})
