import { resolve } from 'node:path'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runCli } from '../cli/run-cli.js'
import { hostileShop, shopFolder, type ShopTables } from './shop-files.js'

const example = resolve(import.meta.dirname, '../../../examples/daily-targets')

interface Finding {
  readonly severity: string
  readonly refusal: { readonly code: string; readonly message: string }
  readonly where?: { readonly line: number; readonly column: number }
}

/** What `daymark check --live` finds in the tables, before anything is built. */
async function checked(
  change: (tables: ShopTables) => Partial<ShopTables>,
  now = '2026-01-15T09:00',
): Promise<{ code: number; findings: readonly Finding[] }> {
  const tables = hostileShop()
  const shop = shopFolder({ ...tables, ...change(tables) })
  try {
    const line = `check --live --format json --now ${now} --project ${example} --set data=${shop.folder} --warehouse duckdb:${shop.folder}/w.duckdb`
    const { code, stdout } = await runCli(line.split(' '), { cwd: shop.folder })
    return { code, findings: (JSON.parse(stdout) as { findings: readonly Finding[] }).findings }
  } finally {
    shop.remove()
  }
}

const without = (lines: readonly string[], start: string) => lines.filter((line) => !line.startsWith(start))
/** Weights that add up: 20 normal days at 1, 9 at weekends at 4/3 to 16 digits and 2 campaign days at 3.5. */
const addingUp = ({ kpiDayMetadata }: ShopTables) =>
  kpiDayMetadata.map((line) => line.replace('37.123456789012345', '38.3333333333333331'))

const messages = (findings: readonly Finding[]) => findings.map(({ refusal }) => refusal.message)

describe('daymark check --live of plans', () => {
  it('says by how much day targets miss the month where weights do not add up, once for all plans', async () => {
    const { code, findings } = await checked(() => ({}))
    expect(code).toBe(0)
    expect(findings).toHaveLength(1)
    // 1234567.89 × 38.3333333333333331 ÷ 37.123456789012345 − 1234567.89
    expect(findings[0]).toMatchObject({
      severity: 'warning',
      refusal: {
        code: 'weights-off',
        message:
          "The uplifts of the days of 2026-01 add up to 38.3333333333333331, not to the total weight 37.123456789012345: the day targets add up to 40235.34 more than the month's target.",
      },
    })
    const config = readFileSync(resolve(example, 'daymark.config.ts'), 'utf8').split('\n')
    const { line = 0, column = 0 } = findings[0]?.where ?? {}
    expect(config[line - 1]?.slice(column - 1)).toMatch(/^kpi_day_metadata'/)
  })

  it('finds nothing where weights add up', async () => {
    expect(await checked((tables) => ({ kpiDayMetadata: addingUp(tables) }))).toEqual({
      code: 0,
      findings: [],
    })
  })

  it('says that targets fall short where they do', async () => {
    const { findings } = await checked((tables) => ({
      kpiDayMetadata: addingUp(tables).map((line) => line.replace('38.3333333333333331', '40')),
    }))
    expect(messages(findings)).toEqual([
      "The uplifts of the days of 2026-01 add up to 38.3333333333333331, not to the total weight 40: the day targets add up to 51440.33 less than the month's target.",
    ])
  })

  it('finds a label without uplift', async () => {
    const { findings } = await checked((tables) => ({
      kpiDayMetadata: without(addingUp(tables), '2026,1,Campaign'),
    }))
    expect(findings).toMatchObject([{ severity: 'warning', refusal: { code: 'label-without-uplift' } }])
    expect(messages(findings)[0]).toContain('"Campaign" (2 days)')
  })

  it('finds a day that the calendar lacks, also in a month to come that has a target', async () => {
    const { findings } = await checked(
      (tables) => ({ kpiDayMetadata: addingUp(tables), dimDate: without(tables.dimDate, '2026-01-17') }),
      '2025-12-20T09:00',
    )
    expect(messages(findings)).toEqual([
      'The calendar "dim_date" has no row for 1 day of 2026-01: 2026-01-17.',
    ])
  })

  it('misses a target from the month on in which it is due', async () => {
    const both = (tables: ShopTables) => ({ kpiDayMetadata: addingUp(tables) })
    expect((await checked(both, '2026-01-31T23:59')).findings).toEqual([])
    const { findings } = await checked(both, '2026-02-01T00:00')
    expect(messages(findings)).toEqual(
      ['documented', 'recommended'].map(
        (plan) =>
          `The plan "${plan}" has no target for 2026-02: the source "kpi_month" has no row for it with the version "Thang 1".`,
      ),
    )
  })

  it('finds two targets with one timestamp, as a broken contract', async () => {
    const { code, findings } = await checked((tables) => ({
      kpiDayMetadata: addingUp(tables),
      kpiMonth: [...tables.kpiMonth, '2026,1,Thang 1,7,2025-12-28 10:00:00'],
    }))
    expect(code).toBe(1)
    expect(findings).toMatchObject([{ severity: 'error', refusal: { code: 'contract-broken' } }])
  })

  it.each([
    [
      'an uplift below 0, though the weights add up',
      (lines: readonly string[]) =>
        lines.map((line) =>
          line
            .replace('2026,1,Campaign,3.5,', '2026,1,Campaign,-3.5,')
            .replace('38.3333333333333331', '24.3333333333333331'),
        ),
      ['weight-below-zero', '"Campaign" (2 days): uplift -3.5.'],
    ],
    [
      'a weight below 0, which plays no part in the arithmetic',
      (lines: readonly string[]) =>
        lines.map((line) => line.replace('2026,1,Campaign,3.5,,', '2026,1,Campaign,3.5,-7,')),
      ['weight-below-zero', '"Campaign" (2 days): uplift 3.5, weight -7.'],
    ],
    [
      'total weights that differ though the day targets add up',
      // 3.5 ÷ 38.333… × 2 = 7 ÷ 38.333… × 1: another total weight that leaves the sum as it is.
      (lines: readonly string[]) =>
        lines.map((line) =>
          line.replace('2026,1,Campaign,3.5,,38.3333333333333331', '2026,1,Campaign,7,,76.6666666666666662'),
        ),
      ['total-weights-differ', '"Campaign" 76.6666666666666662'],
    ],
  ])('finds %s', async (_says, change, expected) => {
    const { code, findings } = await checked((tables) => ({ kpiDayMetadata: change(addingUp(tables)) }))
    expect(code).toBe(0)
    expect(findings.map(({ severity, refusal }) => [severity, refusal.code])).toEqual([
      ['warning', expected[0]],
    ])
    expect(messages(findings).join()).toContain(expected[1])
  })

  it('finds a target below 0', async () => {
    const { findings } = await checked(({ kpiMonth, ...tables }) => ({
      kpiDayMetadata: addingUp({ kpiMonth, ...tables }),
      kpiMonth: kpiMonth.map((line) => line.replace('1234567.89', '-900')),
    }))
    expect(messages(findings)).toEqual(
      ['documented', 'recommended'].map(
        (plan) => `The plan "${plan}" has a target below 0 for 2026-01: -900.`,
      ),
    )
  })

  it('leaves a source that is not there to the check of sources', async () => {
    const { findings } = await checked(() => ({ dimDate: [] }))
    expect(findings.filter(({ severity }) => severity === 'error')).toHaveLength(1)
  })
})
