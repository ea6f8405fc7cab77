import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { parseMoment } from '../../src/calendar/moment.js'
import { eachDay } from '../../src/calendar/range.js'
import { isRefusal } from '../../src/errors.js'
import { defineProject, plan, source, sum } from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import { answerPlan } from '../../src/queries/answer-plan.js'
import { checkPlans } from '../../src/queries/check-plans.js'
import { openWarehouse } from '../../src/warehouses/open-warehouse.js'

const days = eachDay({ from: '2025-10-01', to: '2026-02-28' })
const files = {
  sales: ['day,amount', ...days.slice(0, -18).map((day) => `${day},90`)],
  targets: ['year,month,kpi_initial', '2026,2,2800'],
  days: [
    'calendar_date,date_label',
    ...days.map((day) => `${day},${day.endsWith('-25') ? 'Pay' : 'Normal day'}`),
  ],
  weights: [
    'year,month,date_label,uplift,weight,total_weight_month',
    '2026,2,Normal day,1,27,30',
    '2026,2,Pay,3,3,30',
  ],
}

const sales = source('sales', {
  files: 'sales.csv',
  columns: { day: 'date', amount: 'decimal(12,2)' },
  day: 'day',
})
const targets = source('targets', {
  files: 'targets.csv',
  columns: { year: 'integer', month: 'integer', kpi_initial: 'double' },
})
const calendar = source('days', {
  files: 'days.csv',
  columns: { calendar_date: 'date', date_label: 'text?' },
})
const number = 'double?' as const
const weights = source('weights', {
  files: 'weights.csv',
  columns: {
    ...{ year: 'integer', month: 'integer', date_label: 'text?' },
    ...{ uplift: number, weight: number, total_weight_month: number },
  },
})
const takings = sum(sales, 'amount')
const project = defineProject({
  name: 'shop',
  metrics: { takings },
  plans: {
    given: plan({ metric: takings, target: { from: targets }, labels: { calendar, weights } }),
    derived: plan({
      metric: takings,
      target: { from: targets },
      labels: { calendar, weights: 'derived' },
    }),
  },
})

/** What is said of February: the warnings of a check, and the plan or why there is none. */
async function said(changed: Partial<typeof files>, of: 'given' | 'derived' = 'given') {
  const directory = mkdtempSync(join(tmpdir(), 'daymark-labels-'))
  for (const [name, lines] of Object.entries({ ...files, ...changed }))
    writeFileSync(join(directory, `${name}.csv`), [...lines, ''].join('\n'))
  const warehouse = await openWarehouse('duckdb::memory:', { directory })
  try {
    const loaded = loadedProject(project, { file: join(directory, 'daymark.config.ts'), directory })
    const now = parseMoment('2026-02-11T09:00', { timeZone: 'UTC' })
    const warnings = await checkPlans({ loaded, warehouse, now })
    await runBuild({ loaded, warehouse, now })
    const codes = [...new Set(warnings.map(({ refusal }) => refusal.code))]
    try {
      const report = await answerPlan({ plan: of, month: '2026-02', now }, { loaded, warehouse })
      return { codes, report, refusal: undefined }
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown
      return { codes, report: undefined, refusal: thrown }
    }
  } finally {
    await warehouse.close()
    rmSync(directory, { recursive: true, force: true })
  }
}

describe('awkward labels of a plan', () => {
  it('are none where all is well', async () => {
    expect(await said({})).toMatchObject({ codes: [], refusal: undefined, report: { notices: [] } })
  })

  it('are uplifts below 0: the check warns, and so does the plan', async () => {
    const [header = '', normal = '', pay = ''] = files.weights
    const slip = [header, normal, pay.replace('3,3', '-3,-3')].map((line) => line.replace(/,30$/, ',24'))
    const { codes, report } = await said({ weights: slip })
    expect(codes).toEqual(['weight-below-zero'])
    expect(report?.notices).toEqual([
      'A label of days of 2026-02 has a weight below 0: "Pay" (1 day): uplift -3, weight -3.',
    ])
    const initial = Number(report?.days[24]?.kpi_day_initial)
    // -3 × 2800 ÷ 24
    expect(initial).toBe(-350)
  })

  it('are two rows of one label that differ; the same row twice is none', async () => {
    const other = await said({ weights: [...files.weights, '2026,2,Pay,4,4,30'] })
    expect(other).toMatchObject({ codes: ['label-twice'], refusal: { facts: { labels: ['Pay'] } } })
    const same = await said({ weights: [...files.weights, '2026,2,Pay,3,3,30'] })
    expect(same).toMatchObject({ codes: [], refusal: undefined })
  })

  it('are a day with two labels, and one with none', async () => {
    const two = await said({ days: [...files.days, '2026-02-25,Normal day'] })
    expect(two).toMatchObject({ codes: ['calendar-day-twice'], refusal: { facts: { days: ['2026-02-25'] } } })
    const none = await said({ days: files.days.map((line) => line.replace('2026-02-25,Pay', '2026-02-25,')) })
    expect(none).toMatchObject({
      codes: ['calendar-day-unlabelled'],
      refusal: { facts: { days: ['2026-02-25'] } },
    })
  })

  it.each([
    ['an uplift', { weights: files.weights.map((line) => line.replace('Pay,3,', 'Pay,NaN,')) }],
    ['a target', { targets: ['year,month,kpi_initial', '2026,2,NaN'] }],
  ])('are no numbers: %s breaks its contract', async (_says, changed) => {
    await expect(said(changed)).rejects.toMatchObject({ code: 'contract-broken' })
  })

  it('are labels that never brought anything, so that weights add up to 0', async () => {
    const calendarOfPay = files.days.map((line) =>
      line.startsWith('2026-02') ? line.replace(/,.*/, ',Pay') : line,
    )
    const nothing = files.sales.map((line) => (line.includes('-25,') ? line.replace(',90', ',0') : line))
    const { refusal } = await said({ days: calendarOfPay, sales: nothing }, 'derived')
    expect(refusal?.code).toBe('labels-not-derived')
  })
})
