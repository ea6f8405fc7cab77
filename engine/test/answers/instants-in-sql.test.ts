import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { isRefusal } from '../../src/errors.js'
import { count, defineProject, folder, source } from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import { parseExpression, printExpression } from '../../src/sql/expression.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { askBothWays } from './given.js'

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Ho_Chi_Minh'] as const
const dialects = ['duckdb', 'postgresql', 'clickhouse', 'redshift'] as const

/** Dimensions of a moment in words that every dialect has. */
const dimensions = {
  alone: 'at',
  day: 'CAST(at AS DATE)',
  utcDay: 'CAST(utc(at) AS DATE)',
  late: 'EXTRACT(hour FROM at) >= 12',
  utcLate: 'EXTRACT(hour FROM utc( at )) >= 12',
}

/** The same by hand. */
function byHand(at: Temporal.Instant, zone: string): Readonly<Record<keyof typeof dimensions, string>> {
  const [local, utc] = [zone, 'UTC'].map((each) => at.toZonedDateTimeISO(each).toPlainDateTime())
  if (local === undefined || utc === undefined) throw new Error('no clock')
  return {
    alone: local.toString({ smallestUnit: 'second' }).replace('T', ' '),
    day: local.toPlainDate().toString(),
    utcDay: utc.toPlainDate().toString(),
    late: String(local.hour >= 12),
    utcLate: String(utc.hour >= 12),
  }
}

for (const server of warehouses.filter(({ name }) => name !== 'duckdb'))
  describe.skipIf(server.skip !== undefined)(server.title, () => {
    let warehouse: Warehouse
    let directory: string
    beforeAll(async () => {
      warehouse = await server.open()
      directory = mkdtempSync(join(tmpdir(), 'daymark-instants-'))
      mkdirSync(join(directory, 'data'))
    })
    afterAll(async () => {
      await warehouse.close()
      rmSync(directory, { recursive: true, force: true })
    })

    async function open(given: readonly string[], { zone, dialect, day = 'at' }: Given) {
      const moments = source('moments', {
        files: '{data}/moments.ndjson',
        columns: { at: 'instant' },
        day,
        dimensions,
      })
      const project = defineProject({
        name: 'instants',
        dialect,
        calendar: { timeZone: zone },
        parameters: { data: folder('data') },
        metrics: { rows: count(moments) },
      })
      writeFileSync(
        join(directory, 'data', 'moments.ndjson'),
        given.map((at) => JSON.stringify({ at })).join('\n'),
      )
      const loaded = loadedProject(project, {
        file: join(directory, 'daymark.config.ts'),
        directory,
        set: {},
      })
      await runBuild({ loaded, warehouse, full: true })
      return loaded
    }

    it("shows the project's clock in SQL, and that of UTC by utc(column), in every dialect", async () => {
      const quarters = fc.array(fc.integer({ min: -200, max: 200 }), { minLength: 5, maxLength: 12 })
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            zone: fc.constantFrom(...zones),
            dialect: fc.constantFrom(...dialects),
            night: fc.constantFrom('2024-03-31', '2024-10-27', '2024-11-03', '2024-04-06'),
            drawn: quarters,
          }),
          async ({ zone, dialect, night, drawn }) => {
            const middle = Temporal.Instant.from(`${night}T12:00:00Z`)
            const moments = drawn.map((at) => middle.add({ minutes: at * 15 }))
            const loaded = await open(
              moments.map((at) => at.toString()),
              { zone, dialect },
            )
            for (const by of Object.keys(dimensions) as (keyof typeof dimensions)[]) {
              const answer = await askBothWays(
                { metrics: ['rows'], from: '2024-01-01', to: '2024-12-31', by: [by] },
                { loaded, warehouse, today: '2025-01-10' },
              )
              const found: Record<string, number> = Object.fromEntries(
                answer.rows.map(({ dimensions: split, values }) => [
                  String(split[by]),
                  Number(values['rows']?.value),
                ]),
              )
              const right: Record<string, number> = {}
              for (const at of moments) {
                const value = byHand(at, zone)[by]
                right[value] = (right[value] ?? 0) + 1
              }
              expect([by, dialect, found]).toEqual([by, dialect, right])
            }
          },
        ),
        { numRuns: server.name === 'duckdb-memory' ? 8 : 3 },
      )
    })

    it('takes hours off a clock by the clock, also where clocks change', async () => {
      const loaded = await open(
        [
          '2024-10-27T01:59:59Z',
          '2024-10-27T02:59:59Z',
          '2024-10-27T03:00:00Z',
          '2024-10-28T02:59:59Z',
          '2024-10-28T03:00:00Z',
        ],
        {
          zone: 'Europe/Berlin',
          dialect: 'duckdb',
          day: "CAST((at AT TIME ZONE 'Europe/Berlin') - INTERVAL '4' HOUR AS DATE)",
        },
      )
      const answer = await askBothWays(
        { metrics: ['rows'], from: '2024-10-26', to: '2024-10-28', grain: 'day' },
        { loaded, warehouse, today: '2024-11-30' },
      )
      expect(answer.rows.map(({ values }) => values['rows']?.value)).toEqual(['2', '2', '1'])
    })

    it('refuses utc of what is no instant, with its place', () => {
      const written = { in: 'duckdb', parameters: {} } as const
      const typeOf = () => 'text' as const
      const parsed = parseExpression(
        { text: 'length(utc(name))', what: 'it' },
        { columns: ['name'], written, typeOf },
      )
      let refused: unknown
      try {
        printExpression(parsed, { written, dialect: warehouse.dialect })
      } catch (thrown) {
        refused = thrown
      }
      expect(isRefusal(refused) && refused.code === 'sql-construct' && refused.message).toContain(
        'utc(…), at line 1, column 8 of it',
      )
    })
  })

interface Given {
  readonly zone: string
  readonly dialect: (typeof dialects)[number]
  readonly day?: string
}
