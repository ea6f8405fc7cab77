import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateInvoices } from '../generated/generate-invoices.js'
import { real, realTitle, Shop } from './given.js'

const metrics = ['revenue', 'orders', 'units', 'activeCustomers'] as const
const sums =
  'coalesce(sum(amount), 0), count(DISTINCT InvoiceNo), coalesce(sum(Quantity), 0), count(DISTINCT CustomerID)'

const cohorts = [
  'newCustomers',
  'retainedCustomers',
  'reactivatedCustomers',
  'churnedCustomers',
  'returningRevenue',
] as const
/** One row of cohort figures; the four days are dates in quotes. */
const cohort = ([a, z]: readonly [string, string], [b, y]: readonly [string, string]) => `
  SELECT count(*) FILTER (now AND first_day >= ${a}), count(*) FILTER (now AND before),
    count(*) FILTER (now AND NOT before AND first_day < ${a}), count(*) FILTER (before AND NOT now),
    (SELECT coalesce(sum(amount), 0) FROM sales JOIN firsts USING (CustomerID)
      WHERE day BETWEEN ${a} AND ${z} AND first_day < ${a})
  FROM (SELECT CustomerID, bool_or(day BETWEEN ${a} AND ${z}) AS now, bool_or(day BETWEEN ${b} AND ${y}) AS before,
    min(day) AS first_day FROM sales GROUP BY CustomerID)`

/** What holds of any data of this shape. */
function agreesWithSql(shop: () => Shop): void {
  const agree = async (question: Parameters<Shop['rows']>[0], query: string) => {
    expect(await shop().rows(question)).toEqual(await shop().sql(query))
  }
  const all = { from: '2010-12-01', to: '2011-12-09' }

  it.each([
    ['day', "strftime(d, '%Y-%m-%d')"],
    ['week', "strftime(d, '%G-W%V')"],
    ['month', "strftime(d, '%Y-%m')"],
    ['quarter', "year(d) || '-Q' || quarter(d)"],
    ['year', 'CAST(year(d) AS VARCHAR)'],
  ] as const)('by %s', async (grain, label) => {
    await agree(
      { metrics, ...all, grain },
      `SELECT ${label} AS label, ${sums} FROM range(DATE '2010-12-01', DATE '2011-12-10', INTERVAL 1 DAY) AS days(d)
        LEFT JOIN sales ON day = d GROUP BY label ORDER BY label`,
    )
  })

  it('by country, and by country in a few days', async () => {
    const query = (from: string, to: string) =>
      `SELECT Country, ${sums} FROM sales WHERE day BETWEEN '${from}' AND '${to}' GROUP BY Country ORDER BY lower(Country)`
    await agree({ metrics, ...all, by: ['country'] }, query(all.from, all.to))
    await agree(
      { metrics, from: '2011-05-30', to: '2011-06-03', by: ['country'] },
      query('2011-05-30', '2011-06-03'),
    )
  })

  it('of those who came, came back and did not, in a month, a quarter, a week and any days', async () => {
    const named = async (period: string, query: string) => {
      await agree({ metrics: cohorts, period }, query)
    }
    await named('2011-06', cohort(["'2011-06-01'", "'2011-06-30'"], ["'2011-05-01'", "'2011-05-31'"]))
    await named('2011-Q3', cohort(["'2011-07-01'", "'2011-09-30'"], ["'2011-04-01'", "'2011-06-30'"]))
    await named('2011-W40', cohort(["'2011-10-03'", "'2011-10-09'"], ["'2011-09-26'", "'2011-10-02'"]))
    await agree(
      { metrics: cohorts, from: '2011-03-08', to: '2011-04-15' },
      cohort(["'2011-03-08'", "'2011-04-15'"], ["'2011-01-28'", "'2011-03-07'"]),
    )
  })

  it('as cancelled invoices among all, in every month, whoever the customer', async () => {
    const rows = await shop().rows({ metrics: ['cancelledShare'], ...all, grain: 'month' })
    const counted = await shop().sql(`SELECT strftime(day, '%Y-%m') AS label, count(DISTINCT InvoiceNo)
        FILTER (InvoiceNo LIKE 'C%'), count(DISTINCT InvoiceNo) FROM lines GROUP BY label ORDER BY label`)
    expect(rows.map(([label, share]) => [label, Number(share).toFixed(9)])).toEqual(
      counted.map(([label, cancelled, invoices]) => [
        label,
        ((100 * Number(cancelled)) / Number(invoices)).toFixed(9),
      ]),
    )
  })

  it('with a rate of retention that is of the customers of the month before', async () => {
    const [[rate] = []] = await shop().rows({ metrics: ['retentionRate'], period: '2011-08' })
    const [[retained, before] = []] = await shop().sql(`SELECT count(*) FILTER (CustomerID IN
        (SELECT CustomerID FROM sales WHERE strftime(day, '%Y-%m') = '2011-08')), count(*)
      FROM (SELECT DISTINCT CustomerID FROM sales WHERE strftime(day, '%Y-%m') = '2011-07')`)
    expect(Number(rate)).toBeCloseTo((100 * Number(retained)) / Number(before), 9)
  })
}

describe.skipIf(!real.isThere)(`the metrics ${realTitle} are what plain SQL says`, () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await Shop.over(real.folder)
  })
  afterAll(() => shop.close())
  agreesWithSql(() => shop)
})

describe('the metrics on generated data are what plain SQL says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daymark-generated-'))
  let shop: Shop
  beforeAll(async () => {
    await generateInvoices({ scale: 0.05, seed: 7, folder })
    shop = await Shop.over(folder)
  })
  afterAll(async () => {
    await shop.close()
    rmSync(folder, { recursive: true, force: true })
  })
  agreesWithSql(() => shop)
})
