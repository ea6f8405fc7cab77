import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerBoard } from '../../src/boards/answer-board.js'
import { runBuild } from '../../src/builds/run-build.js'
import {
  activity,
  defineProject,
  folder,
  members,
  ratio,
  retainedMembers,
  rolling,
  source,
  sum,
} from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import type { Answer } from '../../src/queries/answer.js'
import type { Filter, Question } from '../../src/queries/question.js'
import { retentionGrid } from '../../src/queries/retention-grid.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { askBothWays } from './given.js'

const columns = { day: 'date', shop: 'text', who: 'text', amount: 'decimal(12,2)' } as const
const dimensions = { shop: 'shop' }
const sales = source('sales', {
  files: '{data}/sales.csv',
  columns,
  day: 'day',
  dimensions,
  mayBeEmpty: true,
})
const visits = source('visits', {
  files: '{data}/visits.csv',
  columns,
  day: 'day',
  dimensions,
  mayBeEmpty: true,
})
const buying = activity('buying', { from: sales, identities: { customer: 'who' }, dimensions })
const large = activity('large', {
  from: sales,
  where: 'amount > 5',
  identities: { customer: 'who' },
  dimensions,
})
const revenue = sum(sales, 'amount')
const views = sum(visits, 'amount')
const buyers = members(buying, 'customer')
const project = defineProject({
  name: 'beginning',
  calendar: { timeZone: 'UTC', weekStart: 'monday' },
  parameters: { data: folder('data') },
  metrics: {
    revenue,
    views,
    perView: ratio(revenue, views),
    buyers,
    monthly: rolling(buyers, 30),
    kept: retainedMembers(buying, 'customer'),
    largeBuyers: members(large, 'customer'),
  },
  boards: { main: { title: 'Main', cards: ['revenue', 'kept'], charts: [] } },
})

type Row = readonly [day: string, shop: string, who: string, amount: string]

/** Sales begin on 15 January, in the shop B on 10 February; visits begin on 5 February. */
const sold: readonly Row[] = [
  ['2025-01-15', 'A', 'ann', '1.00'],
  ['2025-01-31', 'A', 'bob', '2.00'],
  ['2025-02-03', 'A', 'ann', '9.00'],
  ['2025-02-10', 'B', 'cid', '3.00'],
  ['2025-03-02', 'A', 'ann', '4.00'],
  ['2025-03-20', 'B', 'cid', '5.00'],
]
const seen: readonly Row[] = [
  ['2025-02-05', 'A', 'ann', '2.00'],
  ['2025-03-07', 'A', 'ann', '2.00'],
]

/** What the rows say of some days, by hand. */
const firstOf = (rows: readonly Row[]) => rows.map(([day]) => day).toSorted()[0]
const reachOf = (days: { from: string; to: string } | undefined, first: string | undefined) =>
  days === undefined || first === undefined || days.from >= first
    ? undefined
    : days.to < first
      ? 'wholly'
      : 'partly'

for (const server of warehouses) {
  describe.skipIf(server.skip)(`the first day of the data on ${server.title}`, () => {
    const directory = mkdtempSync(join(tmpdir(), 'daymark-beginning-'))
    let warehouse: Warehouse
    let loaded: LoadedProject
    const write = (name: string, rows: readonly Row[]) => {
      const lines = [['day', 'shop', 'who', 'amount'], ...rows].map((row) => row.join(','))
      writeFileSync(join(directory, 'data', name), `${lines.join('\n')}\n`)
    }
    const built = async (rows: readonly Row[]) => {
      write('sales.csv', rows)
      await runBuild({ loaded, warehouse })
    }
    const asked = (question: Question, rows: readonly Filter[] = []): Promise<Answer> =>
      askBothWays(question, { loaded, warehouse, today: '2025-06-01', rows })
    beforeAll(async () => {
      mkdirSync(join(directory, 'data'))
      write('visits.csv', seen)
      warehouse = await server.open()
      loaded = loadedProject(project, { file: join(directory, 'daymark.config.ts'), directory })
      await built(sold)
    })
    afterAll(async () => {
      await warehouse.close()
      rmSync(directory, { recursive: true, force: true })
    })

    it('stands in each answer, and each comparison says how far it reaches before it', async () => {
      const reaches = new Set<string | undefined>()
      for (const compare of [
        'previous-period',
        'previous-length',
        'year-over-year',
        '2025-01-10..2025-01-20',
      ]) {
        for (const grain of ['day', 'week', 'month', 'quarter'] as const) {
          const question = { metrics: ['revenue'], from: '2025-01-20', to: '2025-03-10', grain, compare }
          const { rows, total, dataFrom, notes } = await asked(question)
          expect(dataFrom).toBe(firstOf(sold))
          for (const { comparison, values } of [...rows, total]) {
            const reach = reachOf(comparison, firstOf(sold))
            reaches.add(reach)
            expect(comparison?.beforeData).toBe(reach)
            expect(values['revenue']?.comparison?.beforeData).toBe(reach)
            if (reach === 'wholly')
              expect(values['revenue']?.comparison).toMatchObject({
                value: '0',
                change: null,
                because: 'before-data',
              })
            else expect(values['revenue']?.comparison?.because).not.toBe('before-data')
          }
          const isReaching = [...rows, total].some(({ comparison }) => reachOf(comparison, firstOf(sold)))
          expect(notes.some(({ code }) => code === 'compared-before-data')).toBe(isReaching)
        }
      }
      expect([...reaches].map(String).toSorted()).toEqual(['partly', 'undefined', 'wholly'])
    })

    it('is the latest of those that a metric needs, and the days that trail count', async () => {
      const question = { from: '2025-02-08', to: '2025-02-10', compare: 'previous-length' }
      const { total, dataFrom, notes } = await asked({
        metrics: ['revenue', 'views', 'perView', 'monthly', 'largeBuyers'],
        ...question,
      })
      const reaches = Object.entries(total.values).map(([name, { comparison }]) => [
        name,
        comparison?.beforeData,
      ])
      // Compared with 5 to 7 February: over 30 days from 9 January on. The day of the first large sale is no first day of data.
      expect(dataFrom).toBe('2025-01-15')
      expect(Object.fromEntries(reaches)).toEqual({
        revenue: undefined,
        views: undefined,
        perView: undefined,
        monthly: 'partly',
        largeBuyers: undefined,
      })
      expect(total.comparison?.beforeData).toBe('partly')
      expect(notes).toMatchObject([
        { code: 'compared-before-data', dataFrom: '2025-01-15', metrics: ['monthly'] },
      ])
      const earlier = await asked({
        metrics: ['revenue', 'perView'],
        ...question,
        compare: '2025-02-01..2025-02-04',
      })
      expect(earlier.total.values).toMatchObject({
        revenue: { value: '3', comparison: { value: '9', change: '-66.666666666667' } },
        perView: { comparison: { beforeData: 'wholly' } },
      })
    })

    it('is told of the days that members are looked back to, of cohorts and of cards', async () => {
      const { rows } = await asked({
        metrics: ['kept'],
        from: '2025-01-01',
        to: '2025-03-31',
        grain: 'month',
      })
      expect(rows.map(({ before }) => before.beforeData)).toEqual(['wholly', 'partly', undefined])
      expect(rows.map(({ values }) => values['kept']?.value)).toEqual(['0', '1', '2'])
      const grid = await retentionGrid(
        { activity: 'buying', from: '2024-12-01', to: '2025-02-28' },
        { loaded, warehouse, today: '2025-06-01' },
      )
      expect(grid.dataFrom).toBe('2025-01-15')
      expect(grid.cohorts.map(({ beforeData }) => beforeData)).toEqual(['wholly', 'partly', undefined])
      const board = await answerBoard(
        'main',
        { period: '2025-02' },
        { loaded, warehouse, today: '2025-06-01' },
      )
      expect(board).toMatchObject({ dataFrom: '2025-01-15', comparison: { beforeData: 'partly' } })
      expect(board.cards.map(({ beforeData }) => beforeData)).toEqual(['partly', 'wholly'])
      expect(board.cards[1]).toMatchObject({ change: null, noChangeBecause: 'before-data' })
    })

    it('is of the rows alone that exist for whoever asks', async () => {
      const question = { metrics: ['revenue', 'buyers'], period: '2025-03', compare: 'previous-period' }
      const rows = [{ dimension: 'shop', values: ['B'] }]
      const { dataFrom, dataThrough, total } = await asked(question, rows)
      expect([dataFrom, dataThrough]).toEqual(['2025-02-10', '2025-03-20'])
      expect(total.comparison?.beforeData).toBe('partly')
      const filtered = await asked({ ...question, where: rows })
      expect(filtered.dataFrom).toBe('2025-01-15')
      expect(filtered.total.comparison?.beforeData).toBeUndefined()
      const nobody = await asked(question, [{ dimension: 'shop', values: ['C'] }])
      expect([nobody.dataFrom, nobody.dataThrough]).toEqual([null, null])
      expect(nobody.total.values['revenue']?.comparison?.because).toBe('previous-is-zero')
    })

    it('moves back and forth with the rows, and is none without any', async () => {
      const question = { metrics: ['revenue', 'buyers'], period: '2025-02', compare: 'previous-period' }
      const older: Row = ['2024-12-30', 'A', 'eve', '7.00']
      for (const rows of [[older, ...sold], sold, sold.slice(2), [...sold, older], []]) {
        await built(rows)
        const { dataFrom, total } = await asked(question)
        expect(dataFrom).toBe(firstOf(rows) ?? null)
        expect(total.comparison?.beforeData).toBe(
          reachOf({ from: '2025-01-01', to: '2025-01-31' }, firstOf(rows)),
        )
      }
    })
  })
}
