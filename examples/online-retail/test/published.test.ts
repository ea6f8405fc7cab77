import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { printed, published, real, realTitle, Shop } from './given.js'

describe.skipIf(!real.isThere)(`published figures ${realTitle}`, () => {
  let shop: Shop
  let kingdom: Shop
  beforeAll(async () => {
    shop = await Shop.over(real.folder)
    kingdom = await Shop.over(real.folder, join(import.meta.dirname, 'united-kingdom'))
  })
  afterAll(async () => {
    await shop.close()
    await kingdom.close()
  })

  it('of sales by month are met to the last digit printed', async () => {
    const rows = await shop.rows({
      metrics: ['revenue', 'orders', 'activeCustomers', 'averageOrderValue'],
      from: '2010-12-01',
      to: '2011-12-31',
      grain: 'month',
    })
    expect(
      rows.map(([month, sales, orders, customers, average]) => ({
        order_month: `${month ?? ''}-01`,
        net_sales: printed(sales, 2),
        orders,
        customers,
        average_order_value: printed(average, 2),
      })),
    ).toEqual(published('monthly_sales.csv'))
  })

  it('of sales by country are met to the last digit printed', async () => {
    const rows = await shop.rows({
      metrics: ['revenue', 'orders', 'activeCustomers'],
      from: '2010-12-01',
      to: '2011-12-31',
      by: ['country'],
    })
    const byCountry = (table: readonly Readonly<Record<string, unknown>>[]) =>
      new Map(table.map((row) => [row['country'], row]))
    expect(
      byCountry(
        rows.map(([country, sales, orders, customers]) => ({
          country,
          net_sales: printed(sales, 2),
          orders,
          customers,
        })),
      ),
    ).toEqual(byCountry(published('sales_by_country.csv')))
  })

  it('of the United Kingdom, cancellations and all, are met to the last digit printed', async () => {
    const rows = await kingdom.rows({
      metrics: ['active', 'quantity', 'meanLine', 'retained', 'retainedOfThisMonth'],
      from: '2010-12-01',
      to: '2011-12-31',
      grain: 'month',
    })
    expect(
      rows.map(([month, active, quantity, mean, retained, share], index) => ({
        month: month?.replace('-', ''),
        active_customers: active,
        quantity,
        avg_line_revenue: printed(mean, 6),
        // Before the data begin there is nothing to be retained from, which the table leaves empty until it is told.
        retained_from_prev: index < 2 ? '' : retained,
        retention_rate_karaman: index < 2 ? '' : printed(share, 6),
      })),
    ).toEqual(
      published('uk_monthly_active_retained.csv').map(({ new_to_existing_ratio: _ratio, ...row }) => row),
    )
  })

  it('add up to the totals that everyone finds, with the missing customer being nobody', async () => {
    const all = { from: '2010-12-01', to: '2011-12-31' }
    expect(
      await shop.rows({ metrics: ['revenue', 'orders', 'activeCustomers', 'newCustomers'], ...all }),
    ).toEqual([['8911407.904', '18532', '4338', '4338']])
    const [row] = await kingdom.rows({ metrics: ['lines', 'withoutCustomer', 'active'], ...all })
    expect([row]).toEqual(
      await kingdom.sql(`SELECT count(*), count(*) FILTER (CustomerID IS NULL), count(DISTINCT CustomerID)
        FROM lines WHERE Country = 'United Kingdom'`),
    )
    expect(Number(row?.[1])).toBeGreaterThan(100_000)
  })

  it('of who comes back are the same as SQL by hand in all 91 cells, the month of which data end marked', async () => {
    const { cohorts } = await shop.retention({
      activity: 'sales',
      identity: 'customer',
      grain: 'month',
      from: '2010-12-01',
      to: '2011-12-31',
      incomplete: 'show',
    })
    const given = cohorts.flatMap(({ period, size, cells }) =>
      cells.map((cell) => [period, String(size), cell.period, String(cell.active), cell.share]),
    )
    expect(given).toEqual(
      await shop.sql(`WITH came AS (SELECT DISTINCT CustomerID, date_trunc('month', day) AS month FROM sales),
cohort AS (SELECT CustomerID, date_trunc('month', first_day) AS month FROM firsts),
size AS (SELECT month, count(*) AS members FROM cohort GROUP BY month),
back AS (SELECT cohort.month AS first_month, came.month AS month, count(*) AS active
  FROM cohort JOIN came USING (CustomerID) GROUP BY ALL)
SELECT strftime(size.month, '%Y-%m'), members, strftime(later.month, '%Y-%m'), coalesce(active, 0),
  CAST((200000000000000 * coalesce(active, 0) + members) // (2 * members) AS DECIMAL(25, 0)) * 0.000000000001
FROM size JOIN (SELECT month FROM size) AS later ON later.month >= size.month
LEFT JOIN back ON back.first_month = size.month AND back.month = later.month
ORDER BY ALL`),
    )
    expect(given).toHaveLength(91)
    expect([cohorts.length, cohorts[0]?.size, cohorts[0]?.cells.at(-1)?.active]).toEqual([13, 885, 235])
    const marked = cohorts.flatMap(({ cells }) => cells.filter(({ partial }) => partial))
    expect(marked.map(({ period }) => period)).toEqual(Array.from({ length: 13 }, () => '2011-12'))
  })
})
