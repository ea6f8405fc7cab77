import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../cli/run-cli.js'
import { hostileShop, shopFolder } from './shop-files.js'

const shop = shopFolder(hostileShop())
const project = ['--project', resolve(import.meta.dirname, '../../../examples/daily-targets')]
const where = ['--set', `data=${shop.folder}`, '--warehouse', `duckdb:${shop.folder}/warehouse.duckdb`]
const run = (line: string) => runCli([...line.split(' '), ...project, ...where], { cwd: shop.folder })

interface Figure {
  readonly name: string
  readonly value: number | null
}

async function paceOf(line: string) {
  const { code, stdout } = await run(`board targets ${line} --format json`)
  expect(code).toBe(0)
  const { plans } = JSON.parse(stdout) as {
    plans: readonly {
      month: string
      saidAt?: string
      stored?: boolean
      because?: string
      figures?: readonly Figure[]
    }[]
  }
  expect(plans).toHaveLength(1)
  const figures = new Map((plans[0]?.figures ?? []).map(({ name, value }) => [name, value]))
  return { ...plans[0], figures }
}

/** What a plan's own report says of the pace. */
async function reported(line: string) {
  const { stdout } = await run(`plan recommended ${line} --format json`)
  const { pace } = JSON.parse(stdout) as { pace: readonly Figure[] }
  return new Map(pace.map(({ name, value }) => [name, value]))
}

/** Revenue that counts from one day to the day before another, added up by hand: the latest row of each order. */
function revenue(from: string, until: string): number {
  const latest = new Map<string, readonly string[]>()
  for (const line of hostileShop().transactions) {
    const cells = line.split(',')
    const [id = '', , , , updated = ''] = cells
    if (updated >= (latest.get(id)?.[4] ?? '')) latest.set(id, cells)
  }
  const counted = [...latest.values()].filter(
    ([, created = '', , status]) => created >= from && created < until && !status?.startsWith('Cancel'),
  )
  return counted.reduce((sum, [, , amount]) => sum + Number(amount), 0)
}

beforeAll(async () => {
  expect(await run('build --quiet --now 2026-01-10T09:00')).toMatchObject({ code: 0 })
})
afterAll(() => {
  shop.remove()
})

describe('the pace on a board', () => {
  it('is what the last build said of the running month', async () => {
    const { figures, ...pace } = await paceOf('--period 2026-01 --now 2026-01-12T18:00')
    expect(pace).toMatchObject({ month: '2026-01', saidAt: '2026-01-10T09:00:00', stored: true })
    expect(figures).toEqual(await reported('--month 2026-01 --as-of 2026-01-12T18:00'))
    expect(figures.get('target')).toBe(1_234_567.89)
    expect(figures.get('achieved')).toBeCloseTo(revenue('2026-01-01', '2026-01-10 09:00:00'), 6)
  })

  it('is worked out where no build had said anything yet', async () => {
    const { figures, ...pace } = await paceOf('--period 2026-01 --now 2026-01-09T12:00')
    expect(pace).toMatchObject({ saidAt: '2026-01-09T12:00:00', stored: false })
    expect(figures).toEqual(await reported('--month 2026-01 --now 2026-01-09T12:00'))
  })

  it('is of the month in which the days end, and once that is over of all of it', async () => {
    const { figures, ...pace } = await paceOf('--from 2025-12-20 --to 2026-01-20 --now 2026-02-03T09:00')
    expect(pace).toMatchObject({ month: '2026-01', stored: false })
    expect(figures.get('achieved')).toBeCloseTo(revenue('2026-01-01', '2026-02-01'), 6)
    expect(figures.get('daysLeft')).toBe(0)
  })

  it('is of the month of today where the days asked for reach further', async () => {
    expect(await paceOf('--period 2026-Q1 --now 2026-01-12T18:00')).toMatchObject({ month: '2026-01' })
  })

  it('says what to mend where the month has no target, and leaves the board as it is', async () => {
    const { because } = await paceOf('--period 2026-02 --now 2026-02-03T09:00')
    expect(because).toBe(
      'The plan "recommended" has no target for 2026-02: the source "kpi_month" has no row for it with the version "Thang 1". Add the row, or ask for a month that has one: 2026-01, 2025-12.',
    )
  })

  it('stands on the page, in no more than its width', async () => {
    const { stdout } = await run('board targets --period 2026-01 --now 2026-01-12T18:00')
    expect(stdout).toContain('Day targets · January 2026  Revenue as of 2026-01-10 09:00')
    expect(stdout).toMatch(/achieved +₫[\d,]+, [\d.]+% of the plan to date ₫[\d,]+/)
    // At nine o'clock 15 hours of the 10th are left, and 21 days: 21 + 15 ÷ 24.
    expect(stdout).toMatch(/needed +₫[\d,]+ a day for 21\.6 days, [\d.]+% of the days so far/)
    expect(stdout).toContain('today counts as the part of it that is left')
    expect(stdout).toMatch(/will end at +₫[\d,]+, [\d.]+% of the target ₫1,234,568/)
  })

  it('projects nothing of a month that is over', async () => {
    const words = '--period 2026-01 --now 2026-02-03T09:00'
    const { stdout } = await run(`board targets ${words}`)
    const section = stdout.slice(stdout.indexOf('Day targets · January 2026'))
    expect(section).toMatch(/achieved +₫[\d,]+, [\d.]+% of the target ₫1,234,568/)
    expect(section).not.toMatch(/will end at|needed/)
    const { stdout: json } = await run(`board targets ${words} --format json`)
    expect(json).toContain('"End of the month"')
    expect(json).not.toContain('Projected end')
  })

  it('follows the next build', async () => {
    appendFileSync(resolve(shop.folder, 'kpi_month.csv'), '2026,1,Thang 1,5000000,2026-01-13 12:00:00\n')
    expect(await run('build --quiet --now 2026-01-13T15:00')).toMatchObject({ code: 0 })
    const { figures, saidAt } = await paceOf('--period 2026-01 --now 2026-01-13T16:00')
    expect({ saidAt, target: figures.get('target') }).toEqual({
      saidAt: '2026-01-13T15:00:00',
      target: 5_000_000,
    })
  })
})
