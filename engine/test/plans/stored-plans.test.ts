import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planDaysTable, planRunsTable } from '../../src/builds/plan-tables.js'
import { refreshPlan } from '../../src/builds/refresh-plan.js'
import { runBuild } from '../../src/builds/run-build.js'
import { parseMoment } from '../../src/calendar/moment.js'
import { loadProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { answerPlan, planAsOf } from '../../src/queries/answer-plan.js'
import { sql, stored } from '../../src/sql/sql.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { hostileShop, shopFolder } from './shop-files.js'

const example = resolve(import.meta.dirname, '../../../examples/daily-targets')
const at = (text: string) => parseMoment(text, { timeZone: 'Asia/Ho_Chi_Minh' })

for (const server of warehouses) {
  describe.skipIf(server.skip)(`what a plan said, on ${server.title}`, () => {
    const shop = shopFolder(hostileShop())
    let warehouse: Warehouse
    let loaded: LoadedProject
    const rows = async () => {
      const [row] = await warehouse.read((session) =>
        session.query(sql`SELECT count(*) AS n FROM ${stored(planRunsTable)}`),
      )
      return Number(row?.['n'])
    }

    beforeAll(async () => {
      warehouse = await server.open()
      loaded = await loadProject(example, { set: { data: shop.folder } })
      await runBuild({ loaded, warehouse, now: at('2026-01-10T09:00') })
    })
    afterAll(async () => {
      await warehouse.close()
      shop.remove()
    })

    it('is stored by each build, once for each plan, and given back as it was', async () => {
      expect(await rows()).toBe(2)
      const said = await answerPlan(
        { plan: 'documented', now: at('2026-01-10T09:00') },
        { loaded, warehouse },
      )
      appendFileSync(resolve(shop.folder, 'kpi_month.csv'), '2026,1,Thang 1,5000000,2026-01-10 12:00:00\n')
      await runBuild({ loaded, warehouse, full: true, now: at('2026-01-10T15:00') })
      expect(await rows()).toBe(4)
      const asOf = (moment: string) =>
        planAsOf({ plan: 'documented', month: '2026-01', asOf: at(moment) }, { loaded, warehouse })
      expect(await asOf('2026-01-10T09:00')).toEqual(said)
      expect(await asOf('2026-01-10T14:59')).toEqual(said)
      expect((await asOf('2026-01-10T15:00')).target).toBe('5000000')
      expect((await asOf('2026-02-20T00:00')).now).toBe('2026-01-10T15:00:00')
    })

    it('is refused for a time before anything was said', async () => {
      const asked = planAsOf(
        { plan: 'documented', month: '2026-01', asOf: at('2026-01-10T08:59') },
        { loaded, warehouse },
      )
      await expect(asked).rejects.toMatchObject({
        code: 'no-plan-said',
        facts: { first: '2026-01-10 02:00:00 UTC' },
      })
    })

    it('is stored day by day as well, every run beside the others', async () => {
      const days = await warehouse.read((session) =>
        session.query(
          sql`SELECT run, count(*) AS n, sum(kpi_day_initial) AS initials FROM ${stored(planDaysTable('documented'))} GROUP BY run ORDER BY run`,
        ),
      )
      expect(days.map((row) => [Number(row['run']), Number(row['n'])])).toEqual([
        [1, 31],
        [2, 31],
      ])
      expect(Number(days[1]?.['initials']) / Number(days[0]?.['initials'])).toBeCloseTo(
        5_000_000 / 1_234_567.89,
        9,
      )
    })

    it('is refreshed by itself, without a build', async () => {
      const report = await refreshPlan({
        loaded,
        warehouse,
        plan: 'recommended',
        now: at('2026-01-10T16:00'),
      })
      expect(report.current?.hour).toBe(16)
      expect(await rows()).toBe(5)
    })

    it('tells a build of a month without target, and does not fail it', async () => {
      const { notices } = await runBuild({ loaded, warehouse, now: at('2026-02-03T09:00') })
      expect(
        notices.filter((notice) => notice.startsWith('The plan "documented" says nothing.')),
      ).toHaveLength(1)
      expect(await rows()).toBe(5)
    })
  })
}
