import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { expect } from 'vitest'
import { readRowsLeftOut } from '../../src/builds/left-out-table.js'
import { runBuild } from '../../src/builds/run-build.js'
import { activity, defineProject, folder, members, plan, segment, source, sum } from '../../src/index.js'
import { answerBoard } from '../../src/boards/answer-board.js'
import { checkLive } from '../../src/project/check-live.js'
import { loadedProject } from '../../src/project/load-project.js'
import { answerPlan } from '../../src/queries/answer-plan.js'
import { ask } from '../../src/queries/ask.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { onEveryWarehouse } from '../contract/on-every-warehouse.js'

const visits = source('visits', {
  files: '{data}/visits.csv',
  columns: { id: 'integer', at: 'date?', seen: 'timestamp?', who: 'text?', kind: 'text', n: 'integer' },
  key: ['id'],
  latestBy: 'n',
  day: 'at',
})
const banned = source('banned', { files: '{data}/banned.csv', columns: { id: 'integer' } })
const levels = source('levels', {
  files: '{data}/levels.csv',
  columns: { who: 'text?', since: 'date?', until: 'date?', level: 'text?' },
})
const goals = source('goals', {
  files: '{data}/goals.csv',
  columns: { year: 'integer?', month: 'integer?', kpi_initial: 'integer?' },
})
const labels = source('labels', {
  files: '{data}/labels.csv',
  columns: { calendar_date: 'date?', date_label: 'text?' },
})
const weights = source('weights', {
  files: '{data}/weights.csv',
  columns: {
    year: 'integer?',
    month: 'integer?',
    date_label: 'text?',
    uplift: 'integer?',
    weight: 'integer?',
    total_weight_month: 'integer?',
  },
})
const quarters = source('quarters', {
  files: '{data}/quarters.csv',
  columns: { start: 'date', metric: 'text?', team: 'text', goal: 'integer' },
  day: 'start',
  dimensions: { metric: 'metric', team: 'team' },
})
const level = segment('level', {
  from: levels,
  member: 'who',
  validFrom: 'since',
  validTo: 'until',
  attributes: { level: 'level' },
})
const visiting = activity('visiting', {
  from: visits,
  where: "kind = 'visit'",
  except: { from: banned, on: { id: 'id' } },
  identities: { person: 'who' },
  dimensions: { team: "'a'" },
  segments: { person: [level] },
  firstDayScope: [{ from: levels, day: 'since', identities: { person: 'who' }, dimensions: { team: "'a'" } }],
})
const visited = sum(visiting, 'n')
const project = defineProject({
  name: 'readers',
  calendar: { timeZone: 'UTC' },
  parameters: { data: folder('data') },
  metrics: { visited, people: members(visiting, 'person'), goal: sum(quarters, 'goal') },
  plans: {
    monthly: plan({
      metric: visited,
      time: 'seen',
      target: { from: goals },
      labels: { calendar: labels, weights },
    }),
  },
  boards: { main: { title: 'Main', cards: ['visited'], charts: [] } },
  targets: { from: 'goal', period: 'quarter', metric: 'metric', by: { dimension: 'team', whole: 'all' } },
})

const files = {
  // Of id 2 the later row holds, of which the day is missing; id 4 is banned; id 5 is no visit; id 6 has no time.
  'visits.csv': [
    'id,at,seen,who,kind,n',
    '1,2024-03-01,2024-03-01 08:00:00,ada,visit,1',
    '2,2024-03-01,2024-03-01 09:00:00,ada,visit,1',
    '2,,2024-03-01 09:00:00,ada,visit,2',
    '3,2024-03-02,2024-03-02 10:00:00,,visit,1',
    '4,,2024-03-02 10:00:00,,visit,1',
    '5,,,,call,1',
    '6,2024-03-02,,bob,visit,1',
  ],
  'banned.csv': ['id', '4'],
  // Line 3 is of nobody, line 4 ends before it starts, lines 5 and 6 hold from ever, or for ever with no level.
  'levels.csv': [
    'who,since,until,level',
    'ada,2024-01-01,2024-12-31,gold',
    ' ,2024-01-01,2024-12-31,gold',
    'bob,2024-03-01,2024-02-01,gold',
    'bob,,2024-12-31,silver',
    'eve,2024-01-01,,',
  ],
  'goals.csv': ['year,month,kpi_initial', '2024,3,31', ',3,40', '2024,4,', '2024,,5'],
  'labels.csv': [
    'calendar_date,date_label',
    ...Array.from({ length: 31 }, (_each, at) => `2024-03-${String(at + 1).padStart(2, '0')},Normal day`),
    ',Holiday',
    '2024-04-01,',
  ],
  'weights.csv': [
    'year,month,date_label,uplift,weight,total_weight_month',
    '2024,3,Normal day,1,1,31',
    '2024,3,,2,2,31',
    ',3,Holiday,2,2,31',
  ],
  'quarters.csv': [
    'start,metric,team,goal',
    '2024-01-01,visited,a,10',
    '2024-02-01,visited,a,20',
    '2024-01-01,profit,a,30',
    '2024-01-01,,a,40',
  ],
}

const expected = [
  'goals: 1 of 4 no column year: goals.csv, line 3',
  'goals: 1 of 4 no column month: goals.csv, line 5',
  'goals: 1 of 4 no column kpi_initial: goals.csv, line 4',
  'labels: 1 of 33 no column calendar_date: labels.csv, line 33',
  'labels: 1 of 33 no column date_label: labels.csv, line 34',
  'levels: 1 of 5 no day of a first day since: levels.csv, line 5',
  'levels: 1 of 5 no member of a first day who: levels.csv, line 3',
  'levels: 1 of 5 no member who: levels.csv, line 3',
  'levels: 1 of 5 no day on which it holds since, until: levels.csv, line 4',
  'quarters: 2 of 4 no metric metric: quarters.csv, line 4; quarters.csv, line 5',
  'quarters: 1 of 4 no start of a period start: quarters.csv, line 3',
  'visits: 1 of 4 no day at: visits.csv, line 4',
  'visits: 1 of 4 no member who: visits.csv, line 5',
  'visits: 1 of 4 no time seen: visits.csv, line 8',
  'weights: 1 of 3 no column year: weights.csv, line 4',
  'weights: 1 of 3 no column date_label: weights.csv, line 3',
].sort()

function given() {
  const directory = mkdtempSync(join(tmpdir(), 'left-out-by-reader-'))
  mkdirSync(join(directory, 'data'))
  for (const [name, lines] of Object.entries(files))
    writeFileSync(join(directory, 'data', name), lines.map((line) => `${line}\n`).join(''))
  const loaded = loadedProject(project, { file: join(directory, 'daymark.config.ts'), directory })
  return { directory, loaded }
}

async function found(warehouse: Warehouse): Promise<readonly string[]> {
  const rows = (await warehouse.read(readRowsLeftOut)) ?? []
  return rows.map(
    ({ source: from, rows: left, ofRows, lacks, column, examples }) =>
      `${from}: ${left} of ${ofRows} no ${lacks} ${column}: ${examples.map((each) => each.replace(/^.*[/]/, '')).join('; ')}`,
  )
}

onEveryWarehouse((it) => {
  it('counts what histories, first days, plans and targets take nothing from', async (warehouse) => {
    const { loaded } = given()
    const { notices } = await runBuild({ loaded, warehouse })
    expect([...(await found(warehouse))].sort()).toEqual(expected)
    expect(notices.filter((notice) => notice.includes('rows of the source'))).toHaveLength(expected.length)
    await runBuild({ loaded, warehouse })
    expect([...(await found(warehouse))].sort()).toEqual(expected)
    const live = await checkLive(loaded, warehouse)
    const told = live.filter(({ refusal }) => refusal.code === 'rows-left-out')
    expect(told.map(({ refusal }) => refusal.message)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /"visits" has no day \(at\): the activity "visiting" does not count it.*visits\.csv, line 4\.$/,
        ),
        expect.stringMatching(/"levels" has no person \(who\): the segment "level" says nothing by it/),
        expect.stringMatching(
          /"goals" has no year: the plan "monthly" takes nothing from it.*goals\.csv, line 3\.$/,
        ),
        expect.stringMatching(
          /"quarters" name no metric of the project \(metric\): the targets by "goal" take nothing/,
        ),
      ]),
    )
    // Versions that hold on no day are told by their members.
    expect(told).toHaveLength(expected.length - 1)
    expect(live.map(({ refusal }) => refusal.code)).toContain('versions-backward')
  })

  it('says so in the answers that they concern', async (warehouse) => {
    const { loaded } = given()
    await runBuild({ loaded, warehouse, full: true })
    const asking = { loaded, warehouse, today: '2024-03-15' }
    const notesOf = async (metrics: readonly string[], by: readonly string[]) => {
      const { notes } = await ask({ metrics, by, period: '2024-03' }, asking)
      return notes.flatMap((note) => (note.code === 'rows-left-out' ? [`${note.source}: ${note.lacks}`] : []))
    }
    const [day, member, ofScope] = [
      'visits: day',
      'visits: member',
      ['levels: day of a first day', 'levels: member of a first day'],
    ]
    expect(await notesOf(['visited'], [])).toEqual([day])
    expect([...(await notesOf(['people'], []))].sort()).toEqual([...ofScope, day, member].sort())
    const ofLevels = ['levels: day on which it holds', 'levels: member']
    expect([...(await notesOf(['people'], ['level']))].sort()).toEqual(
      [...ofLevels, ...ofScope, day, member].sort(),
    )
    const { notices } = await answerPlan(
      { plan: 'monthly', month: '2024-03', now: Temporal.Instant.from('2024-03-15T12:00:00Z') },
      { loaded, warehouse },
    )
    expect(notices.filter((notice) => notice.includes('rows of the source'))).toHaveLength(9)
    const { notes } = await answerBoard('main', { period: '2024-Q1' }, asking)
    expect(notes.flatMap((note) => (note.code === 'rows-left-out' ? [note.lacks] : [])).sort()).toEqual([
      'day',
      'metric',
      'start of a period',
    ])
  })
})
