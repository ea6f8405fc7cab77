import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { parseMoment } from '../../src/calendar/moment.js'
import { plan } from '../../src/plans/plan.js'
import { sum } from '../../src/measures/sum.js'
import { loadedProject } from '../../src/project/load-project.js'
import { defineProject } from '../../src/project/project.js'
import { answerPlan } from '../../src/queries/answer-plan.js'
import { source } from '../../src/sources/source.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'

const machineZone = process.env['TZ']
afterEach(() => {
  if (machineZone === undefined) delete process.env['TZ']
  else process.env['TZ'] = machineZone
})

const folder = mkdtempSync(join(tmpdir(), 'daymark-zones-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

writeFileSync(
  join(folder, 'wall.csv'),
  [
    'at,amount,channel',
    '2026-01-14 23:30:00,10,web',
    '2026-01-15 00:00:00,5,web',
    '2026-01-15 08:59:59,7,shop',
    '2026-01-15 09:00:00,100,web',
    '',
  ].join('\n'),
)
// The same moments in UTC, seven hours earlier.
writeFileSync(
  join(folder, 'moments.csv'),
  [
    'at,amount,channel',
    '2026-01-14T16:30:00Z,10,web',
    '2026-01-14T17:00:00Z,5,web',
    '2026-01-15T01:59:59Z,7,shop',
    '2026-01-15T02:00:00Z,100,web',
    '',
  ].join('\n'),
)

function projectOver(file: string, type: 'timestamp' | 'instant') {
  const rows = source('rows', {
    files: file,
    columns: { at: type, amount: 'decimal(18,2)', channel: 'text' },
    day: 'at',
    dimensions: { channel: 'channel' },
  })
  const revenue = sum(rows, 'amount')
  const project = defineProject({
    name: 'zones',
    calendar: { timeZone: 'Asia/Ho_Chi_Minh' },
    metrics: { revenue },
    plans: {
      monthly: plan({
        metric: revenue,
        target: { everyMonth: '310' },
        today: 'actual',
        redistribution: 'evenly',
        rounding: { unit: '0.01' },
        split: { by: 'channel' },
      }),
    },
  })
  return loadedProject(project, { file: join(folder, 'none.ts'), directory: folder })
}

for (const server of warehouses) {
  describe.skipIf(server.skip)(`an order late in the evening, on ${server.title}`, () => {
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
    })
    afterAll(() => warehouse.close())

    it.each([
      ['wall.csv', 'timestamp', 'Asia/Ho_Chi_Minh'],
      ['wall.csv', 'timestamp', 'America/New_York'],
      ['moments.csv', 'instant', 'Asia/Ho_Chi_Minh'],
      ['moments.csv', 'instant', 'America/New_York'],
    ] as const)('belongs to its own day: %s as %s, on a machine in %s', async (file, type, zone) => {
      process.env['TZ'] = zone
      const loaded = projectOver(file, type)
      const now = parseMoment('2026-01-15T09:00', { timeZone: 'Asia/Ho_Chi_Minh' })
      await runBuild({ loaded, warehouse, full: true, now })
      const report = await answerPlan({ plan: 'monthly', now }, { loaded, warehouse })
      const actual = (day: string) => report.days.find((each) => each.calendar_date === day)?.actual
      expect([actual('2026-01-13'), actual('2026-01-14'), actual('2026-01-15')]).toEqual([null, '10', '12'])
      expect(
        report.current?.hours
          .filter(({ booked }) => booked !== '0')
          .map(({ hour, booked }) => [hour, booked]),
      ).toEqual([
        [0, '5'],
        [8, '7'],
      ])
      expect(report.split?.parts.map(({ value, days }) => [value, days[14]?.actual])).toEqual([
        ['shop', '7'],
        ['web', '5'],
      ])
    })
  })
}
