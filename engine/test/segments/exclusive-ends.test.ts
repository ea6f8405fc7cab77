import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { activity, defineProject, folder, members, segment, source } from '../../src/index.js'
import { checkLive } from '../../src/project/check-live.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { verify } from '../../src/queries/verify/verify.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { askBothWays } from '../answers/given.js'
import { warehouses } from '../servers/warehouses.js'

type Bound = 'date' | 'timestamp' | 'instant'
interface Line {
  readonly from: string | null
  readonly to: string | null
  readonly level: string
}

/** One visit on each day from 28 February to 3 March 2024, and what the visitor was on each. */
const days = ['2024-02-28', '2024-02-29', '2024-03-01', '2024-03-02', '2024-03-03']

/** Written as a snapshot tool does: each version ends where the next one starts. */
const histories: Readonly<Record<string, readonly [Bound, readonly Line[], readonly string[]]>> = {
  'of days': [
    'date',
    [
      { from: null, to: '2024-02-29', level: 'new' },
      { from: '2024-02-29', to: '2024-03-02', level: 'gold' },
      { from: '2024-03-02', to: '9999-12-31', level: 'lost' },
    ],
    ['new', 'gold', 'gold', 'lost', 'lost'],
  ],
  'of timestamps, two of them on one day': [
    'timestamp',
    [
      { from: '2024-01-01 00:00:00', to: '2024-02-29 00:00:00', level: 'new' },
      { from: '2024-02-29 00:00:00', to: '2024-03-02 09:00:00', level: 'gold' },
      { from: '2024-03-02 09:00:00', to: '2024-03-02 10:00:00', level: 'odd' },
      { from: '2024-03-02 10:00:00', to: '2024-03-02 11:00:00', level: 'lost' },
      { from: '2024-03-02 11:00:00', to: null, level: 'back' },
    ],
    ['new', 'gold', 'gold', 'back', 'back'],
  ],
  'of timestamps, the last of one day being the least by name': [
    'timestamp',
    [
      { from: '2024-03-01 09:00:00', to: '2024-03-01 10:00:00', level: 'zinc' },
      { from: '2024-03-01 10:00:00', to: '2024-03-01 11:00:00', level: 'alum' },
      { from: '2024-03-02 00:00:00', to: null, level: 'gold' },
    ],
    ['alum', 'alum', 'alum', 'gold', 'gold'],
  ],
  // Midnight in Berlin is 23:00 in UTC in winter.
  'of moments, which end at midnight in the time zone': [
    'instant',
    [
      { from: '2024-01-01T00:00:00Z', to: '2024-02-28T23:00:00Z', level: 'new' },
      { from: '2024-02-28T23:00:00Z', to: '2024-03-01T23:00:01Z', level: 'gold' },
      { from: '2024-03-03T00:00:00Z', to: null, level: 'lost' },
    ],
    ['new', 'gold', 'gold', 'gold', 'lost'],
  ],
}

for (const server of warehouses) {
  describe.skipIf(server.skip)(`versions that end where the next one starts, on ${server.title}`, () => {
    const folderOfRuns = mkdtempSync(join(tmpdir(), 'daymark-exclusive-'))
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
    })
    afterAll(async () => {
      await warehouse.close()
      rmSync(folderOfRuns, { recursive: true, force: true })
    })

    function loadedOf(bound: Bound, lines: readonly Line[], exclusive = true): LoadedProject {
      const directory = mkdtempSync(join(folderOfRuns, 'run-'))
      mkdirSync(join(directory, 'data'))
      const write = (name: string, all: readonly object[]) => {
        writeFileSync(join(directory, 'data', name), all.map((line) => JSON.stringify(line)).join('\n'))
      }
      write(
        'visits.ndjson',
        days.map((day) => ({ day, who: 'ann' })),
      )
      write(
        'history.ndjson',
        lines.map((line) => ({ ...line, who: 'ann' })),
      )
      const visits = source('visits', {
        files: '{data}/visits.ndjson',
        columns: { day: 'date', who: 'text' },
        day: 'day',
      })
      const history = source('history', {
        files: '{data}/history.ndjson',
        columns: { who: 'text', from: `${bound}?`, to: `${bound}?`, level: 'text' },
      })
      const level = segment('level', {
        from: history,
        member: 'who',
        validFrom: '"from"',
        validTo: { column: '"to"', exclusive },
        attributes: { level: 'level' },
      })
      const visiting = activity('visiting', {
        from: visits,
        identities: { visitor: 'who' },
        segments: { visitor: [level] },
      })
      const project = defineProject({
        name: 'visits',
        calendar: { timeZone: 'Europe/Berlin' },
        parameters: { data: folder('data') },
        metrics: { visitors: members(visiting, 'visitor') },
      })
      return loadedProject(project, { file: join(directory, 'daymark.config.ts'), directory })
    }

    async function levelsOf(loaded: LoadedProject): Promise<readonly (string | null | undefined)[]> {
      const answer = await askBothWays(
        {
          metrics: ['visitors'],
          from: days[0] ?? '',
          to: days.at(-1) ?? '',
          by: ['level'],
          grain: 'day',
        },
        { loaded, warehouse, today: '2024-12-31' },
      )
      return days.map(
        (day) =>
          answer.rows.find(({ period, values }) => period === day && values['visitors']?.value === '1')
            ?.dimensions['level'],
      )
    }

    for (const [name, [bound, lines, levels]] of Object.entries(histories)) {
      it(`${name}, are told apart, without a warning`, async () => {
        const loaded = loadedOf(bound, lines)
        expect((await checkLive(loaded, warehouse)).map(({ refusal }) => refusal.code)).toEqual([])
        await runBuild({ loaded, warehouse, full: true })
        expect(await levelsOf(loaded)).toEqual(levels)
        const { checks } = await verify({ loaded, warehouse })
        expect(checks.filter(({ failures }) => failures.length > 0)).toEqual([])
      })
    }

    it('are built again when their end is declared to be the last day', async () => {
      const lines = [
        { from: null, to: '2024-02-29', level: 'new' },
        { from: '2024-03-02', to: null, level: 'gold' },
      ]
      const exclusive = loadedOf('date', lines)
      await runBuild({ loaded: exclusive, warehouse, full: true })
      // In a gap the next version holds.
      expect(await levelsOf(exclusive)).toEqual(['new', 'gold', 'gold', 'gold', 'gold'])
      const inclusive = loadedOf('date', lines, false)
      await runBuild({ loaded: inclusive, warehouse })
      expect(await levelsOf(inclusive)).toEqual(['new', 'new', 'gold', 'gold', 'gold'])
    })

    it('are warned of where they overlap, run backward or have no length', async () => {
      const loaded = loadedOf('timestamp', [
        { from: '2024-02-28 08:00:00', to: '2024-02-28 10:00:00', level: 'a' },
        { from: '2024-02-28 09:59:59', to: '2024-02-28 11:00:00', level: 'b' },
        { from: '2024-03-01 12:00:00', to: '2024-03-01 12:00:00', level: 'never' },
        { from: '2024-03-02 12:00:00', to: '2024-03-02 11:00:00', level: 'never' },
      ])
      const findings = await checkLive(loaded, warehouse)
      expect(findings.map(({ refusal: { code, message } }) => [code, message])).toEqual([
        ['versions-overlap', expect.stringContaining('1 version of 1 member start before an earlier one')],
        ['versions-backward', expect.stringContaining('ann (2024-03-02 to 2024-03-02)')],
        ['versions-empty', expect.stringContaining('ann (2024-03-01 to 2024-03-01)')],
      ])
      await runBuild({ loaded, warehouse, full: true })
      expect(await levelsOf(loaded)).toEqual(['b', null, null, null, null])
    })
  })
}
