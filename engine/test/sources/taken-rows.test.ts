import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerBoard } from '../../src/boards/answer-board.js'
import { runBuild } from '../../src/builds/run-build.js'
import { parseMoment } from '../../src/calendar/moment.js'
import { eachDay } from '../../src/calendar/range.js'
import {
  activity,
  count,
  defineProject,
  members,
  newMembers,
  plan,
  segment,
  source,
  sum,
} from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import { answerPlan } from '../../src/queries/answer-plan.js'
import { ask } from '../../src/queries/ask.js'
import { reconcile } from '../../src/queries/reconcile/reconcile.js'
import { summaryRows } from '../../src/queries/summary-rows.js'
import { verify } from '../../src/queries/verify/verify.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses, type ServerName } from '../servers/warehouses.js'

/** Rows as lines of CSV without their last column, which says whether `where` takes them. */
interface Line {
  readonly line: string
  readonly kept: boolean
}

type Tables = Readonly<Record<keyof typeof headers, readonly Line[]>>

const headers = {
  visits: 'day,shop,member,amount',
  raw: 'day,shop,member,amount',
  refunded: 'day,member',
  earlier: 'day,shop,member,amount',
  levels: 'member,since,until,level',
  targets: 'year,month,version,kpi_initial',
  days: 'calendar_date,date_label',
  weights: 'year,month,date_label,uplift,weight,total_weight_month',
  aims: 'day,metric,shop,amount',
}

/** A project that reads a source in every way that there is; its sources have a condition, or have none. */
function projectOf(where: { readonly where?: string }) {
  const kept = { kept: 'text?' } as const
  const file = (name: keyof typeof headers) => ({ files: `${name}.csv`, mayBeEmpty: true, ...where })
  const visited = { day: 'date', shop: 'text', member: 'text', amount: 'decimal(12,2)', ...kept } as const
  const dated = { day: 'day', dimensions: { shop: 'shop' } } as const
  const visits = source('visits', { ...file('visits'), columns: visited, ...dated })
  const raw = source('raw', { files: 'raw.csv', mayBeEmpty: true, columns: visited })
  const passed = source('passed', { model: 'passed', ...where, columns: visited, ...dated })
  const refunded = source('refunded', {
    ...file('refunded'),
    columns: { day: 'date', member: 'text', ...kept },
  })
  const earlier = source('earlier', { ...file('earlier'), columns: visited, ...dated })
  const levels = source('levels', {
    ...file('levels'),
    columns: { member: 'text', since: 'date?', until: 'date?', level: 'text', ...kept },
  })
  const targets = source('targets', {
    ...file('targets'),
    columns: { year: 'integer', month: 'integer', version: 'text', kpi_initial: 'decimal(12,2)', ...kept },
  })
  const days = source('days', {
    ...file('days'),
    columns: { calendar_date: 'date', date_label: 'text', ...kept },
  })
  const number = 'decimal(12,4)' as const
  const weights = source('weights', {
    ...file('weights'),
    columns: {
      ...{ year: 'integer', month: 'integer', date_label: 'text' },
      ...{ uplift: number, weight: number, total_weight_month: number },
      ...kept,
    },
  })
  const aims = source('aims', {
    ...file('aims'),
    columns: { day: 'date', metric: 'text', shop: 'text', amount: 'decimal(12,2)', ...kept },
    day: 'day',
    dimensions: { metric: 'metric', shop: 'shop' },
  })
  const level = segment('level', {
    from: levels,
    member: 'member',
    validFrom: 'since',
    validTo: 'until',
    attributes: { level: 'level' },
  })
  const bought = activity('bought', {
    parts: [
      {
        from: visits,
        except: { from: refunded, on: { day: 'day', member: 'member' } },
        identities: { person: 'member' },
        dimensions: { shop: 'shop' },
      },
      { from: passed, identities: { person: 'member' }, dimensions: { shop: 'shop' } },
    ],
    firstDayScope: [{ from: earlier, identities: { person: 'member' }, dimensions: { shop: 'shop' } }],
    segments: { person: [level] },
  })
  const takings = sum(visits, 'amount')
  return defineProject({
    name: 'shop',
    calendar: { timeZone: 'UTC' },
    models: { sources: [raw] },
    metrics: {
      takings,
      visitCount: count(visits),
      spent: sum(bought, 'amount'),
      buyers: members(bought, 'person'),
      newBuyers: newMembers(bought, 'person'),
      aim: sum(aims, 'amount'),
    },
    targets: { from: 'aim', period: 'month', metric: 'metric', by: { dimension: 'shop', whole: 'all' } },
    plans: {
      month: plan({
        metric: takings,
        target: { from: targets },
        labels: { calendar: days, weights },
        split: { by: 'shop' },
      }),
    },
    boards: { main: { title: 'Main', cards: ['takings', 'buyers'], charts: [], plans: ['month'] } },
    tables: {
      by_day: {
        grain: 'day',
        by: ['shop'],
        total: 'all',
        columns: { day: { period: 'first-day' }, shop: { dimension: 'shop' }, spent: { metric: 'spent' } },
      },
    },
    references: {
      counted: {
        model: 'counted',
        day: 'day',
        dimensions: { shop: 'shop' },
        values: { visit_count: 'visitCount' },
      },
    },
  })
}

const models = {
  passed:
    "{{ config(materialized='table') }} SELECT day, shop, member, amount, kept FROM {{ source('raw') }}",
  counted: `{{ config(materialized='table') }}
    SELECT day, shop, count(*) AS visit_count FROM {{ source('visits') }} GROUP BY day, shop`,
}

/** Writes a project's folder; without the rows that are not kept, if so asked. */
function folderOf(tables: Tables, { onlyKept }: { onlyKept: boolean }): string {
  const folder = mkdtempSync(join(tmpdir(), 'daymark-taken-'))
  mkdirSync(join(folder, 'models'))
  for (const [name, text] of Object.entries(models)) writeFileSync(join(folder, `models/${name}.sql`), text)
  for (const [name, header] of Object.entries(headers) as [keyof Tables, string][]) {
    const lines = tables[name]
      .filter(({ kept }) => kept || !onlyKept)
      .map(({ line, kept }, nth) => `${line},${kept ? 'yes' : nth % 2 === 0 ? 'no' : ''}`)
    writeFileSync(join(folder, `${name}.csv`), [`${header},kept`, ...lines, ''].join('\n'))
  }
  return folder
}

/** Everything that the project answers. */
async function answersOf(
  warehouse: Warehouse,
  { folder, where }: { folder: string; where: { readonly where?: string } },
) {
  const project = projectOf(where)
  const loaded = loadedProject(project, { file: join(folder, 'daymark.config.ts'), directory: folder })
  const now = parseMoment('2026-01-12T10:00', { timeZone: 'UTC' })
  await runBuild({ loaded, warehouse, now })
  const asking = { loaded, warehouse, today: '2026-01-12' }
  const january = { from: '2026-01-01', to: '2026-01-31' }
  const metrics = ['takings', 'visitCount', 'spent', 'buyers', 'newBuyers']
  const ofLevels = await ask({ metrics: ['buyers', 'newBuyers'], ...january, by: ['level'] }, asking)
  const ofDays = await ask({ metrics, ...january, by: ['shop'], grain: 'day' }, asking)
  const board = await answerBoard('main', { period: '2026-01' }, { ...asking, now })
  const reconciled = await reconcile({ reference: 'counted' }, asking)
  const table = project.tables['by_day']
  const summary: unknown[] = []
  await warehouse.read(async (session) => {
    if (table === undefined) throw new Error('it has a table')
    for await (const rows of summaryRows(session, { table, range: undefined }, asking)) summary.push(...rows)
  })
  const { passed } = await verify(asking)
  return {
    verified: passed,
    levels: [ofLevels.rows, ofLevels.total, ofLevels.unmatched],
    days: [ofDays.rows, ofDays.total],
    plan: await answerPlan({ plan: 'month', month: '2026-01', now }, { loaded, warehouse }),
    board: [board.cards, board.targets, board.plans.map((pace) => ({ ...pace, saidAt: '' }))],
    reconciled: [reconciled.rows, reconciled.difference, reconciled.passed],
    summary,
  }
}

const dayOfMonth = fc.integer({ min: 1, max: 12 }).map((n) => `2026-01-${String(n).padStart(2, '0')}`)
const person = fc.constantFrom('ann', 'bob', 'cyd', 'dan')
const shop = fc.constantFrom('a', 'b')
const amount = fc.integer({ min: 1, max: 9999 }).map((cents) => (cents / 100).toFixed(2))
const anyKept = fc.boolean()
const label = fc.constantFrom('Normal day', 'Pay')

const joined = (...cells: fc.Arbitrary<string>[]) => fc.tuple(...cells).map((texts) => texts.join())
const lines = (line: fc.Arbitrary<string>, kept: fc.Arbitrary<boolean> = anyKept) =>
  fc.array(fc.record({ line, kept }), { minLength: 2, maxLength: 12 })
/** Lines that must be there, and lines drawn that are not kept. */
const around = (always: readonly string[], other: fc.Arbitrary<string>) =>
  lines(other, fc.constant(false)).map((drawn) => [...always.map((line) => ({ line, kept: true })), ...drawn])
const always = (text: string) => fc.constant(text)

const visit = joined(dayOfMonth, shop, person, amount)
const allDays = eachDay({ from: '2025-09-01', to: '2026-01-31' })
const labelOf = (day: string) => (day.endsWith('5') ? 'Pay' : 'Normal day')
const tables: fc.Arbitrary<Tables> = fc.record({
  visits: lines(visit),
  raw: lines(visit),
  refunded: lines(joined(dayOfMonth, person)),
  earlier: lines(
    joined(
      dayOfMonth.map((day) => day.replace('2026-01', '2025-12')),
      shop,
      person,
      amount,
    ),
  ),
  levels: lines(joined(person, dayOfMonth, always(''), fc.constantFrom('gold', 'plain'))),
  targets: around(['2026,1,v1,2800'], joined(always('2026,1'), fc.constantFrom('v1', 'v2'), amount)),
  days: around(
    allDays.map((day) => `${day},${labelOf(day)}`),
    joined(fc.constantFrom(...allDays), label),
  ),
  weights: around(
    ['2026,1,Normal day,1,28,34', '2026,1,Pay,2,6,34'],
    joined(always('2026,1'), label, amount, amount, amount),
  ),
  aims: lines(joined(always('2026-01-01,takings'), fc.constantFrom('a', 'b', 'all'), amount)),
})

const runs: Readonly<Record<ServerName, number>> = {
  'duckdb-memory': 3,
  duckdb: 1,
  pglite: 1,
  postgres: 2,
  chdb: 1,
}

for (const server of warehouses) {
  describe.skipIf(server.skip)(`a source's condition, on ${server.title}`, () => {
    it('gives everywhere what files without the other rows give', { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(tables, async (drawn) => {
          const answers = []
          for (const onlyKept of [true, false]) {
            const folder = folderOf(drawn, { onlyKept })
            const warehouse = await server.open()
            try {
              const where = onlyKept ? {} : { where: "kept = 'yes' OR kept = 'certainly'" }
              answers.push(await answersOf(warehouse, { folder, where }))
            } finally {
              await warehouse.close()
              rmSync(folder, { recursive: true, force: true })
            }
          }
          expect(answers[1]).toEqual(answers[0])
          expect(answers[0]?.verified).toBe(true)
        }),
        { numRuns: runs[server.name] },
      )
    })
  })
}
