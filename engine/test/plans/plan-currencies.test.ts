import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { defineProject, folder, money, plan, source, sum, text } from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { answerPlan } from '../../src/queries/answer-plan.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'

const sales = source('sales', {
  files: '{data}/sales.csv',
  columns: { sold: 'date', shop: 'text', cur: 'text?', amount: 'decimal(18,2)' },
  day: 'sold',
  dimensions: { shop: 'shop', cur: 'cur' },
})
const months = source('months', {
  files: '{data}/months.csv',
  columns: { year: 'integer', month: 'integer', kpi_initial: 'decimal(18,2)', currency: 'text?' },
})
const days = source('days', {
  files: '{data}/days.csv',
  columns: { calendar_date: 'date', date_label: 'text' },
})
const of = (currency: string) =>
  sum(sales, 'amount', { currency: 'cur', where: `cur = '${currency}'`, format: money() })
const [euros, yen, pounds] = [of('EUR'), of('JPY'), of('GBP')]
const unsaid = sum(sales, 'amount', { currency: 'cur', where: 'cur IS NULL' })
const stated = sum(sales, 'amount', { currency: null, where: "cur = 'EUR'", format: money('{home}') })
const target = { from: months }
const project = defineProject({
  name: 'planned',
  calendar: { timeZone: 'UTC' },
  parameters: { data: folder('data'), home: text('EUR') },
  metrics: { all: sum(sales, 'amount', { currency: 'cur' }), euros },
  plans: {
    all: plan({ metric: sum(sales, 'amount', { currency: 'cur' }), target }),
    euros: plan({ metric: euros, target }),
    yen: plan({ metric: yen, target }),
    pounds: plan({ metric: pounds, target }),
    unsaid: plan({ metric: unsaid, target }),
    stated: plan({ metric: stated, target }),
    dollars: plan({ metric: euros, target: { everyMonth: '310', currency: 'USD' } }),
    open: plan({ metric: euros, target: { everyMonth: '310' } }),
    derived: plan({
      metric: euros,
      target: { everyMonth: '310', currency: 'eur' },
      labels: { calendar: days, weights: 'derived' },
      split: { by: 'shop' },
    }),
  },
})

const sold = `sold,shop,cur,amount
2025-04-20,north,EUR,9.00
2025-04-21,south,EUR,30.00
2025-05-01,north,EUR,10.00
2025-05-02,north,JPY,1234.00
2025-05-03,north,,3.00
2025-05-30,north,EUR,500.00
`
const eachDay = Array.from({ length: 180 }, (_, at) =>
  Temporal.PlainDate.from('2025-01-01').add({ days: at }).toString(),
)
// The 20th, 25th and 30th of each month are fairs.
const labelOf = (day: string) => (/-(20|25|30)$/.test(day) ? 'Fair' : 'Normal day')

for (const server of warehouses) {
  describe.skipIf(server.skip)(`plans and currencies on ${server.title}`, () => {
    const directory = mkdtempSync(join(tmpdir(), 'daymark-planned-'))
    let warehouse: Warehouse
    let loaded: LoadedProject
    const said = (name: string, now = '2025-05-20T12:00:00Z') =>
      answerPlan({ plan: name, month: '2025-05', now: Temporal.Instant.from(now) }, { loaded, warehouse })
    beforeAll(async () => {
      mkdirSync(join(directory, 'data'))
      const write = (name: string, text: string) => {
        writeFileSync(join(directory, 'data', name), text)
      }
      write('sales.csv', sold)
      write('months.csv', 'year,month,kpi_initial,currency\n2025,5,100.00,EUR\n2025,5,9000.00,jpy\n')
      const lines = eachDay.map((day) => `${day},${labelOf(day)}`)
      write('days.csv', ['calendar_date,date_label', ...lines, ''].join('\n'))
      warehouse = await server.open()
      loaded = loadedProject(project, { file: join(directory, 'daymark.config.ts'), directory })
      await runBuild({ loaded, warehouse })
    })
    afterAll(async () => {
      await warehouse.close()
      rmSync(directory, { recursive: true, force: true })
    })

    it('take the target of their own currency', async () => {
      expect(await said('euros')).toMatchObject({
        target: '100',
        metric: { currency: 'EUR', format: money('EUR') },
        pace: expect.arrayContaining([expect.objectContaining({ name: 'achieved', value: '10' })]) as unknown,
      })
      expect(await said('yen')).toMatchObject({
        target: '9000',
        metric: { currency: 'JPY', format: money('JPY') },
      })
      expect(await said('stated')).toMatchObject({ target: '100', metric: { format: money('EUR') } })
      expect(await said('open')).toMatchObject({ target: '310', metric: { format: money('EUR') } })
    })

    it.each([
      ['dollars', /target for 2025-05 in USD, and its metric is in EUR/],
      ['pounds', /targets for 2025-05 in EUR and jpy, and its metric says no currency/],
      ['unsaid', /in EUR and jpy, and its metric is of rows that do not say their currency/],
    ])('are refused beside a target of another one: %s', async (name, message) => {
      await expect(said(name)).rejects.toMatchObject({
        code: 'plan-target-currency',
        message: expect.stringMatching(message) as string,
      })
    })

    it('are refused where amounts of several would be added', async () => {
      await expect(said('all')).rejects.toMatchObject({ code: 'plan-in-several-currencies' })
    })

    it('say from which day to which their data are, up to the moment', async () => {
      expect(await said('euros')).toMatchObject({ dataFrom: '2025-04-20', dataThrough: '2025-05-03' })
      expect(await said('yen')).toMatchObject({ dataFrom: '2025-04-20', dataThrough: '2025-05-03' })
      const later = await said('euros', '2025-06-10T12:00:00Z')
      expect(later).toMatchObject({ dataFrom: '2025-04-20', dataThrough: '2025-05-30' })
      expect(await said('open', '2025-04-01T12:00:00Z')).toMatchObject({ dataFrom: null, dataThrough: null })
    })

    it('say where the months before begin late, and leave days before the data out of uplifts', async () => {
      const { notices, days: planned, split } = await said('derived')
      expect(notices).toEqual([
        'The data begin on 2025-04-20, after the first of the three full months before (2025-02-01 to 2025-04-30): uplifts and the shares by shop are worked out from 2025-04-20 to 2025-04-30 alone.',
      ])
      // Fairs on 20, 25 and 30 April brought 9 in all; the eight other days 30.
      const uplift = 9 / 3 / (30 / 8)
      expect(
        planned.map(({ date_label: label, uplift: found }) => [label, Number(found).toFixed(9)]),
      ).toEqual(
        planned.map(({ calendar_date: day }) => [
          labelOf(day),
          (labelOf(day) === 'Fair' ? uplift : 1).toFixed(9),
        ]),
      )
      expect(split?.parts.map(({ value, share }) => [value, Number(share).toFixed(6)])).toEqual([
        ['south', (30 / 39).toFixed(6)],
        ['north', (9 / 39).toFixed(6)],
      ])
    })
  })
}
