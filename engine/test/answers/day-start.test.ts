import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { businessDay } from '../../src/calendar/business-day.js'
import { count, defineProject, folder, source, type Project } from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { askBothWays } from './given.js'

/** Nights on which clocks change, some at midnight, and zones that lie beside whole hours or left a day out. */
const nights = [
  ['Europe/Berlin', '2024-03-31'],
  ['Europe/Berlin', '2024-10-27'],
  ['America/New_York', '2024-03-10'],
  ['America/New_York', '2024-11-03'],
  ['Australia/Lord_Howe', '2024-04-07'],
  ['Australia/Lord_Howe', '2024-10-06'],
  ['America/Sao_Paulo', '2018-02-18'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Havana', '2024-03-10'],
  ['America/Havana', '2024-11-03'],
  ['Africa/Cairo', '2024-04-26'],
  ['Africa/Cairo', '2024-10-31'],
  ['America/St_Johns', '2011-03-13'],
  ['America/St_Johns', '2010-11-07'],
  ['Pacific/Chatham', '2024-09-29'],
  ['Pacific/Apia', '2011-12-30'],
  ['Pacific/Apia', '2024-05-01'],
  ['Asia/Kathmandu', '2024-03-31'],
  ['Asia/Kolkata', '2024-10-27'],
  ['Asia/Ho_Chi_Minh', '2024-03-31'],
] as const

const moments = source('moments', {
  files: '{data}/moments.ndjson',
  columns: { at: 'instant' },
  day: 'at',
})
const clocks = source('clocks', {
  files: '{data}/clocks.ndjson',
  columns: { at: 'timestamp' },
  day: 'at',
})
const metrics = { moments: count(moments), clocks: count(clocks) }

/** The business day by hand: what the clock shows, less the hours by which days start late. */
function dayOf(clock: Temporal.PlainDateTime, start: number): string {
  return clock.subtract({ hours: start }).toPlainDate().toString()
}

for (const server of warehouses.filter(({ name }) => name !== 'duckdb'))
  describe.skipIf(server.skip !== undefined)(server.title, () => {
    let warehouse: Warehouse
    let directory: string
    beforeAll(async () => {
      warehouse = await server.open()
      directory = mkdtempSync(join(tmpdir(), 'daymark-day-start-'))
      mkdirSync(join(directory, 'data'))
    })
    afterAll(async () => {
      await warehouse.close()
      rmSync(directory, { recursive: true, force: true })
    })

    async function open(project: Project, given: Readonly<Record<string, readonly string[]>>) {
      for (const [name, times] of Object.entries(given))
        writeFileSync(
          join(directory, 'data', `${name}.ndjson`),
          times.map((at) => JSON.stringify({ at })).join('\n'),
        )
      const loaded = loadedProject(project, {
        file: join(directory, 'daymark.config.ts'),
        directory,
        set: {},
      })
      await runBuild({ loaded, warehouse, full: true })
      return loaded
    }

    it('counts by business days that start late, also where clocks change, up to the moment', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            change: fc.constantFrom(...nights),
            start: fc.constantFrom(0, 1, 2, 3, 4, 6, 12, 22, 23),
            quarters: fc.array(fc.integer({ min: -150, max: 150 }), { minLength: 20, maxLength: 60 }),
            now: fc.integer({ min: -60, max: 100 }),
          }),
          async ({ change: [zone, night], start, quarters, now }) => {
            const middle = Temporal.Instant.from(`${night}T12:00:00Z`)
            const drawn = quarters.map((at) => middle.add({ minutes: at * 15 }))
            const clock = (at: Temporal.Instant) => at.toZonedDateTimeISO(zone).toPlainDateTime()
            const project = defineProject({
              name: 'late',
              calendar: { timeZone: zone, dayStartsAt: `${String(start).padStart(2, '0')}:00` },
              parameters: { data: folder('data') },
              metrics,
            })
            const loaded = await open(project, {
              moments: drawn.map((at) => at.toString()),
              clocks: drawn.map((at) => clock(at).toString({ smallestUnit: 'second' }).replace('T', ' ')),
            })
            const until = middle.add({ minutes: now * 15 })
            const today = businessDay(until, project.calendar)
            expect(today).toBe(dayOf(clock(until), start))
            const range = {
              from: middle.subtract({ hours: 72 }).toString().slice(0, 10),
              to: middle.add({ hours: 72 }).toString().slice(0, 10),
            }
            const answer = await askBothWays(
              { metrics: Object.keys(metrics), ...range, grain: 'day' },
              { loaded, warehouse, today, until },
            )
            const byHand = (counts: (at: Temporal.Instant) => boolean) =>
              Object.fromEntries(
                answer.rows.map(({ range: { from } }) => [
                  from,
                  drawn.filter((at) => from <= today && dayOf(clock(at), start) === from && counts(at))
                    .length,
                ]),
              )
            const found = (metric: string) =>
              Object.fromEntries(
                answer.rows.map((row) => [row.range.from, Number(row.values[metric]?.value ?? 0)]),
              )
            const isToday = (at: Temporal.Instant) => dayOf(clock(at), start) === today
            expect(found('moments')).toEqual(
              byHand((at) => !isToday(at) || Temporal.Instant.compare(at, until) < 0),
            )
            expect(found('clocks')).toEqual(
              byHand((at) => !isToday(at) || Temporal.PlainDateTime.compare(clock(at), clock(until)) < 0),
            )
          },
        ),
        {
          numRuns: server.name === 'duckdb-memory' ? 12 : 4,
          examples: [
            [{ change: ['Pacific/Apia', '2011-12-30'], start: 22, quarters: [0, 40, 80], now: 100 }],
            [{ change: ['Pacific/Apia', '2024-05-01'], start: 4, quarters: [0, 40, 80], now: 100 }],
          ],
        },
      )
    })

    it('gives the night of the end of summer time to the day before, until four by the clock', async () => {
      const project = defineProject({
        name: 'night',
        calendar: { timeZone: 'Europe/Berlin', dayStartsAt: '04:00' },
        parameters: { data: folder('data') },
        metrics: { moments: metrics.moments },
      })
      // 02:59:59, 03:59:59 and 04:00:00 on 27 October, when clocks went back at three; 03:59:59 and 04:00:00 on the 28th.
      const loaded = await open(project, {
        moments: [
          '2024-10-27T01:59:59Z',
          '2024-10-27T02:59:59Z',
          '2024-10-27T03:00:00Z',
          '2024-10-28T02:59:59Z',
          '2024-10-28T03:00:00Z',
        ],
      })
      const answer = await askBothWays(
        { metrics: ['moments'], from: '2024-10-26', to: '2024-10-28', grain: 'day' },
        { loaded, warehouse, today: '2024-11-30' },
      )
      expect(answer.rows.map(({ range: { from }, values }) => [from, values['moments']?.value])).toEqual([
        ['2024-10-26', '2'],
        ['2024-10-27', '2'],
        ['2024-10-28', '1'],
      ])
    })
  })
