import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { parseMoment } from '../../src/calendar/moment.js'
import { Refusal } from '../../src/errors.js'
import { loadProject } from '../../src/project/load-project.js'
import { answerPlan } from '../../src/queries/answer-plan.js'
import { openWarehouse } from '../../src/warehouses/open-warehouse.js'
import { hostileShop, shopFolder, type ShopTables } from './shop-files.js'

const example = resolve(import.meta.dirname, '../../../examples/daily-targets')

/** Builds the tables and asks for a month; gives the refusal. */
async function refusalOf(
  change: (tables: ShopTables) => Partial<ShopTables>,
  month = '2026-01',
): Promise<Refusal> {
  const tables = hostileShop()
  const shop = shopFolder({ ...tables, ...change(tables) })
  const warehouse = await openWarehouse('duckdb::memory:', { directory: shop.folder })
  try {
    const loaded = await loadProject(example, { set: { data: shop.folder } })
    const now = parseMoment('2026-01-15T09:00', { timeZone: 'Asia/Ho_Chi_Minh' })
    await runBuild({ loaded, warehouse, now })
    await answerPlan({ plan: 'documented', month, now }, { loaded, warehouse })
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown
    throw thrown
  } finally {
    await warehouse.close()
    shop.remove()
  }
  throw new Error('nothing was refused')
}

const without = (lines: readonly string[], start: string) => lines.filter((line) => !line.startsWith(start))

describe('bad input of a plan', () => {
  it('is a label in the calendar without uplift', async () => {
    const refusal = await refusalOf(({ kpiDayMetadata }) => ({
      kpiDayMetadata: without(kpiDayMetadata, '2026,1,Campaign'),
    }))
    expect(refusal.message).toBe(
      'The calendar gives days of 2026-01 a label for which the source "kpi_day_metadata" has no uplift: "Campaign" (2 days).',
    )
  })

  it('is a label whose row has no uplift in it', async () => {
    const refusal = await refusalOf(({ kpiDayMetadata }) => ({
      kpiDayMetadata: kpiDayMetadata.map((line) => line.replace('Campaign,3.5,', 'Campaign,,')),
    }))
    expect(refusal).toMatchObject({ code: 'label-without-uplift', facts: { missing: 'uplift' } })
  })

  it('is a total weight of 0', async () => {
    const refusal = await refusalOf(({ kpiDayMetadata }) => ({
      kpiDayMetadata: kpiDayMetadata.map((line) => line.replace(',,37.123456789012345,', ',,0,')),
    }))
    expect(refusal).toMatchObject({ code: 'label-without-uplift', facts: { missing: 'total weight' } })
  })

  it('is a day that the calendar does not have', async () => {
    const refusal = await refusalOf(({ dimDate }) => ({ dimDate: without(dimDate, '2026-01-17') }))
    expect(refusal.message).toBe('The calendar "dim_date" has no row for 1 day of 2026-01: 2026-01-17.')
  })

  it('is two targets with the same timestamp', async () => {
    const refusal = await refusalOf(({ kpiMonth }) => ({
      kpiMonth: [...kpiMonth, '2026,1,Thang 1,7,2025-12-28 10:00:00'],
    }))
    expect(refusal.code).toBe('contract-broken')
    expect(refusal.message).toContain('kpi_month')
    expect(refusal.message).toContain('same key and same latest value, yet different')
  })

  it('is text in an amount', async () => {
    const refusal = await refusalOf(({ transactions }) => ({
      transactions: [...transactions, 'x,2026-01-14 10:00:00,12 tr,Completed,2026-01-14 10:00:00'],
    }))
    expect(refusal.code).toBe('contract-broken')
    expect(refusal.message).toContain('transaction_total')
    expect(refusal.message).toContain('12 tr')
  })

  it('is a month without target, named with the months that have one', async () => {
    const refusal = await refusalOf(() => ({}), '2026-02')
    expect(refusal.message).toBe(
      'The plan "documented" has no target for 2026-02: the source "kpi_month" has no row for it with the version "Thang 1".',
    )
    expect(refusal.fix).toBe('Add the row, or ask for a month that has one: 2026-01, 2025-12.')
  })

  it('is a month that has other versions alone', async () => {
    const refusal = await refusalOf(({ kpiMonth }) => ({ kpiMonth: without(kpiMonth, '2026,1,Thang 1') }))
    expect(refusal).toMatchObject({ code: 'month-without-target', facts: { versions: ['Thang 2'] } })
  })

  it('is a period that is no month', async () => {
    expect((await refusalOf(() => ({}), '2026-Q1')).code).toBe('not-a-month')
  })
})
