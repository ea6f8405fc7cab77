import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { addDays } from '../../src/calendar/day.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { Answer, AnswerRow } from '../../src/queries/answer.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses, type ServerName } from '../servers/warehouses.js'
import {
  figuresOf,
  justBefore,
  periodBefore,
  piecesOf,
  type Days,
  type Happening,
  type LookedAt,
} from './brute-force.js'
import { askBothWays } from './given.js'
import { asked, happenings, projectOf, questionOf, raw, shape, type Asked, type Shape } from './drawn.js'

/** One row that is due: its days (none where all are still to come), and those that it is compared with. */
interface Due {
  readonly looked: LookedAt | undefined
  readonly compared: LookedAt | undefined
}

function due(
  pieces: readonly LookedAt[],
  { compare, today, grain }: Asked,
  weekStart: Shape['weekStart'],
): readonly Due[] {
  return pieces.map(({ range, before }) => {
    const current = range.to > today && range.from <= today ? { from: range.from, to: today } : range
    const other: Days | undefined = compare === 'previous-length' ? justBefore(current) : compare
    const lookBack = (days: Days) =>
      grain === undefined ? justBefore(days) : periodBefore(days.from, grain, weekStart)
    return {
      looked:
        range.from > today
          ? undefined
          : { range: current, before: grain === undefined ? justBefore(current) : before },
      compared: other && { range: other, before: lookBack(other) },
    }
  })
}

function expectRow(row: AnswerRow, rows: readonly Happening[], { looked, compared }: Due): void {
  const now = looked && figuresOf(rows, looked)
  const earlier = compared && figuresOf(rows, compared)
  const values = Object.entries(row.values)
  expect(Object.fromEntries(values.map(([metric, { value }]) => [metric, value]))).toEqual(
    Object.fromEntries(values.map(([metric]) => [metric, now?.[metric] ?? null])),
  )
  if (earlier) {
    expect(Object.fromEntries(values.map(([metric, { comparison }]) => [metric, comparison?.value]))).toEqual(
      earlier,
    )
  }
  if (looked === undefined) return
  const of = (metric: string) => Number(row.values[metric]?.value)
  for (const identity of ['who', 'card']) {
    const retained = of(`${identity}Retained`)
    expect(of(`${identity}Active`)).toBe(of(`${identity}New`) + retained + of(`${identity}Reactivated`))
    expect(of(`${identity}Before`)).toBe(retained + of(`${identity}Churned`))
  }
}

function expectAnswer(
  answer: Answer,
  all: readonly Happening[],
  given: { asked: Asked; shape: Shape },
): void {
  const {
    grain,
    days: [from, length],
  } = given.asked
  const range = { from, to: addDays(from, length) }
  const kept = all.filter((row) =>
    answer.where.every(
      ({ dimension, values, not }) => values.includes(row.dimensions[dimension] ?? null) !== (not ?? false),
    ),
  )
  const { weekStart } = given.shape
  const [whole] = due([{ range, before: range }], { ...given.asked, grain: undefined }, weekStart)
  if (whole) expectRow(answer.total, kept, whole)
  const pieces = grain === undefined ? [{ range, before: range }] : piecesOf(range, grain, weekStart)
  const dues = due(pieces, given.asked, weekStart)
  const keyOf = (values: Readonly<Record<string, string | null>>) =>
    JSON.stringify(answer.by.map((dimension) => values[dimension] ?? null))
  const groups = [...new Set(answer.rows.map(({ dimensions }) => keyOf(dimensions)))]
  expect(answer.rows).toHaveLength(dues.length * groups.length)
  answer.rows.forEach((row, index) => {
    const dueHere = dues[Math.floor(index / groups.length)]
    const rows = kept.filter(({ dimensions }) => keyOf(dimensions) === keyOf(row.dimensions))
    if (dueHere) expectRow(row, rows, dueHere)
  })
  // A group is left out only where there is nothing of it in any of the days.
  const touched = dues
    .flatMap(({ looked, compared }) => [looked, compared])
    .flatMap((days) => (days ? [days.range] : []))
  for (const { day, dimensions } of kept) {
    if (touched.some((days) => days.from <= day && day <= days.to))
      expect(groups).toContain(keyOf(dimensions))
  }
}

const runs: Readonly<Record<ServerName, number>> = {
  duckdb: 4,
  'duckdb-memory': 12,
  pglite: 2,
  postgres: 6,
  chdb: 3,
}

for (const server of warehouses) {
  describe.skipIf(server.skip)(`any project and any questions on ${server.title}`, () => {
    let warehouse: Warehouse
    const folderOfRuns = mkdtempSync(join(tmpdir(), 'daymark-drawn-'))
    beforeAll(async () => {
      warehouse = await server.open()
    })
    afterAll(async () => {
      await warehouse.close()
      rmSync(folderOfRuns, { recursive: true, force: true })
    })

    it('are answered as looking at every row answers them', async () => {
      const sheet = fc.array(raw, { minLength: 1, maxLength: 60, size: 'max' })
      const questions = fc.array(asked, { minLength: 3, maxLength: 6 })
      const given = fc.record({ one: sheet, two: sheet, drawn: shape, asking: questions })
      const property = fc.asyncProperty(given, async ({ one, two, drawn, asking }) => {
        const directory = mkdtempSync(join(folderOfRuns, 'run-'))
        mkdirSync(join(directory, 'data'))
        for (const [name, rows] of Object.entries({ one, two })) {
          writeFileSync(
            join(directory, 'data', `${name}.ndjson`),
            rows.map((row) => JSON.stringify(row)).join('\n'),
          )
        }
        const loaded = loadedProject(projectOf(drawn), {
          file: join(directory, 'daymark.config.ts'),
          directory,
        })
        await runBuild({ loaded, warehouse, full: true })
        const all = happenings({ one, two }, drawn)
        for (const question of asking) {
          const answer = await askBothWays(questionOf(question, drawn), {
            loaded,
            warehouse,
            today: question.today,
          })
          expectAnswer(answer, all, { asked: question, shape: drawn })
        }
      })
      // Making a failure smaller ends in time for it to be reported.
      await fc.assert(property, { numRuns: runs[server.name] })
    }, 900_000)
  })
}
