import { describe, expect, it } from 'vitest'
import {
  activity,
  count,
  defineProject,
  members,
  openProject,
  ratio,
  source,
  sum,
  type DimensionName,
  type MetricName,
} from '../../src/index.js'

const orders = source('orders', {
  files: 'orders.csv',
  columns: { day: 'date', customer: 'text', shop: 'text', amount: 'decimal(18,2)' },
  day: 'day',
  dimensions: { shop: 'shop' },
})
const purchases = activity('purchases', { from: orders, identities: { customer: 'customer' } })
const revenue = sum(purchases, 'amount')
const project = defineProject({
  name: 'typed',
  metrics: { revenue, buyers: members(purchases, 'customer'), perLine: ratio(revenue, count(orders)) },
})

describe('the names of a project', () => {
  it('are known to the compiler', () => {
    const metrics: MetricName<typeof project>[] = ['revenue', 'buyers', 'perLine']
    const dimensions: DimensionName<typeof project>[] = ['shop']
    // @ts-expect-error a metric that the project does not have
    const misspelt: MetricName<typeof project> = 'revenu'
    // @ts-expect-error a dimension that no metric has
    const unknown: DimensionName<typeof project> = 'shops'
    // @ts-expect-error an identity that the activity does not have
    const declared = () => members(purchases, 'customers')
    // @ts-expect-error a column that the source does not declare
    const keyed = () => source('keyed', { files: 'x.csv', columns: { a: 'text' }, key: ['b'] })
    expect([metrics, dimensions, misspelt, unknown, typeof declared, typeof keyed]).toHaveLength(6)
  })

  it('are refused at run time too, where the compiler was not asked', async () => {
    const opened = await openProject(project, { warehouse: 'duckdb::memory:' })
    // @ts-expect-error a metric that the project does not have
    const asked = opened.ask({ metrics: ['revenu'], period: '2025' })
    await expect(asked).rejects.toMatchObject({ code: 'unknown-metric', facts: { closest: 'revenue' } })
    // @ts-expect-error a dimension that no metric has
    const split = opened.ask({ metrics: ['revenue'], by: ['shops'], period: '2025' })
    await expect(split).rejects.toMatchObject({ code: 'unknown-dimension', facts: { closest: 'shop' } })
    await opened.close()
  })
})
