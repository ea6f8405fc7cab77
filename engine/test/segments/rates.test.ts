import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AsOf } from '../../src/activities/member-segment.js'
import { answerBoard } from '../../src/boards/answer-board.js'
import { runBuild } from '../../src/builds/run-build.js'
import {
  activity,
  churnedMembers,
  churnRate,
  defineProject,
  difference,
  folder,
  members,
  newMembers,
  number,
  previousMembers,
  ratio,
  reactivatedMembers,
  retainedMembers,
  retentionRate,
  rolling,
  segment,
  source,
  stayedMembers,
  total,
} from '../../src/index.js'
import type { Figure } from '../../src/measures/leaf.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { explain } from '../../src/queries/explain.js'
import { membersBehind } from '../../src/queries/members-behind.js'
import type { Question } from '../../src/queries/question.js'
import { verify } from '../../src/queries/verify/verify.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { askBothWays } from '../answers/given.js'
import { warehouses } from '../servers/warehouses.js'

/** Ann goes from free to pro between the months, Ben is pro all along, Cy is free and leaves, Di is new and pro. */
const histories = [
  { who: 'ann', plan: 'free', from: '2026-01-01', to: '2026-01-31' },
  { who: 'ann', plan: 'pro', from: '2026-02-01', to: null },
  { who: 'ben', plan: 'pro', from: '2026-01-01', to: null },
  { who: 'cy', plan: 'free', from: '2026-01-01', to: '2026-02-10' },
  { who: 'cy', plan: 'pro', from: '2026-02-11', to: null },
  { who: 'di', plan: 'pro', from: '2026-02-01', to: null },
]
const visits = [
  { who: 'ann', day: '2026-01-10', channel: 'app' },
  { who: 'ann', day: '2026-02-10', channel: 'web' },
  { who: 'ben', day: '2026-01-10', channel: 'app' },
  { who: 'ben', day: '2026-02-12', channel: 'app' },
  { who: 'cy', day: '2026-01-20', channel: 'app' },
  { who: 'di', day: '2026-02-20', channel: 'web' },
]

const history = source('history', {
  files: '{data}/history.ndjson',
  columns: { who: 'text', plan: 'text', from: 'date', to: 'date?' },
})
const plan = segment('plan', {
  from: history,
  member: 'who',
  validFrom: '"from"',
  validTo: '"to"',
  attributes: { plan: 'plan' },
})
const visiting = activity('visiting', {
  from: source('visits', {
    files: '{data}/visits.ndjson',
    columns: { who: 'text', day: 'date', channel: 'text' },
    day: 'day',
    dimensions: { channel: 'channel' },
  }),
  identities: { person: 'who' },
  segments: { person: [plan] },
})
const [retained, previous] = [retainedMembers(visiting, 'person'), previousMembers(visiting, 'person')]
const metrics = {
  active: members(visiting, 'person'),
  fresh: newMembers(visiting, 'person'),
  retained,
  reactivated: reactivatedMembers(visiting, 'person'),
  previous,
  stayed: stayedMembers(visiting, 'person'),
  churned: churnedMembers(visiting, 'person'),
  retention: retentionRate(visiting, 'person'),
  churn: churnRate(visiting, 'person'),
  byHand: ratio(retained, previous),
  churnByHand: ratio(difference(previous, retained), previous),
  rolledByHand: ratio(rolling(retained, 28), rolling(previous, 28)),
  lostByHand: difference(previous, retained),
  previousByHand: total(retained, churnedMembers(visiting, 'person')),
  lostPerActive: ratio(churnedMembers(visiting, 'person'), members(visiting, 'person')),
}
const project = defineProject({
  name: 'plans',
  parameters: { data: folder('data') },
  metrics,
  boards: {
    main: {
      title: 'Plans',
      cards: ['retention'],
      charts: [{ title: 'Retention', kind: 'bar', metrics: ['retention'], along: 'plan' }],
    },
  },
})

const counts = ['active', 'fresh', 'retained', 'reactivated', 'previous', 'stayed', 'churned'] as const

/** By hand: for February, active, new, retained, reactivated, previous, stayed and churned of each plan. */
const february: Readonly<Record<AsOf, Readonly<Record<string, readonly number[]>>>> = {
  'last-activity': { free: [0, 0, 0, 0, 2, 1, 1], pro: [3, 1, 2, 0, 1, 1, 0] },
  'each-activity': { free: [0, 0, 0, 0, 2, 1, 1], pro: [3, 1, 2, 0, 1, 1, 0] },
  'period-end': { free: [0, 0, 0, 0, 2, 1, 1], pro: [3, 1, 2, 0, 1, 1, 0] },
  current: { pro: [3, 1, 2, 0, 3, 2, 1] },
}

for (const server of warehouses) {
  describe.skipIf(server.skip)(`rates by a segment on ${server.title}`, () => {
    const directory = mkdtempSync(join(tmpdir(), 'daymark-rates-'))
    let warehouse: Warehouse
    let loaded: LoadedProject
    beforeAll(async () => {
      mkdirSync(join(directory, 'data'))
      for (const [name, lines] of Object.entries({ history: histories, visits })) {
        writeFileSync(
          join(directory, 'data', `${name}.ndjson`),
          lines.map((line) => JSON.stringify(line)).join('\n'),
        )
      }
      warehouse = await server.open()
      loaded = loadedProject(project, { file: join(directory, 'daymark.config.ts'), directory })
      await runBuild({ loaded, warehouse })
    })
    afterAll(async () => {
      await warehouse.close()
      rmSync(directory, { recursive: true, force: true })
    })
    const asking = () => ({ loaded, warehouse, today: '2026-03-31' })
    const answered = (question: Omit<Question, 'period'>) =>
      askBothWays({ period: '2026-02', ...question }, asking())

    it.each(Object.keys(february) as AsOf[])('add up in each row as of %s', async (segmentAsOf) => {
      const { rows } = await answered({ metrics: counts, by: ['plan'], segmentAsOf })
      const found = rows.map(({ dimensions, values }) => [
        dimensions['plan'],
        counts.map((name) => Number(values[name]?.value)),
      ])
      expect(Object.fromEntries(found)).toEqual(february[segmentAsOf])
    })

    it('divide members of the range before, of one plan', async () => {
      const {
        rows,
        segments,
        metrics: said,
      } = await answered({
        metrics: ['active', 'retention', 'churn', 'byHand', 'churnByHand'],
        by: ['plan'],
      })
      const [free, pro] = rows.map(({ values }) => values)
      expect(free).toMatchObject({
        active: { value: '0' },
        retention: { value: '50', numerator: '1', denominator: '2' },
        churn: { value: '50', numerator: '1', denominator: '2' },
        byHand: { value: '0.5', numerator: '1', denominator: '2' },
        churnByHand: { value: '0.5', numerator: '1', denominator: '2' },
      })
      expect(pro).toMatchObject({
        active: { value: '3' },
        retention: { value: '100', numerator: '1', denominator: '1' },
        churn: { value: '0', numerator: '0', denominator: '1' },
        byHand: { value: '1', numerator: '1', denominator: '1' },
        churnByHand: { value: '0', numerator: '0', denominator: '1' },
      })
      expect(segments).toEqual({
        asOf: 'last-activity',
        attributes: ['plan'],
        inRange: ['active'],
        inRangeBefore: ['retention', 'churn', 'byHand', 'churnByHand'],
        inBoth: [],
        says: 'by plan as of the last activity; retention, churn, byHand and churnByHand by the plan of the range before',
      })
      const formula = (name: string) => said.find((metric) => metric.name === name)?.formula
      const of = 'of members of visiting by person active in the period before'
      expect(formula('retention')).toBe(`stayed ÷ previous × 100, ${of}`)
      expect(formula('churn')).toBe(`churned ÷ previous × 100, ${of}`)
      const explained = await explain({ metrics: ['retention'], period: '2026-02', by: ['plan'] }, asking())
      expect(explained.metrics[0]?.formula).toBe(`stayed ÷ previous × 100, ${of}`)
      expect(explained.segments?.says).toBe('by the plan of the range before, as of the last activity in it')
    })

    it('are of one population where they are subtracted and added, too', async () => {
      const {
        rows,
        segments,
        metrics: said,
      } = await answered({ metrics: ['lostByHand', 'previousByHand'], by: ['plan'] })
      expect(
        rows.map(({ dimensions, values }) => [
          dimensions['plan'],
          values['lostByHand']?.value,
          values['previousByHand']?.value,
        ]),
      ).toEqual([
        ['free', '1', '2'],
        ['pro', '0', '1'],
      ])
      expect(segments?.inRangeBefore).toEqual(['lostByHand', 'previousByHand'])
      expect(said.map(({ format }) => format)).toEqual([number(0), number(0)])
    })

    it('hold for a filter, also where days trail, in a series and beside an earlier range', async () => {
      const where = [{ dimension: 'plan', values: ['free'] }]
      const filtered = await answered({ metrics: ['retention', 'byHand', 'active'], where })
      expect(filtered.total.values).toMatchObject({
        retention: { value: '50', numerator: '1', denominator: '2' },
        byHand: { numerator: '1', denominator: '2' },
        active: { value: '0' },
      })
      const trailing = await answered({ metrics: ['rolledByHand'], where })
      expect(trailing.total.values['rolledByHand']).toMatchObject({ numerator: '1', denominator: '2' })
      const months = await askBothWays(
        { metrics: ['retention'], from: '2026-02-01', to: '2026-03-31', grain: 'month', by: ['plan'] },
        asking(),
      )
      expect(
        months.rows.map(({ period, dimensions, values }) => [
          period,
          dimensions['plan'],
          values['retention']?.numerator,
          values['retention']?.denominator,
        ]),
      ).toEqual([
        ['2026-02', 'free', '1', '2'],
        ['2026-02', 'pro', '1', '1'],
        ['2026-03', 'free', '0', '0'],
        ['2026-03', 'pro', '0', '3'],
      ])
      const compared = await askBothWays(
        { metrics: ['retention'], period: '2026-03', compare: 'previous-period', by: ['plan'] },
        asking(),
      )
      expect(compared.rows.map(({ values }) => values['retention']?.comparison)).toMatchObject([
        { value: '50', numerator: '1', denominator: '2' },
        { value: '100', numerator: '1', denominator: '1' },
      ])
    })

    it('keep the meaning of the dimensions of the activity: the same channel in both ranges', async () => {
      const { rows } = await answered({ metrics: ['previous', 'stayed', 'churned'], by: ['channel', 'plan'] })
      expect(
        rows.map(({ dimensions, values }) => [
          ...Object.values(dimensions),
          ...Object.values(values).map(({ value }) => Number(value)),
        ]),
      ).toEqual([
        ['app', 'free', 2, 0, 2],
        ['app', 'pro', 1, 1, 0],
        ['web', 'pro', 0, 0, 0],
      ])
    })

    it('say of which range each part is, where a ratio has both', async () => {
      const { segments } = await answered({ metrics: ['lostPerActive', 'retained'], by: ['plan'] })
      expect(segments).toMatchObject({ inRange: ['retained'], inRangeBefore: [], inBoth: ['lostPerActive'] })
      expect(segments?.says).toBe(
        'by plan as of the last activity; in lostPerActive each part by the plan of its own range',
      )
    })

    it('are drawn on boards, which say so', async () => {
      const { charts } = await answerBoard('main', { period: '2026-02' }, asking())
      expect(charts[0]?.keys).toEqual(['free', 'pro'])
      expect(charts[0]?.series[0]?.values).toEqual(['50', '100'])
      expect(charts[0]?.segments?.inRangeBefore).toEqual(['retention'])
    })

    it('have members behind them, by the plan that they count under', async () => {
      const behind = async (are: Figure, value: string, segmentAsOf?: AsOf) => {
        const question = {
          metric: 'active',
          are,
          period: '2026-02',
          where: [{ dimension: 'plan', values: [value] }],
          limit: 10,
          ...(segmentAsOf && { segmentAsOf }),
        }
        const { members: found } = await warehouse.read((session) =>
          membersBehind(session, question, asking()),
        )
        return found.map(({ key, lastDay }) => `${key} ${lastDay}`)
      }
      expect(await behind('churned', 'free')).toEqual(['cy 2026-01-20'])
      expect(await behind('stayed', 'free')).toEqual(['ann 2026-02-10'])
      expect(await behind('retained', 'pro')).toEqual(['ann 2026-02-10', 'ben 2026-02-12'])
      expect(await behind('before', 'free', 'each-activity')).toEqual(['ann 2026-02-10', 'cy 2026-01-20'])
      expect(await behind('churned', 'pro', 'current')).toEqual(['cy 2026-01-20'])
      expect(await behind('new', 'pro', 'period-end')).toEqual(['di 2026-02-20'])
    })

    it('are verified in every row, whichever segment holds', async () => {
      const { checks, passed } = await verify({ loaded, warehouse })
      expect(checks.flatMap(({ failures }) => failures)).toEqual([])
      expect(passed).toBe(true)
      const both = ['active = new + retained + reactivated', 'previous active = stayed + churned']
      for (const asOf of Object.keys(february)) {
        const of = `visiting by person, by plan as of ${asOf}`
        expect(checks.filter((check) => check.of === of).map(({ holds }) => holds)).toEqual(
          expect.arrayContaining(both),
        )
      }
    })
  })
}
