import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { addDays } from '../../src/calendar/day.js'
import { parseMoment } from '../../src/calendar/moment.js'
import {
  activeDays,
  activity,
  churnedMembers,
  count,
  defineProject,
  folder,
  members,
  newMembers,
  perMember,
  previousMembers,
  reactivatedMembers,
  retainedMembers,
  returningSum,
  rolling,
  source,
  sum,
} from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { AnswerRow } from '../../src/queries/answer.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses, type ServerName } from '../servers/warehouses.js'
import { justBefore, quotient, type Days } from './brute-force.js'
import { askBothWays } from './given.js'

/** A quarter of an hour, counted from the beginning of the days that are drawn. */
const quarter = 15 * 60 * 1000
const begin = Date.parse('2024-03-26T00:00:00Z')
const quartersDrawn = 12 * 96

/** In each of them a clock changes among the days that are drawn, or none does. */
const zones = ['UTC', 'Europe/London', 'Australia/Lord_Howe', 'America/New_York'] as const

const identities = { who: 'who' }
const dimensions = { kind: 'kind' }
const columns = { who: 'text?', kind: 'text', cents: 'integer', fresh: 'boolean' } as const
/** Knows moments. */
const online = source('online', {
  files: '{data}/online.ndjson',
  columns: { at: 'instant', ...columns },
  day: 'at',
  dimensions,
})
/** Knows what a clock showed; its day is an expression. */
const shop = source('shop', {
  files: '{data}/shop.ndjson',
  columns: { at: 'timestamp', ...columns },
  day: 'CAST(at AS DATE)',
  dimensions,
})
/** Knows days alone. */
const post = source('post', {
  files: '{data}/post.ndjson',
  columns: { at: 'date', ...columns },
  day: 'at',
  dimensions,
})
const buying = activity('buying', {
  parts: [
    { from: online, identities },
    { from: shop, identities },
    { from: post, identities },
  ],
})
/** Some rows say who is new. */
const joining = activity('joining', {
  parts: [
    { from: online, identities, newWhen: 'fresh' },
    { from: shop, identities },
  ],
})
/** Rows that do not count decide first days. */
const paying = activity('paying', {
  from: online,
  where: 'cents > 0',
  identities,
  firstDayScope: [{ from: shop, identities }],
})
const activities = { buying, joining, paying }
const metrics = Object.fromEntries(
  Object.entries(activities).flatMap(([name, of]) =>
    Object.entries({
      active: members(of, 'who'),
      before: previousMembers(of, 'who'),
      fresh: newMembers(of, 'who'),
      retained: retainedMembers(of, 'who'),
      reactivated: reactivatedMembers(of, 'who'),
      churned: churnedMembers(of, 'who'),
      days: activeDays(of, 'who'),
      revenue: sum(of, 'cents'),
      rows: count(of),
      perWho: perMember(sum(of, 'cents'), members(of, 'who')),
      // Where rows say who is new, there is no first day before which a member returns.
      ...(of === joining ? {} : { returning: returningSum(of, 'who', 'cents') }),
      rolled: rolling(members(of, 'who'), 3),
    }).map(([figure, metric]) => [`${name}_${figure}`, metric] as const),
  ),
)

interface Drawn {
  readonly from: 'online' | 'shop' | 'post'
  /** Quarters of an hour since the beginning. */
  readonly at: number
  readonly who: string | null
  readonly kind: string
  readonly cents: number
  readonly fresh: boolean
}

const drawnRow: fc.Arbitrary<Drawn> = fc.record({
  from: fc.constantFrom('online', 'shop', 'post'),
  at: fc.integer({ min: 0, max: quartersDrawn }),
  who: fc.option(fc.constantFrom('ann', 'bob', 'cy', 'dee', 'eve', 'flo'), { nil: null, freq: 8 }),
  kind: fc.constantFrom('a', 'b'),
  cents: fc.integer({ min: -5, max: 90 }),
  fresh: fc.boolean(),
})

/** What a clock in a zone shows at a quarter of an hour: the second author of time zones is the platform's. */
function clockIn(zone: string) {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  return (at: number) => {
    const [day = '', time = ''] = format.format(begin + at * quarter).split(' ')
    return { day, time }
  }
}

/** A row as the brute force sees it. */
interface Seen extends Drawn {
  readonly day: string
  readonly time: string
}

/** Up to when a day counts: by its quarters, and by what clocks show. */
interface Until {
  readonly day: string
  readonly before: number
  readonly clock: string
}

const counts = ({ from, day, at, time }: Seen, until: Until | undefined) =>
  until === undefined ||
  day !== until.day ||
  from === 'post' ||
  (from === 'online' ? at < until.before : time < until.clock)

const parts: Readonly<Record<keyof typeof activities, (row: Seen) => boolean>> = {
  buying: () => true,
  joining: ({ from }) => from !== 'post',
  paying: ({ from, cents }) => from === 'online' && cents > 0,
}

/** Every figure by looking at all rows. */
function figuresOf(all: readonly Seen[], name: keyof typeof activities, { range, before, until }: Looked) {
  const known = all.filter(({ who }) => who !== null)
  const own = all.filter(parts[name])
  const inDays = (some: readonly Seen[], { from, to }: Days) =>
    some.filter((row) => from <= row.day && row.day <= to && counts(row, until))
  const whoIn = (days: Days) => new Set(inDays(own, days).flatMap(({ who }) => who ?? []))
  const [rows, now, earlier] = [inDays(own, range), whoIn(range), whoIn(before)]
  // Only rows that exist by then say when somebody was first seen.
  const tells = known.filter(
    (row) =>
      counts(row, until) &&
      (name === 'joining'
        ? row.from === 'shop'
        : name === 'paying'
          ? row.from === 'shop' || parts.paying(row)
          : true),
  )
  const firstOf = (who: string) =>
    tells
      .filter((row) => row.who === who)
      .map(({ day }) => day)
      .sort()[0]
  const flagged = new Set(
    name === 'joining'
      ? rows.filter(({ from, fresh }) => from === 'online' && fresh).map(({ who }) => who)
      : [],
  )
  const isNew = (who: string) => {
    const first = firstOf(who)
    if (name === 'joining')
      return flagged.has(who) || (first !== undefined && range.from <= first && first <= range.to)
    return first !== undefined && first >= range.from
  }
  const size = (some: Iterable<string>, is: (who: string) => boolean) => String([...some].filter(is).length)
  const cents = rows.reduce((total, row) => total + row.cents, 0)
  const returned = rows.filter(({ who }) => who !== null && (firstOf(who) ?? '9') < range.from)
  return {
    active: String(now.size),
    before: String(earlier.size),
    fresh: size(now, isNew),
    retained: size(now, (who) => earlier.has(who)),
    reactivated: size(now, (who) => !earlier.has(who) && !isNew(who)),
    churned: size(earlier, (who) => !now.has(who)),
    days: String(new Set(rows.flatMap(({ who, day }) => (who === null ? [] : [`${who} ${day}`]))).size),
    revenue: String(cents),
    rows: String(rows.length),
    perWho: now.size === 0 ? null : quotient(cents, now.size),
    ...(name === 'joining'
      ? {}
      : { returning: String(returned.reduce((total, row) => total + row.cents, 0)) }),
    rolled: String(whoIn({ from: addDays(range.to, -2), to: range.to }).size),
  }
}

interface Looked {
  readonly range: Days
  readonly before: Days
  readonly until: Until | undefined
}

function expectRow(row: AnswerRow, all: readonly Seen[], { now, earlier }: { now: Looked; earlier: Looked }) {
  for (const name of ['buying', 'joining', 'paying'] as const) {
    const own = (looked: Looked) =>
      Object.fromEntries(
        Object.entries(figuresOf(all, name, looked)).map(([figure, value]) => [`${name}_${figure}`, value]),
      )
    const values = Object.entries(row.values).filter(([metric]) => metric.startsWith(name))
    expect(Object.fromEntries(values.map(([metric, { value }]) => [metric, value]))).toEqual(own(now))
    expect(Object.fromEntries(values.map(([metric, { comparison }]) => [metric, comparison?.value]))).toEqual(
      own(earlier),
    )
  }
}

const drawn = fc.record({
  rows: fc.array(drawnRow, { minLength: 20, maxLength: 120, size: 'max' }),
  zone: fc.constantFrom(...zones),
  now: fc.integer({ min: 3 * 96, max: quartersDrawn }),
  length: fc.constantFrom(1, 1, 2, 5),
  /** Days after today that are asked for as well. */
  ahead: fc.constantFrom(0, 3),
  kind: fc.constantFrom(undefined, 'a'),
})

const runs: Readonly<Record<ServerName, number>> = {
  duckdb: 1,
  'duckdb-memory': 6,
  pglite: 1,
  postgres: 3,
  chdb: 2,
}

for (const server of warehouses) {
  describe.skipIf(server.skip)(`rows of today on ${server.title}`, () => {
    let warehouse: Warehouse
    const directory = mkdtempSync(join(tmpdir(), 'daymark-today-'))
    beforeAll(async () => {
      warehouse = await server.open()
      mkdirSync(join(directory, 'data'))
    })
    afterAll(async () => {
      await warehouse.close()
      rmSync(directory, { recursive: true, force: true })
    })

    const open = async (rows: readonly Drawn[], zone: string) => {
      const clock = clockIn(zone)
      for (const from of ['online', 'shop', 'post'] as const) {
        const lines = rows
          .filter((row) => row.from === from)
          .map(({ at, who, kind, cents, fresh }) => {
            const { day, time } = clock(at)
            const moment = new Date(begin + at * quarter).toISOString()
            const held = from === 'online' ? moment : from === 'shop' ? `${day} ${time}` : day
            return JSON.stringify({ at: held, who, kind, cents, fresh })
          })
        // A file says its columns by its first row.
        const first = JSON.stringify({
          at:
            from === 'online'
              ? '2020-01-01T12:00:00Z'
              : from === 'shop'
                ? '2020-01-01 12:00:00'
                : '2020-01-01',
          who: 'nobody',
          kind: 'c',
          cents: 0,
          fresh: false,
        })
        writeFileSync(join(directory, 'data', `${from}.ndjson`), [first, ...lines].join('\n'))
      }
      const project = defineProject({
        name: 'drawn',
        calendar: { timeZone: zone },
        parameters: { data: folder('data') },
        metrics,
      })
      const loaded = loadedProject(project, {
        file: join(directory, 'daymark.config.ts'),
        directory,
        set: {},
      })
      await runBuild({ loaded, warehouse, full: true })
      return { loaded, seen: rows.map((row): Seen => ({ ...row, ...clock(row.at) })), clock }
    }

    it('count up to now, and those of the day that it is compared with up to the same time', async () => {
      await fc.assert(
        fc.asyncProperty(drawn, async ({ rows, zone, now, length, ahead, kind }) => {
          const { loaded, seen, clock } = await open(rows, zone)
          const { day: today, time } = clock(now)
          const from = addDays(today, 1 - length)
          const range = { from, to: today }
          const compared = justBefore(range)
          // The other day's clock comes to the same time, or past it, for the first time.
          let alike = 0
          while (
            clock(alike).day < compared.to ||
            (clock(alike).day === compared.to && clock(alike).time < time)
          )
            alike += 1
          const untilNow = { day: today, before: now, clock: time }
          const untilAlike = { day: compared.to, before: alike, clock: time }
          const asked = kind === undefined ? seen : seen.filter((row) => row.kind === kind)
          const until = parseMoment(new Date(begin + now * quarter).toISOString(), { timeZone: zone })
          const answer = await askBothWays(
            {
              metrics: Object.keys(metrics),
              from,
              to: addDays(today, ahead),
              compare: `${compared.from}..${compared.to}`,
              ...(kind === undefined ? {} : { where: [{ dimension: 'kind', values: [kind] }] }),
            },
            { loaded, warehouse, today, until },
          )
          expectRow(answer.total, asked, {
            now: { range, before: justBefore(range), until: untilNow },
            earlier: { range: compared, before: justBefore(compared), until: untilAlike },
          })
          expect(answer.until).toBe(`${today}T${time}`)
          expect(answer.total.comparison?.until).toBe(`${compared.to}T${time}`)
          expect(answer.wholeToday).toEqual(['post'])
        }),
        { numRuns: runs[server.name] },
      )
    })
  })
}
