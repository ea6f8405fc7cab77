import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { addDays } from '../../src/calendar/day.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { Answer, AnswerValue } from '../../src/queries/answer.js'
import { askBothWays } from '../answers/given.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { piecesOf, justBefore } from '../answers/brute-force.js'
import { warehouses, type ServerName } from '../servers/warehouses.js'
import {
  figuresOf,
  trailing,
  unmatchedOf,
  type Days,
  type Figures,
  type Version,
  type Visit,
} from './brute-force.js'
import { asked, deciding, ending, endingAs, projectOf, row, version, visitsOf, type Asked } from './drawn.js'

interface Data {
  readonly visits: readonly Visit[]
  readonly history: readonly Version[]
}

const isKept = (question: Asked, dimension: string, value: string | null) =>
  question.where
    .filter((filter) => filter.dimension === dimension)
    .every(({ values, not }) => values.includes(value) !== not)

/** The days that a row is about, and those before them; undefined where all of them are still to come. */
function looked({ range, before }: { range: Days; before: Days }, { rolling, today }: Asked) {
  if (range.from > today) return undefined
  const to = range.to > today ? today : range.to
  if (rolling !== undefined) return trailing({ from: range.from, to }, rolling)
  return { range: { from: range.from, to }, before }
}

/** Which figures each rate divides; all of them are of the range before. */
const rates: Readonly<Record<string, readonly [keyof Figures, keyof Figures]>> = {
  retention: ['stayed', 'before'],
  churn: ['churned', 'before'],
  byHand: ['stayed', 'before'],
}

function partsOf({ value, numerator, denominator }: AnswerValue) {
  if (numerator === undefined || denominator === undefined) return value
  return { percent: value === null ? null : Number(value), numerator, denominator }
}

function expectedOf(name: string, figures: Figures | undefined) {
  if (figures === undefined) return null
  const [above, below] = rates[name] ?? []
  if (above === undefined || below === undefined) return String(figures[name as keyof Figures])
  const [numerator, denominator] = [figures[above], figures[below]]
  const share = (name === 'byHand' ? 1 : 100) * numerator
  const percent = denominator === 0 ? null : (expect.closeTo(share / denominator, 9) as number)
  return { percent, numerator: String(numerator), denominator: String(denominator) }
}

function expectAnswer(answer: Answer, { visits, history }: Data, question: Asked): void {
  const {
    days: [from, length],
    grain,
    by,
    today,
  } = question
  const whole = { from, to: addDays(from, length) }
  const asOf = question.segmentAsOf ?? 'last-activity'
  const wholeCut = { from, to: whole.to > today && from <= today ? today : whole.to }
  const pieces =
    grain === undefined ? [{ range: whole, before: justBefore(wholeCut) }] : piecesOf(whole, grain, 'monday')
  const due = (piece: { range: Days; before: Days }, values: Readonly<Record<string, string | null>>) => {
    const days = looked(piece, question)
    return days && figuresFor(days, values)
  }
  const figuresFor = (
    days: { range: Days; before: Days },
    values: Readonly<Record<string, string | null>>,
  ): Figures =>
    figuresOf(
      { visits, history, asOf, today, ...days },
      (channel) =>
        isKept(question, 'channel', channel) && (!('channel' in values) || values['channel'] === channel),
      (held) =>
        (['level', 'trust'] as const).every(
          (name) =>
            isKept(question, name, held?.[name] ?? null) &&
            (!(name in values) || values[name] === (held?.[name] ?? null)),
        ),
    )
  const read = (values: Readonly<Record<string, AnswerValue>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, partsOf(value)]))
  const expected = (figures: Figures | undefined) =>
    Object.fromEntries(question.metrics.map((name) => [name, expectedOf(name, figures)]))

  expect(read(answer.total.values)).toEqual(expected(due({ range: whole, before: justBefore(wholeCut) }, {})))
  const groups = [
    ...new Map(answer.rows.map(({ dimensions }) => [JSON.stringify(dimensions), dimensions])).values(),
  ]
  expect(answer.rows).toHaveLength(pieces.length * groups.length)
  for (const [index, { dimensions, values }] of answer.rows.entries()) {
    const piece = pieces[Math.floor(index / groups.length)]
    if (piece) expect(read(values)).toEqual(expected(due(piece, dimensions)))
  }
  const everyValue = {
    channel: ['app', 'web', '', null],
    level: ['1', '2', null],
    trust: ['a', 'b', '', null],
  }
  const everyGroup = by.reduce<Record<string, string | null>[]>(
    (found, name) =>
      found.flatMap((group) =>
        everyValue[name as keyof typeof everyValue].map((value) => ({ ...group, [name]: value })),
      ),
    [{}],
  )
  const active = everyGroup.filter((group) => pieces.some((piece) => (due(piece, group)?.active ?? 0) > 0))
  for (const group of active) expect(groups).toContainEqual(group)

  const isSplit = [...by, ...question.where.map(({ dimension }) => dimension)].some(
    (name) => name !== 'channel',
  )
  const days = looked({ range: whole, before: whole }, question)
  const nobody = days === undefined || !isSplit
  expect(answer.unmatched).toBe(
    nobody
      ? 0
      : unmatchedOf({ visits, history, asOf, today, ...days }, (channel) =>
          isKept(question, 'channel', channel),
        ),
  )
  const own = by.filter((name) => name === 'channel')
  const overlaps = by.length > own.length && asOf === 'each-activity'
  if (overlaps && !(question.metrics as readonly string[]).includes('active')) {
    expect(answer.overlap).toEqual({})
  } else if (overlaps) {
    const parts = answer.rows.reduce((sum, { values }) => sum + Number(values['active']?.value), 0)
    const ownGroups = own.length === 0 ? [{}] : everyValue.channel.map((channel) => ({ channel }))
    const of = pieces.flatMap((piece) => ownGroups.map((group) => due(piece, group)?.active ?? 0))
    expect(answer.overlap?.['active']).toBe(String(parts - of.reduce((sum, each) => sum + each, 0)))
  } else {
    expect(answer.overlap).toBeNull()
  }
}

const runs: Readonly<Record<ServerName, number>> = {
  duckdb: 3,
  'duckdb-memory': 15,
  pglite: 2,
  postgres: 5,
  chdb: 3,
}

for (const server of warehouses) {
  describe.skipIf(server.skip)(`segments, first days and rolling windows on ${server.title}`, () => {
    let warehouse: Warehouse
    const folderOfRuns = mkdtempSync(join(tmpdir(), 'daymark-segments-'))
    beforeAll(async () => {
      warehouse = await server.open()
    })
    afterAll(async () => {
      await warehouse.close()
      rmSync(folderOfRuns, { recursive: true, force: true })
    })

    it('are what looking at every row and every version says', async () => {
      const given = fc.record({
        rows: fc.array(row, { minLength: 1, maxLength: 60 }),
        undone: fc.array(fc.record({ id: fc.option(fc.integer({ min: 1, max: 40 }), { nil: null }) }), {
          minLength: 1,
          maxLength: 5,
        }),
        as: ending,
        versions: fc.array(version, { minLength: 1, maxLength: 14 }),
        by: deciding,
        asking: fc.array(asked, { minLength: 4, maxLength: 8 }),
      })
      const property = fc.asyncProperty(given, async ({ rows, undone, versions, as, by, asking }) => {
        const history = endingAs(versions, as)
        const directory = mkdtempSync(join(folderOfRuns, 'run-'))
        mkdirSync(join(directory, 'data'))
        for (const [name, lines] of Object.entries({ rows, undone, history })) {
          writeFileSync(
            join(directory, 'data', `${name}.ndjson`),
            lines.map((line) => JSON.stringify(line)).join('\n'),
          )
        }
        const loaded = loadedProject(projectOf(by, as), {
          file: join(directory, 'daymark.config.ts'),
          directory,
        })
        await runBuild({ loaded, warehouse, full: true })
        const visits = visitsOf({ rows, undone }, by)
        for (const question of asking) {
          const {
            days: [from, length],
            metrics,
            by: split,
            where,
            grain,
            segmentAsOf,
            rolling,
            today,
          } = question
          const answer = await askBothWays(
            {
              metrics,
              from,
              to: addDays(from, length),
              by: split,
              where,
              ...(grain && { grain }),
              ...(segmentAsOf && { segmentAsOf }),
              ...(rolling !== undefined && { rolling }),
            },
            { loaded, warehouse, today },
          )
          expectAnswer(answer, { visits, history }, question)
        }
      })
      await fc.assert(property, { numRuns: runs[server.name] })
    }, 900_000)
  })
}
