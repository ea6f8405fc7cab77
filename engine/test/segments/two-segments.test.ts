import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asOfChoices, type AsOf } from '../../src/activities/member-segment.js'
import { runBuild } from '../../src/builds/run-build.js'
import { addDays } from '../../src/calendar/day.js'
import {
  activity,
  churnedMembers,
  churnRate,
  defineProject,
  folder,
  members,
  newMembers,
  previousMembers,
  reactivatedMembers,
  retainedMembers,
  retentionRate,
  segment,
  source,
  stayedMembers,
} from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { AnswerValue } from '../../src/queries/answer.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { justBefore, type Days } from '../answers/brute-force.js'
import { askBothWays } from '../answers/given.js'
import { warehouses, type ServerName } from '../servers/warehouses.js'

/** From a day on a member has a value, until a later row of the member says otherwise. */
interface Since {
  readonly who: string
  readonly since: string
  readonly value: string
}
interface Visit {
  readonly day: string
  readonly who: string
}
interface Histories {
  readonly plan: readonly Since[]
  readonly country: readonly Since[]
}
type Attribute = keyof Histories
/** By which day of a range each segment is looked up. */
type Attributions = Readonly<Record<Attribute, AsOf>>

const start = '2024-01-01'
const day = fc.integer({ min: 0, max: 70 }).map((days) => addDays(start, days))
const who = fc.constantFrom('ann', 'bob', 'cy', 'dee', 'eve')
const sinces = (...values: string[]) =>
  fc.uniqueArray(fc.record({ who, since: day, value: fc.constantFrom(...values) }), {
    selector: (row) => `${row.who} ${row.since}`,
    minLength: 1,
    maxLength: 12,
  })
interface Filter {
  readonly dimension: Attribute
  readonly values: readonly (string | null)[]
  readonly not: boolean
}
const someFilter = (attribute: Attribute, ...values: string[]) =>
  fc.record({
    dimension: fc.constant(attribute),
    values: fc.uniqueArray(fc.option(fc.constantFrom(...values), { nil: null, freq: 3 }), {
      minLength: 1,
      maxLength: 2,
    }),
    not: fc.boolean(),
  })
const filters: fc.Arbitrary<readonly Filter[]> = fc.oneof(
  fc.constant([]),
  someFilter('plan', 'free', 'pro').map((filter) => [filter]),
  someFilter('country', 'DE', 'PL').map((filter) => [filter]),
  fc.tuple(someFilter('plan', 'free', 'pro'), someFilter('country', 'DE', 'PL')),
)
const asked = fc.record({
  from: day,
  length: fc.integer({ min: 0, max: 30 }),
  by: fc.constantFrom<readonly Attribute[]>(['plan'], ['country'], ['plan', 'country'], ['country', 'plan']),
  where: filters,
  segmentAsOf: fc.constantFrom(undefined, undefined, ...asOfChoices),
})
const attribution = fc.constantFrom(...asOfChoices)
const given = fc.record({
  visits: fc.array(fc.record({ day, who }), { minLength: 1, maxLength: 40 }),
  plan: sinces('free', 'pro'),
  country: sinces('DE', 'PL'),
  declared: fc.record({ plan: attribution, country: attribution }),
  questions: fc.array(asked, { minLength: 3, maxLength: 6 }),
})

const metricNames = ['active', 'fresh', 'retained', 'reactivated', 'previous', 'stayed', 'churned'] as const
const today = '2024-12-31'

function projectOf(declared: Attributions) {
  const valid = { validFrom: 'since', validTo: 'until' }
  const historyOf = (name: Attribute) =>
    segment(name, {
      from: source(`${name}_history`, {
        files: `{data}/${name}.ndjson`,
        columns: { who: 'text', since: 'date', until: 'date?', value: 'text' },
      }),
      member: 'who',
      ...valid,
      asOf: declared[name],
      attributes: { [name]: 'value' },
    })
  const visits = activity('visits', {
    from: source('rows', {
      files: '{data}/visits.ndjson',
      columns: { day: 'date', who: 'text' },
      day: 'day',
      copies: 'keep',
    }),
    identities: { person: 'who' },
    segments: { person: [historyOf('plan'), historyOf('country')] },
  })
  return defineProject({
    name: 'two-segments',
    parameters: { data: folder('data') },
    metrics: {
      active: members(visits, 'person'),
      fresh: newMembers(visits, 'person'),
      retained: retainedMembers(visits, 'person'),
      reactivated: reactivatedMembers(visits, 'person'),
      previous: previousMembers(visits, 'person'),
      stayed: stayedMembers(visits, 'person'),
      churned: churnedMembers(visits, 'person'),
      retention: retentionRate(visits, 'person'),
      churn: churnRate(visits, 'person'),
    },
  })
}

/** What a member was on a day; before the first row, what the first row says. */
function valueOn(history: readonly Since[], { who, day }: Visit): string | null {
  const own = history
    .filter((row) => row.who === who)
    .toSorted((one, other) => (one.since < other.since ? -1 : 1))
  return (own.findLast(({ since }) => since <= day) ?? own[0])?.value ?? null
}

type Held = Readonly<Record<Attribute, string | null>>

/** What a member counts as in some days in which it was active: one thing, or several. */
function heldIn(
  histories: Histories,
  own: readonly Visit[],
  { to, asOf }: { to: string; asOf: Attributions },
): readonly Held[] {
  const last = own.reduce((latest, { day }) => (day > latest ? day : latest), '')
  return own.map(({ who, day }) => {
    const days = { 'each-activity': day, 'last-activity': last, 'period-end': to, current: today }
    const of = (name: Attribute) => valueOn(histories[name], { who, day: days[asOf[name]] })
    return { plan: of('plan'), country: of('country') }
  })
}

interface Looking {
  readonly visits: readonly Visit[]
  readonly histories: Histories
  readonly range: Days
  readonly asOf: Attributions
}

function figuresOf({ visits, histories, range, asOf }: Looking, wanted: (held: Held) => boolean) {
  const figures = { active: 0, fresh: 0, retained: 0, reactivated: 0, previous: 0, stayed: 0, churned: 0 }
  const before = justBefore(range)
  for (const who of new Set(visits.map((visit) => visit.who))) {
    const own = visits.filter((visit) => visit.who === who)
    const within = ({ from, to }: Days) => own.filter(({ day }) => from <= day && day <= to)
    const [now, earlier] = [within(range), within(before)]
    const isNew = !own.some(({ day }) => day < range.from)
    if (heldIn(histories, now, { to: range.to, asOf }).some(wanted)) {
      figures.active += 1
      figures[isNew ? 'fresh' : earlier.length > 0 ? 'retained' : 'reactivated'] += 1
    }
    if (heldIn(histories, earlier, { to: before.to, asOf }).some(wanted)) {
      figures.previous += 1
      figures[now.length > 0 ? 'stayed' : 'churned'] += 1
    }
  }
  return figures
}

function linesOf(history: readonly Since[]): readonly unknown[] {
  return history.map((row) => {
    const later = history.filter(({ who, since }) => who === row.who && since > row.since)
    const next = later.map(({ since }) => since).toSorted()[0]
    return { ...row, until: next === undefined ? null : addDays(next, -1) }
  })
}

function expectRates(
  values: Readonly<Record<string, AnswerValue>>,
  figures: ReturnType<typeof figuresOf>,
): void {
  for (const [rate, part] of [
    ['retention', figures.stayed],
    ['churn', figures.churned],
  ] as const) {
    const { value, numerator, denominator } = values[rate] ?? {}
    expect([numerator, denominator]).toEqual([String(part), String(figures.previous)])
    if (figures.previous === 0) expect(value).toBeNull()
    else expect(Number(value)).toBeCloseTo((100 * part) / figures.previous, 9)
  }
}

const runs: Readonly<Record<ServerName, number>> = {
  duckdb: 3,
  'duckdb-memory': 25,
  pglite: 1,
  postgres: 6,
  chdb: 3,
}

for (const server of warehouses) {
  describe.skipIf(server.skip)(`two segments in one question on ${server.title}`, () => {
    const folderOfRuns = mkdtempSync(join(tmpdir(), 'daymark-two-segments-'))
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
    })
    afterAll(async () => {
      await warehouse.close()
      rmSync(folderOfRuns, { recursive: true, force: true })
    })

    it('are what looking at every row and every version says, add up in each row, and are refused where they disagree', async () => {
      const property = fc.asyncProperty(given, async ({ visits, plan, country, declared, questions }) => {
        const histories = { plan, country }
        const directory = mkdtempSync(join(folderOfRuns, 'run-'))
        mkdirSync(join(directory, 'data'))
        const files = { visits, plan: linesOf(plan), country: linesOf(country) }
        for (const [name, lines] of Object.entries(files)) {
          const content = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
          writeFileSync(join(directory, 'data', `${name}.ndjson`), content)
        }
        const loaded = loadedProject(projectOf(declared), {
          file: join(directory, 'daymark.config.ts'),
          directory,
        })
        await runBuild({ loaded, warehouse, full: true })
        for (const { from, length, by, where, segmentAsOf } of questions) {
          const range = { from, to: addDays(from, length) }
          const question = {
            metrics: [...metricNames, 'retention', 'churn'],
            ...range,
            by,
            where,
            ...(segmentAsOf && { segmentAsOf }),
          }
          const asOf = segmentAsOf ? { plan: segmentAsOf, country: segmentAsOf } : declared
          const segments = new Set<Attribute>([...by, ...where.map(({ dimension }) => dimension)])
          if (new Set([...segments].map((name) => asOf[name])).size > 1) {
            const refused = askBothWays(question, { loaded, warehouse, today })
            await expect(refused).rejects.toMatchObject({ code: 'segments-disagree' })
            continue
          }
          const answer = await askBothWays(question, { loaded, warehouse, today })
          const isKept = (held: Held) =>
            where.every(({ dimension, values, not }) => values.includes(held[dimension]) !== not)
          const looking = { visits, histories, range, asOf }
          const read = (values: Readonly<Record<string, AnswerValue>>) =>
            Object.fromEntries(metricNames.map((name) => [name, Number(values[name]?.value)]))
          const all = figuresOf(looking, isKept)
          expect(read(answer.total.values)).toEqual(all)
          expectRates(answer.total.values, all)
          const groups = answer.rows.map(({ dimensions }) => JSON.stringify(dimensions))
          expect(new Set(groups).size).toBe(groups.length)
          for (const { dimensions, values } of answer.rows) {
            const figures = figuresOf(
              looking,
              (held) => isKept(held) && by.every((name) => held[name] === dimensions[name]),
            )
            const found = read(values)
            expect(found).toEqual(figures)
            expectRates(values, figures)
            expect(found['active']).toBe(figures.fresh + figures.retained + figures.reactivated)
            expect(found['previous']).toBe(figures.stayed + figures.churned)
          }
          // Whoever is in the total of one thing at a time is in a row.
          if (by.every((name) => asOf[name] !== 'each-activity')) {
            for (const name of ['active', 'previous'] as const) {
              const added = answer.rows.reduce((sum, { values }) => sum + Number(values[name]?.value), 0)
              expect(added).toBe(all[name])
            }
          }
        }
      })
      await fc.assert(property, { numRuns: runs[server.name] })
    }, 900_000)
  })
}
