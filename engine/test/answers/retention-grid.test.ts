import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { ask } from '../../src/queries/ask.js'
import { retentionGrid, type RetentionGrid, type RetentionRequest } from '../../src/queries/retention-grid.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { SecondOpinion } from './given.js'
import { shop, shopData } from './shop.js'

/** Cohorts by the month of the first sale that counts, and how many of each came in a later month, by hand. */
const byHand = (who: string, where = '1 = 1') => `
WITH came AS (SELECT DISTINCT ${who} AS someone, strftime(day, '%Y-%m') AS month FROM sales
  WHERE ${who} IS NOT NULL AND ${where}),
firsts AS (SELECT someone, min(month) AS cohort FROM came GROUP BY someone),
sizes AS (SELECT cohort, count(*) AS size FROM firsts GROUP BY cohort)
SELECT cohort, month, count(*) AS active, quotient(100 * count(*), any_value(size)) AS share
FROM came JOIN firsts USING (someone) JOIN sizes USING (cohort)
GROUP BY cohort, month ORDER BY cohort, month`

const second = new SecondOpinion()
beforeAll(() => second.open(shopData, ['lines']))
afterAll(() => {
  second.close()
})

for (const server of warehouses) {
  describe.skipIf(server.skip)(`the retention grid on ${server.title}`, () => {
    let warehouse: Warehouse
    let loaded: LoadedProject
    beforeAll(async () => {
      warehouse = await server.open()
      loaded = loadedProject(shop, {
        file: join(second.folder, 'daymark.config.ts'),
        directory: second.folder,
      })
      await runBuild({ loaded, warehouse })
    })
    afterAll(() => warehouse.close())

    const grid = (request: Partial<RetentionRequest>, today = '2012-04-01'): Promise<RetentionGrid> =>
      retentionGrid(
        { activity: 'sales', from: '2011-10-15', to: '2012-03-31', ...request },
        { loaded, warehouse, today },
      )
    const filled = ({ cohorts }: RetentionGrid) =>
      cohorts.flatMap(({ period, cells }) =>
        cells
          .filter(({ active }) => active !== null && active > 0)
          .map((cell) => [period, cell.period, String(cell.active), cell.share]),
      )
    const until = (rows: readonly (string | null)[][], month: string) =>
      rows.filter(([, at]) => (at ?? '') <= month)

    it.each(['member', 'card'])(
      'says how many of each month’s new came in each later one, by %s',
      async (who) => {
        expect(filled(await grid({ identity: who }))).toEqual(
          until(await second.rows(byHand(who), 2), '2012-03'),
        )
      },
    )

    it('knows a member’s first day within the filter only', async () => {
      const where = [{ dimension: 'channel', values: ['web', null] }]
      const rows = await second.rows(byHand('member', "coalesce(channel, 'web') = 'web'"), 2)
      expect(filled(await grid({ where }))).toEqual(until(rows, '2012-03'))
    })

    it('calls new whom the metric calls new, and counts them while a period is in progress', async () => {
      const { cohorts } = await grid({ grain: 'week' }, '2012-02-15')
      const question = { metrics: ['fresh'], from: '2011-10-09', to: '2012-02-15', grain: 'week' } as const
      const { rows } = await ask(question, { loaded, warehouse, today: '2012-02-15' })
      expect(cohorts.map(({ period, size }) => [period, String(size)])).toEqual(
        rows.map(({ period, values }) => [period, values['fresh']?.value]),
      )
    })

    it('leaves blank what is not over, what the data do not reach, and who never came', async () => {
      const running = await grid({}, '2012-03-31')
      expect(running.cohorts.map(({ cells }) => cells.at(-1)?.because)).toEqual(
        Array.from({ length: 6 }, () => 'in-progress'),
      )
      const last = { identity: 'card', from: '2012-03-01', to: '2012-05-31' }
      const later = await grid(last, '2030-01-01')
      expect(later.cohorts.map(({ cells }) => cells.map(({ because }) => because))).toEqual([
        [undefined, 'no-data-yet', 'no-data-yet'],
        ['no-data-yet', 'no-data-yet'],
        ['no-data-yet'],
      ])
      const before = await grid({ from: '2011-09-01', to: '2011-10-31' })
      expect(before.cohorts[0]).toMatchObject({
        size: 0,
        cells: [{ because: 'nobody-new' }, { active: null }],
      })
      expect((await grid({ from: '2012-05-01', to: '2012-05-31' })).cohorts).toEqual([])
    })

    it('gives the period that has begun, marked, where it is asked to', async () => {
      const shown = await grid({ incomplete: 'show' }, '2012-02-15')
      const soFar = await second.rows(byHand('member', "day <= DATE '2012-02-15'"), 2)
      expect(filled(shown)).toEqual(soFar)
      const marks = shown.cohorts.flatMap(({ cells }) =>
        cells.map(({ period, partial }) => [period, partial]),
      )
      expect(marks.every(([period, partial]) => partial === (period === '2012-02' ? true : undefined))).toBe(
        true,
      )
      const later = await grid(
        { identity: 'card', from: '2012-03-01', to: '2012-05-31', incomplete: 'show' },
        '2030-01-01',
      )
      expect(later.cohorts[0]?.cells.map(({ partial, because }) => [partial, because])).toEqual([
        [undefined, undefined],
        [true, undefined],
        [undefined, 'no-data-yet'],
      ])
    })

    it('refuses names that are not there', async () => {
      await expect(grid({ activity: 'sale' })).rejects.toMatchObject({ code: 'unknown-activity' })
      await expect(grid({ identity: 'person' })).rejects.toMatchObject({ code: 'unknown-identity' })
      const where = [{ dimension: 'chanel', values: ['web'] }]
      await expect(grid({ where })).rejects.toMatchObject({ code: 'unknown-dimension' })
      const incomplete = 'maybe' as 'show'
      for (const given of [incomplete, 1, true, null, {}]) {
        await expect(grid({ incomplete: given as 'show' })).rejects.toMatchObject({
          code: 'unknown-incomplete',
        })
      }
      await expect(grid({ from: '2000-01-01', to: '2012-03-31' })).rejects.toMatchObject({
        code: 'grid-too-long',
      })
    })
  })
}
