import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { parseMoment } from '../../src/calendar/moment.js'
import { loadProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { answerPlan } from '../../src/queries/answer-plan.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { documentedTable } from './documented-sql.js'
import { hostileShop, shopFolder } from './shop-files.js'

const timeZone = 'Asia/Ho_Chi_Minh'
const example = resolve(import.meta.dirname, '../../../examples/daily-targets')
const columns = [
  'kpi_month',
  'uplift',
  'weight',
  'kpi_day_initial',
  'actual',
  'gap',
  'kpi_day_adjustment',
  'weighted_left',
  'eod',
] as const

const moments = {
  'the evening before the month': '2025-12-31T23:00',
  'the first hour of the first day': '2026-01-01T00:30',
  'the start of the first day': '2026-01-01T00:00',
  'a day without sales': '2026-01-05T10:00',
  'the day after one without sales': '2026-01-06T00:10',
  'a day with a cancelled order alone': '2026-01-12T18:00',
  'a morning in the middle': '2026-01-15T09:00',
  'a day below 0': '2026-01-20T15:30',
  'the last hour of the last day': '2026-01-31T23:45',
  'the midnight after the month': '2026-02-01T00:00',
  'long after the month': '2026-03-10T12:00',
}

const shop = shopFolder(hostileShop())
afterAll(() => {
  shop.remove()
})

for (const server of warehouses) {
  describe.skipIf(server.skip)(`the documented plan on ${server.title}`, () => {
    let warehouse: Warehouse
    let loaded: LoadedProject
    beforeAll(async () => {
      warehouse = await server.open()
      loaded = await loadProject(example, { set: { data: shop.folder } })
      await runBuild({ loaded, warehouse, now: parseMoment('2026-01-15T09:00', { timeZone }) })
    })
    afterAll(() => warehouse.close())

    it.each(Object.entries(moments))('equals the pipeline written by hand: %s', async (_what, at) => {
      const now = parseMoment(at, { timeZone })
      const { days } = await answerPlan({ plan: 'documented', month: '2026-01', now }, { loaded, warehouse })
      const expected = await documentedTable(shop.folder, at)
      expect(days.map((day) => day.calendar_date)).toEqual(expected.map((row) => row['calendar_date']))
      for (const [index, day] of days.entries()) {
        for (const column of columns) {
          const [ours, theirs] = [day[column], expected[index]?.[column]]
          const where = `${column} of ${day.calendar_date} at ${at}`
          if (theirs === null) expect(ours, where).toBeNull()
          else expect(relativeError(Number(ours ?? NaN), Number(theirs)), where).toBeLessThan(1e-9)
        }
      }
    })
  })
}

function relativeError(ours: number, theirs: number): number {
  return Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs))
}
