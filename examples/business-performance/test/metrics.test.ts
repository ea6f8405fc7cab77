import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../../engine/src/builds/run-build.js'
import type { LoadedProject } from '../../../engine/src/project/loaded-project.js'
import type { AnswerRow } from '../../../engine/src/queries/answer.js'
import { ask } from '../../../engine/src/queries/ask.js'
import type { Warehouse } from '../../../engine/src/warehouses/warehouse.js'
import { warehouses } from '../../../engine/test/servers/warehouses.js'
import { metrics as declared } from '../metrics.js'
import { leapYearData, projectOver } from './given.js'
import { Twin, type Days, type Figures } from './twin.js'

const metrics = Object.keys(declared).filter((name) => name !== 'target')

/** The data end on 2025-02-28; on this day all of it is over. */
const later = '2026-01-01'

/** Ranges, and the days before them: as many, or the quarter before. */
const ranges: Readonly<Record<string, { asked: object; today?: string; days: Days }>> = {
  '29 February alone': {
    asked: { from: '2024-02-29', to: '2024-02-29' },
    days: { from: '2024-02-29', to: '2024-02-29', beforeFrom: '2024-02-28', beforeTo: '2024-02-28' },
  },
  'days around 29 February': {
    asked: { from: '2024-02-15', to: '2024-03-14' },
    days: { from: '2024-02-15', to: '2024-03-14', beforeFrom: '2024-01-17', beforeTo: '2024-02-14' },
  },
  'days across a year': {
    asked: { from: '2023-12-20', to: '2024-01-10' },
    days: { from: '2023-12-20', to: '2024-01-10', beforeFrom: '2023-11-28', beforeTo: '2023-12-19' },
  },
  'a whole month as days': {
    asked: { from: '2024-03-01', to: '2024-03-31' },
    days: { from: '2024-03-01', to: '2024-03-31', beforeFrom: '2024-01-30', beforeTo: '2024-02-29' },
  },
  'a quarter that is over': {
    asked: { period: '2024-Q1' },
    days: { from: '2024-01-01', to: '2024-03-31', beforeFrom: '2023-10-01', beforeTo: '2023-12-31' },
  },
  'a quarter in progress': {
    asked: { period: '2024-Q2' },
    today: '2024-05-10',
    days: { from: '2024-04-01', to: '2024-05-10', beforeFrom: '2024-01-01', beforeTo: '2024-03-31' },
  },
  'the first days of the data': {
    asked: { from: '2023-02-20', to: '2023-03-03' },
    days: { from: '2023-02-20', to: '2023-03-03', beforeFrom: '2023-02-08', beforeTo: '2023-02-19' },
  },
  'registrations before a launch': {
    asked: { from: '2023-10-16', to: '2023-10-29' },
    days: { from: '2023-10-16', to: '2023-10-29', beforeFrom: '2023-10-02', beforeTo: '2023-10-15' },
  },
  'all of the data': {
    asked: { from: '2023-03-01', to: '2025-02-28' },
    days: { from: '2023-03-01', to: '2025-02-28', beforeFrom: '2021-03-01', beforeTo: '2023-02-28' },
  },
  'days after the data, before which people came': {
    asked: { from: '2025-03-01', to: '2025-03-20' },
    days: { from: '2025-03-01', to: '2025-03-20', beforeFrom: '2025-02-09', beforeTo: '2025-02-28' },
  },
  'days without data': {
    asked: { from: '2022-05-01', to: '2022-05-31' },
    days: { from: '2022-05-01', to: '2022-05-31', beforeFrom: '2022-03-31', beforeTo: '2022-04-30' },
  },
}

function figuresOf(row: AnswerRow): Figures {
  return Object.fromEntries(metrics.map((name) => [name, String(row.values[name]?.value)]))
}

/** PGlite's socket loses its place in a COPY of more than 64 KB; the PostgreSQL server beside it does not. */
const servers = warehouses.filter(({ name }) => name !== 'pglite')

let data: string
let twin: Twin
beforeAll(async () => {
  data = await leapYearData(0.004)
  twin = await Twin.over(data)
})
afterAll(() => {
  twin.close()
  rmSync(data, { recursive: true })
})

for (const server of servers) {
  describe.skipIf(server.skip)(`every metric equals hand-written SQL on ${server.title}`, () => {
    let warehouse: Warehouse
    let loaded: LoadedProject
    beforeAll(async () => {
      warehouse = await server.open()
      loaded = projectOver(data)
      await runBuild({ loaded, warehouse })
    })
    afterAll(() => warehouse.close())

    it.each(Object.entries(ranges))('in total and by line: %s', async (_says, { asked, today, days }) => {
      const answer = await ask(
        { metrics, by: ['line'], ...asked },
        { loaded, warehouse, today: today ?? later },
      )
      const lines = await twin.lines(days)
      expect(figuresOf(answer.total)).toEqual(await twin.figures(days))
      expect(answer.rows.map((row) => row.dimensions['line'])).toEqual(lines)
      for (const [index, line] of lines.entries()) {
        const row = answer.rows[index]
        expect([line, row && figuresOf(row)]).toEqual([line, await twin.figures(days, line)])
      }
    })

    it('by day, over 29 February and in one line', async () => {
      const answer = await ask(
        {
          metrics,
          grain: 'day',
          from: '2024-02-25',
          to: '2024-03-04',
          where: [{ dimension: 'line', values: ['LVMY'] }],
        },
        { loaded, warehouse, today: later },
      )
      expect(answer.rows.map(({ period }) => period)).toEqual(daysFrom('2024-02-25', 9))
      for (const row of answer.rows) {
        const day = String(row.period)
        const [before = ''] = daysFrom(day, 1, -1)
        const days = { from: day, to: day, beforeFrom: before, beforeTo: before }
        expect([day, figuresOf(row)]).toEqual([day, await twin.figures(days, 'LVMY')])
      }
    })

    it('by quarter, all lines together', async () => {
      const answer = await ask(
        { metrics, grain: 'quarter', from: '2023-07-01', to: '2024-06-30' },
        { loaded, warehouse, today: later },
      )
      const starts = ['2023-04-01', '2023-07-01', '2023-10-01', '2024-01-01', '2024-04-01', '2024-07-01']
      for (const [index, row] of answer.rows.entries()) {
        const [beforeFrom = '', from = '', after = ''] = starts.slice(index)
        const days = { from, to: eve(after), beforeFrom, beforeTo: eve(from) }
        expect([row.period, figuresOf(row)]).toEqual([row.period, await twin.figures(days)])
      }
      expect(answer.rows).toHaveLength(4)
    })

    it('of another currency', async () => {
      const other = projectOver(data, { currency: 'SGD' })
      await runBuild({ loaded: other, warehouse })
      const dollars = await Twin.over(data, 'SGD')
      const days = { from: '2024-04-01', to: '2024-04-30', beforeFrom: '2024-03-02', beforeTo: '2024-03-31' }
      const answer = await ask(
        { metrics, by: ['line'], from: days.from, to: days.to },
        { loaded: other, warehouse, today: later },
      )
      expect(answer.rows.map((row) => row.dimensions['line'])).toEqual(['SBSG'])
      expect(figuresOf(answer.total)).toEqual(await dollars.figures(days))
      dollars.close()
    })
  })
}

function daysFrom(day: string, count: number, offset = 0): readonly string[] {
  const start = Date.parse(day) + offset * 86_400_000
  return Array.from({ length: count }, (_, index) =>
    new Date(start + index * 86_400_000).toISOString().slice(0, 10),
  )
}

function eve(day: string): string {
  return daysFrom(day, 1, -1)[0] ?? ''
}
