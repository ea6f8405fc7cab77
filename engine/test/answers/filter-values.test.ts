import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { isRefusal } from '../../src/errors.js'
import { activity, count, defineProject, folder, members, source, sum } from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { ask } from '../../src/queries/ask.js'
import { retentionGrid } from '../../src/queries/retention-grid.js'
import { whereFilters } from '../../src/queries/written-filters.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { SecondOpinion } from './given.js'

const orders = source('orders', {
  files: '{data}/orders.parquet',
  columns: {
    day: 'date',
    who: 'text',
    shop: 'text?',
    kind: { type: 'text', accepted: ['web', 'till'] },
    total: 'decimal(18,2)',
  },
  day: 'day',
  dimensions: { shop: 'shop', kind: 'kind' },
})
const buying = activity('buying', { from: orders, identities: { customer: 'who' } })
const project = defineProject({
  name: 'filters',
  calendar: { timeZone: 'UTC' },
  parameters: { data: folder('data') },
  metrics: {
    revenue: sum(orders, 'total'),
    orders: count(buying),
    customers: members(buying, 'customer'),
  },
})

const given = `CREATE TABLE orders AS SELECT CAST(day AS DATE) AS day, who, shop, kind, CAST(total AS DECIMAL(18, 2)) AS total
FROM (VALUES ('2025-01-05', 'ada', 'Berlin', 'web', 10), ('2025-01-06', 'bob', 'Marks and Spencer', 'till', 20),
  ('2025-01-07', 'cyd', NULL, 'web', 5), ('2025-02-01', 'ada', 'Paris', 'web', 7)) AS t(day, who, shop, kind, total)`

describe('values of filters', () => {
  const second = new SecondOpinion()
  beforeAll(() => second.open(given, ['orders']))
  afterAll(() => {
    second.close()
  })

  for (const server of warehouses) {
    describe.skipIf(server.skip)(server.title, () => {
      let warehouse: Warehouse
      let loaded: LoadedProject
      beforeAll(async () => {
        warehouse = await server.open()
        const file = join(second.folder, 'daymark.config.ts')
        loaded = loadedProject(project, { file, directory: second.folder })
        await runBuild({ loaded, warehouse })
      })
      afterAll(() => warehouse.close())

      const today = '2030-01-01'
      const asked = (
        written: string,
        { rows, metric = 'revenue' }: { rows?: string; metric?: string } = {},
      ) =>
        ask(
          { metrics: [metric], period: '2025-01', where: whereFilters([written]) },
          { loaded, warehouse, today, ...(rows === undefined ? {} : { rows: whereFilters([rows]) }) },
        )
      const notes = async (written: string, as?: Parameters<typeof asked>[1]) =>
        (await asked(written, as)).notes.map(({ says }) => says)
      const codeOf = (written: string) =>
        asked(written).then(
          () => 'answered',
          (thrown: unknown) => (isRefusal(thrown) ? thrown.code : 'thrown'),
        )

      it.each(['revenue', 'orders', 'customers'])('says which values %s has no row of', async (metric) => {
        expect(await notes('shop=Berlln', { metric })).toEqual([
          'No row has shop "Berlln" in this data. Did you mean "Berlin"?',
        ])
        expect(await notes('shop=berlin,Paris', { metric })).toEqual([
          'No row has shop "berlin" in this data. Did you mean "Berlin"?',
        ])
        expect(await notes('shop!=Zanzibar', { metric })).toEqual([
          'No row has shop "Zanzibar" in this data.',
        ])
        expect(await notes('shop=null', { metric })).toEqual([
          'No row has shop "null" in this data. Rows without a value are those of shop= with nothing behind it.',
        ])
        // Other days have such rows, or these days do.
        for (const there of ['shop=Paris', 'shop=Berlin', 'shop!=Berlin', 'shop=', 'shop=Berlin,']) {
          expect(await notes(there, { metric })).toEqual([])
        }
      })

      it('takes a condition for text only where a row has it', async () => {
        const { total } = await asked('shop=Marks and Spencer')
        const [twin] = await second.rows(`SELECT sum(total) FROM orders WHERE shop = 'Marks and Spencer'`, 1)
        expect(total.values['revenue']?.value).toBe(twin?.[0])
        for (const written of [
          'shop=Berlin or Paris',
          'shop=Berlin OR shop=Paris',
          'shop=Berlin and kind=web',
          'shop=Berlin||Paris',
          'shop=Berlin|Paris',
          'shop=Berlin;Paris',
          'shop=Berlin,shop=Paris',
          'shop!=Berlin or Paris',
        ]) {
          expect([written, await codeOf(written)]).toEqual([written, 'operator-in-filter'])
        }
        await expect(asked('shop=Berlin or Paris')).rejects.toMatchObject({
          fix: expect.stringContaining('shop=a,b means a or b') as string,
        })
      })

      it('refuses what a contract does not accept', async () => {
        await expect(asked('kind=wbe')).rejects.toMatchObject({
          code: 'value-not-accepted',
          facts: { closest: 'web', accepted: ['web', 'till'] },
        })
        const { total } = await asked('kind=web')
        expect(total.values['revenue']?.value).toBe('15')
      })

      it('suggests nothing that whoever asks does not see', async () => {
        expect(await notes('shop=Marks and Spncer'.replace(' and ', '-'), { rows: 'kind=web' })).toEqual([
          'No row has shop "Marks-Spncer" in this data.',
        ])
        expect(await notes('shop=Berlln', { rows: 'kind=till' })).toEqual([
          'No row has shop "Berlln" in this data.',
        ])
      })

      it('says the same of retention', async () => {
        const grid = (written: string) =>
          retentionGrid(
            { activity: 'buying', period: '2025', where: whereFilters([written]) },
            { loaded, warehouse, today },
          )
        const { notes } = await grid('shop=Berlln')
        const ofValues = notes.filter(({ code }) => code === 'unknown-value')
        expect(ofValues).toMatchObject([{ value: 'Berlln', closest: 'Berlin' }])
        await expect(grid('shop=Berlin or Paris')).rejects.toMatchObject({ code: 'operator-in-filter' })
      })
    })
  }
})

describe('written filters', () => {
  it.each(['total>100', 'total >= 100', 'total<>1', 'shop==a', 'shop in (a,b)', 'shop like B%', 'shop~B'])(
    'cannot compare: %s',
    (text) => {
      expect(() => whereFilters([text])).toThrow(expect.objectContaining({ code: 'comparison-in-filter' }))
    },
  )
  it('leave blanks around values and signs out', () => {
    expect(whereFilters(['shop = Berlin , "Korea, South" ,  " x "'])).toEqual([
      { dimension: 'shop', values: ['Berlin', 'Korea, South', ' x '] },
    ])
    expect(whereFilters(['shop= '])).toEqual([{ dimension: 'shop', values: [null] }])
  })
})
