import { resolve } from 'node:path'
import stringWidth from 'string-width'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../cli/run-cli.js'
import { hostileShop, shopFolder } from './shop-files.js'

const shop = shopFolder(hostileShop())
const project = [
  '--project',
  resolve(import.meta.dirname, '../../../examples/daily-targets'),
  '--set',
  `data=${shop.folder}`,
]
const warehouse = ['--warehouse', `duckdb:${shop.folder}/warehouse.duckdb`]

function run(line: string, outside: { columns?: number; isTTY?: boolean } = {}) {
  return runCli([...line.split(' '), ...project, ...warehouse], { cwd: shop.folder, ...outside })
}

beforeAll(async () => {
  expect(await run('build --quiet --now 2026-01-10T09:00')).toMatchObject({ code: 0, stderr: '' })
})
afterAll(() => {
  shop.remove()
})

describe('daymark plan', () => {
  it('gives the documented columns and no others as CSV', async () => {
    const { code, stdout, stderr } = await run(
      'plan documented --month 2026-01 --now 2026-01-15T09:00 --format csv',
    )
    const [header, ...lines] = stdout.trimEnd().split('\n')
    expect(code).toBe(0)
    expect(stderr).toBe(
      "note: The uplifts of the days of 2026-01 add up to 38.3333333333333331, not to the total weight 37.123456789012345: the day targets add up to 40235.34 more than the month's target.\n",
    )
    expect(header).toBe(
      'calendar_date,kpi_month,uplift,weight,kpi_day_initial,actual,gap,kpi_day_adjustment,weighted_left,eod',
    )
    expect(lines).toHaveLength(31)
    // Normal day: 1 × 1234567.89 ÷ 37.123456789012345, to 18 decimal places; no sale on a day that is past.
    expect(lines[4]).toBe('2026-01-05,1234567.89,1,20,33255.73631293415965987,,-33255.73631293415965987,0,0,')
  })

  it('gives every figure of JSON as a number', async () => {
    const { stdout } = await run('plan recommended --month 2026-01 --now 2026-01-15T09:00 --format json')
    const report = JSON.parse(stdout) as {
      target: unknown
      days: { actual: unknown }[]
      pace: { value: unknown }[]
    }
    expect(report.target).toBe(1234567.89)
    expect(report.days.every(({ actual }) => actual === null || typeof actual === 'number')).toBe(true)
    expect(report.pace.every(({ value }) => value === null || typeof value === 'number')).toBe(true)
  })

  it('gives back with --as-of what a build stored', async () => {
    const asked = await run('plan documented --month 2026-01 --now 2026-01-10T09:00 --format csv')
    const stored = await run('plan documented --as-of 2026-01-12T00:00 --format csv')
    expect(stored).toEqual(asked)
  })

  it.each([80, 120])('keeps within %d columns, with today marked once', async (columns) => {
    const { stdout } = await run('plan recommended --month 2026-01 --now 2026-01-15T14:30', { columns })
    const lines = stdout.split('\n')
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns)
    expect(lines.filter((line) => line.startsWith('▶'))).toHaveLength(1)
    expect(lines.find((line) => line.startsWith('▶'))).toContain('Thu 15')
    expect(stdout).toContain('end of day')
    expect(stdout).toContain('will end at')
  })

  it('shows a month that is over without today', async () => {
    const { stdout } = await run('plan documented --month 2026-01 --now 2026-03-01T00:00')
    expect(stdout).not.toContain('▶')
    expect(stdout).not.toContain('end of day')
    expect(stdout).not.toContain('will end at')
    expect(stdout).toContain('unallocated')
  })

  it('refuses a plan that is not there, with the nearest', async () => {
    const { code, stderr } = await run('plan documentd --now 2026-01-15T09:00')
    expect(code).toBe(2)
    expect(stderr).toContain('Did you mean "documented"?')
  })

  it('refuses both a moment to take for now and one to look back to', async () => {
    const { code, stderr } = await run('plan documented --now 2026-01-15T09:00 --as-of 2026-01-12T00:00')
    expect(code).toBe(2)
    expect(stderr).toContain('--as-of')
  })
})

describe('daymark backtest', () => {
  it('scores both methods by hour, as a table and as JSON', async () => {
    const table = await run(
      'backtest recommended --hours 9-12 --held-out 2026-01-01 --now 2026-02-01T00:00',
      { columns: 80 },
    )
    expect(table).toMatchObject({ code: 0, stderr: '' })
    expect(table.stdout).toContain('Days held out')
    expect(Math.max(...table.stdout.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(80)
    const { stdout } = await run('backtest recommended --hours 9-12 --now 2026-02-01T00:00 --format json')
    const { hours, scores } = JSON.parse(stdout) as { hours: number[]; scores: { mape: unknown }[] }
    expect(hours).toEqual([9, 10, 11, 12])
    expect(scores).toHaveLength(10)
    expect(scores.every(({ mape }) => typeof mape === 'number')).toBe(true)
  })

  it('refuses hours that are none', async () => {
    expect(await run('backtest recommended --hours 20-6')).toMatchObject({ code: 2 })
  })
})
