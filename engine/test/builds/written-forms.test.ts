import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { activity } from '../../src/activities/activity.js'
import { runBuild } from '../../src/builds/run-build.js'
import { count } from '../../src/measures/count.js'
import { sum } from '../../src/measures/sum.js'
import { loadedProject } from '../../src/project/load-project.js'
import { defineProject } from '../../src/project/project.js'
import { ask } from '../../src/queries/ask.js'
import { source, type ColumnContract } from '../../src/sources/source.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { onEveryWarehouse } from '../contract/on-every-warehouse.js'

const folder = mkdtempSync(join(tmpdir(), 'daymark-forms-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** A shop's orders as a German program, a web shop and a payment service write them. */
const orders = `id;at;created;paid;sold;total
1;2024-03-01T23:30:00Z;2024-03-01 10:00:00 -0500;2024-03-01 10:00:00 UTC;01.03.2024;1.234,56
2;2024-03-02T23:30:00Z;2024-03-01 23:00:00 -0500;2024-03-01 10:00:00 UTC;02.03.2024;(4,56)
3;2024-03-03T23:30:00Z;2024-03-02 10:00:00 +0530;2024-03-01 10:00:00 UTC;03.04.2024;2.000.000 €
`

async function built(warehouse: Warehouse, sold: string) {
  writeFileSync(join(folder, 'orders.csv'), orders)
  const total: ColumnContract = {
    type: 'decimal(18,2)',
    decimal: ',',
    thousands: '.',
    currency: '€',
    negative: 'parentheses',
  }
  const shop = source('orders', {
    files: 'orders.csv',
    columns: {
      id: 'text',
      at: 'instant',
      created: { type: 'instant', format: 'yyyy-MM-dd HH:mm:ss Z' },
      paid: { type: 'instant', format: 'yyyy-MM-dd HH:mm:ss z' },
      sold: { type: 'date', format: sold },
      total,
    },
    day: 'sold',
  })
  const ordered = activity('ordered', { from: shop, identities: { customer: 'id' } })
  const project = defineProject({
    name: 'shop',
    calendar: { timeZone: 'UTC' },
    metrics: { revenue: sum(ordered, 'total'), orders: count(ordered) },
  })
  const loaded = loadedProject(project, {
    file: join(folder, 'daymark.config.ts'),
    directory: folder,
  })
  await runBuild({ loaded, warehouse })
  return async (from: string, to: string) => {
    const question = { metrics: ['revenue', 'orders'], from, to }
    const { total } = await ask(question, { loaded, warehouse, today: '2026-01-01' })
    return Object.values(total.values).map(({ value }) => value)
  }
}

onEveryWarehouse((it) => {
  it('reads a file in declared forms, and reads it again when a form changes', async (warehouse) => {
    const dayFirst = await built(warehouse, 'dd.MM.yyyy')
    expect(await dayFirst('2024-03-01', '2024-03-31')).toEqual(['1230', '2'])
    expect(await dayFirst('2024-04-03', '2024-04-03')).toEqual(['2000000', '1'])
    const monthFirst = await built(warehouse, 'MM.dd.yyyy')
    expect(await monthFirst('2024-03-04', '2024-03-04')).toEqual(['2000000', '1'])
    expect(await monthFirst('2024-01-03', '2024-02-03')).toEqual(['1230', '2'])
  })

  it('reads a report with lines before its header, and values inside of objects', async (warehouse) => {
    writeFileSync(join(folder, 'report.csv'), "Orders of March\n\n'city';'total'\n'Bonn';'2,50'\n")
    writeFileSync(
      join(folder, 'web.json'),
      '[{"to":{"city":"Bonn"},"total":[1.25]},{"to":{},"total":["4,00"]}]',
    )
    const total: ColumnContract = { type: 'decimal(18,2)', decimal: ',' }
    const shared = { day: "DATE '2024-03-01'", dimensions: { city: 'city' } }
    const report = source('report', {
      ...shared,
      files: 'report.csv',
      skipLines: 2,
      quote: "'",
      columns: { city: 'text', total },
    })
    const web = source('web', {
      ...shared,
      files: 'web.json',
      columns: {
        city: { type: 'text', path: 'to.city', nullable: true },
        total: { ...total, path: 'total[0]' },
      },
    })
    const project = defineProject({
      name: 'shop',
      metrics: { reported: sum(report, 'total'), web: sum(web, 'total') },
    })
    const loaded = loadedProject(project, {
      file: join(folder, 'daymark.config.ts'),
      directory: folder,
    })
    await runBuild({ loaded, warehouse })
    const question = { metrics: ['reported', 'web'], by: ['city'], from: '2024-03-01', to: '2024-03-01' }
    const { rows } = await ask(question, { loaded, warehouse, today: '2026-01-01' })
    const found = rows.map(({ dimensions, values }) => [
      dimensions['city'],
      ...Object.values(values).map(({ value }) => Number(value)),
    ])
    expect(found.toSorted()).toEqual([
      [null, 0, 4],
      ['Bonn', 2.5, 1.25],
    ])
  })
})
