import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBuild } from '../../src/builds/run-build.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import type { Project } from '../../src/project/project.js'
import type { Answer, AnswerRow } from '../../src/queries/answer.js'
import { ask, type Asking } from '../../src/queries/ask.js'
import type { Question } from '../../src/queries/question.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses, type ServerName } from '../servers/warehouses.js'

/**
 * A question, and the same question as hand-written SQL over the source's rows. Its columns are in their order:
 * the period's label (in a series), the dimensions, the metrics' values.
 */
export interface AnswerCase {
  readonly ask: Question
  /** The clock's day. Default: long after all of the data. */
  readonly today?: string
  /** SQL that gives the answer's rows. */
  readonly rows?: string
  /** SQL that gives one row, the answer's total. */
  readonly total?: string
  /** SQL whose rows are the answer's rows with what they are compared with instead: each metric's earlier value. */
  readonly compared?: string
  /** Where the engine is known to answer otherwise, and why; the test fails once it no longer does. */
  readonly gaps?: Readonly<Partial<Record<ServerName, string>>>
}

/** Data, a project over it, and questions. */
export interface AnswerCases {
  readonly project: Project
  /** SQL statements that make the source tables and what else the twins of the questions use. */
  readonly given: string
  /** Which of the tables are the project's files: `sales` is `{data}/sales.parquet`. */
  readonly files: readonly string[]
  readonly set?: Readonly<Record<string, string>>
  readonly cases: Readonly<Record<string, AnswerCase>>
}

/**
 * What every twin may use. `quotient` is the exact quotient, rounded to twelve decimal places half away from
 * zero; null where the divisor is 0. DuckDB's own `/` is binary floating point.
 */
const macros = `
CREATE MACRO whole_quotient(n, d) AS (2 * abs(n) + abs(d)) // (2 * abs(d)) * sign(n) * sign(d);
CREATE MACRO quotient(n, d) AS CASE WHEN d <> 0 THEN CAST(whole_quotient(
    CAST(n * 1000 AS HUGEINT) * 1000000000000, CAST(d * 1000 AS HUGEINT)
  ) AS DECIMAL(25, 0)) * CAST('0.000000000001' AS DECIMAL(13, 12)) END`

/** A DuckDB of the test's own, beside the engine, that holds the given tables and answers the twins. */
export class SecondOpinion {
  readonly folder = mkdtempSync(join(tmpdir(), 'daymark-answers-'))
  #connection: DuckDBConnection | undefined

  async open(given: string, files: readonly string[]): Promise<void> {
    const instance = await DuckDBInstance.create(':memory:')
    this.#connection = await instance.connect()
    await this.#connection.run(macros)
    mkdirSync(join(this.folder, 'data'))
    await this.run(given, files)
  }

  /** Runs statements and writes files of the tables. */
  async run(given: string, files: readonly string[]): Promise<void> {
    await this.#connection?.run(given)
    for (const file of files) {
      await this.#connection?.run(
        `COPY ${file} TO '${join(this.folder, 'data', `${file}.parquet`)}' (FORMAT parquet)`,
      )
    }
  }

  /** The rows of a query: its first columns as they are, the last ones as plain decimal numbers. */
  async rows(query: string, numbers: number): Promise<readonly (string | null)[][]> {
    if (this.#connection === undefined) throw new Error('It is not open.')
    const result = await this.#connection.runAndReadAll(query)
    return result.getRowsJson().map((row) => {
      if (!Array.isArray(row)) throw new Error('A row is a list of values.')
      return row.map((cell, index) => {
        if (cell === null) return null
        const text = typeof cell === 'string' ? cell : JSON.stringify(cell)
        return index < row.length - numbers ? text : withoutZeros(text)
      })
    })
  }

  close(): void {
    this.#connection?.closeSync()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** `1.50` as `1.5`, `-0.00` as `0`: one way to write each number. */
function withoutZeros(number: string): string {
  const short = number.includes('.') ? number.replace(/\.?0+$/, '') : number
  return short === '-0' ? '0' : short
}

/** Asks with rollups and without, which must make no difference, and gives the answer. */
export async function askBothWays(question: Question, asking: Asking): Promise<Answer> {
  const fromMemberDays = await ask(question, { ...asking, rollups: false })
  const answer = await ask(question, asking)
  const { source: _source, because: _because, ...rolled } = answer
  const { source: _memberDays, because: _switchedOff, ...plain } = fromMemberDays
  expect(rolled).toEqual(plain)
  return answer
}

/** Asks every question of every warehouse, and expects what its twin answers, to the last digit. */
export function answersAgree(title: string, { project, given, files, set, cases }: AnswerCases): void {
  const second = new SecondOpinion()
  beforeAll(() => second.open(given, files))
  afterAll(() => {
    second.close()
  })
  for (const server of warehouses) {
    describe.skipIf(server.skip)(`${title} on ${server.title}`, () => {
      let warehouse: Warehouse
      let loaded: LoadedProject
      beforeAll(async () => {
        warehouse = await server.open()
        loaded = loadedProject(project, {
          file: join(second.folder, 'daymark.config.ts'),
          directory: second.folder,
          ...(set && { set }),
        })
        await runBuild({ loaded, warehouse })
      })
      afterAll(() => warehouse.close())

      for (const [says, asked] of Object.entries(cases)) {
        const gap = asked.gaps?.[server.name]
        if (gap === undefined) it(says, () => agrees(asked))
        else it.fails(`${says} (not yet: ${gap})`, () => agrees(asked))
      }

      async function agrees(asked: AnswerCase): Promise<void> {
        const answer = await askBothWays(asked.ask, { loaded, warehouse, today: asked.today ?? '2030-01-01' })
        const numbers = asked.ask.metrics.length
        if (asked.rows !== undefined) {
          expect(inOneOrder(answer.rows.map(asCells))).toEqual(
            inOneOrder(await second.rows(asked.rows, numbers)),
          )
        }
        if (asked.compared !== undefined) {
          expect(inOneOrder(answer.rows.map(asComparedCells))).toEqual(
            inOneOrder(await second.rows(asked.compared, numbers)),
          )
        }
        if (asked.total !== undefined) {
          expect([Object.values(answer.total.values).map(({ value }) => value)]).toEqual(
            await second.rows(asked.total, numbers),
          )
        }
      }
    })
  }
}

/** A row of an answer as its twin gives it. */
export function asCells(row: AnswerRow): (string | null)[] {
  return [...labels(row), ...Object.values(row.values).map(({ value }) => value)]
}

function asComparedCells(row: AnswerRow): (string | null)[] {
  return [...labels(row), ...Object.values(row.values).map(({ comparison }) => comparison?.value ?? null)]
}

function labels({ period, dimensions }: AnswerRow): (string | null)[] {
  return [...(period === undefined ? [] : [period]), ...Object.values(dimensions)]
}

/** Rows in an order that does not depend on who sorts; the order that answers promise has tests of its own. */
function inOneOrder(rows: readonly (string | null)[][]): readonly (string | null)[][] {
  const key = (row: (string | null)[]) => JSON.stringify(row)
  return rows.toSorted((one, other) => (key(one) < key(other) ? -1 : Number(key(one) > key(other))))
}
