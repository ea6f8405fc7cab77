import { dimensionsOf, type RowSet, type Writing } from '../activities/row-set.js'
import { isRefusal, Refusal, type FailedRow } from '../errors.js'
import { sumRows, summedType } from '../measures/sum-table.js'
import type { SummedColumn } from '../measures/summed-column.js'
import { readingRefusal } from '../project/check-data.js'
import { declaredExpressions, type DeclaredExpression } from '../project/expressions.js'
import {
  describedRow,
  expressionRefusal,
  metricsOf,
  triedRows,
  trying,
} from '../project/failed-expression.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { locate } from '../project/locate.js'
import { call, join, literal, name, sql, stored, type, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { ReadSession, Warehouse, WriteSession } from '../warehouses/warehouse.js'
import type { WarehouseError } from '../warehouses/warehouse-error.js'
import { sourcesOnTrial, type SourcesOnTrial } from './sources-on-trial.js'

/** Where a failure is looked into. */
export interface Failed {
  readonly loaded: LoadedProject
  readonly warehouse: Warehouse
}

/** Of more rows no single one is looked for, which would take as long as the build. */
const mostRows = 20_000_000

/**
 * What to tell of a statement that failed over the user's data: which declared expression cannot be worked out, from which
 * row. Each expression is tried by itself on the rows of its source, in a session of which nothing remains.
 *
 * @returns Refusal `expression-failed`, `sum-overflow`, `source-unreadable`; `data-refused` where nothing fails by itself
 */
export async function dataRefusal(failure: WarehouseError, { loaded, warehouse }: Failed): Promise<Refusal> {
  const { warehouse: title, reason: message } = failure
  const found = new Found()
  const files = await warehouse.files()
  await warehouse
    .write(async (session) => {
      const sources = await sourcesOnTrial(session, { loaded, files, dialect: warehouse.dialect })
      found.refusal = await new Trial(session, { files, loaded, sources, warehouse }).refusal()
      throw found
    })
    .catch(() => undefined)
  // Where nothing may be written, some of it can be tried by reading alone.
  const refusal = found.refusal ?? (await readingRefusal(loaded, warehouse).catch(() => undefined))
  return refusal ?? new Refusal('data-refused', { warehouse: title, message }, { cause: failure })
}

/** Ends the session, so that nothing of it remains. */
class Found extends Error {
  refusal: Refusal | undefined
}

interface TrialParts extends Failed {
  readonly files: ReadSession
  readonly sources: SourcesOnTrial
}

/** Tries what a project declares, one after the other, until something fails. */
class Trial {
  readonly #writing: Writing

  constructor(
    private readonly session: WriteSession,
    private readonly parts: TrialParts,
  ) {
    const { loaded, warehouse, sources } = parts
    const { written, project } = loaded
    const { dialect } = warehouse
    this.#writing = { written, dialect, calendar: project.calendar, rowsOf: sources.rowsOf }
  }

  async refusal(): Promise<Refusal | undefined> {
    return (await this.#ofSources()) ?? (await this.#ofExpressions()) ?? (await this.#ofSums())
  }

  /** How a query fails over what the data hold; what else may be wrong with it is not what is looked for. */
  async #failureOf(query: Sql): Promise<WarehouseError | undefined> {
    const failure = await this.session.failureOf(query)
    return failure?.over === 'data' ? failure : undefined
  }

  /** A view or a model may fail by itself. */
  async #ofSources(): Promise<Refusal | undefined> {
    for (const source of this.parts.loaded.layout.sources) {
      if ('files' in source.from) continue
      const each = source.columns.map(
        (column) => sql`max(${call('toText', name(column.name))}) AS ${name(column.name)}`,
      )
      const rows = this.#writing.rowsOf({ ...source, where: undefined })
      const failure = await this.#failureOf(sql`SELECT ${join(each)} FROM ${rows} AS source`)
      if (failure === undefined) continue
      const from =
        'table' in source.from ? `the table ${source.from.table}` : `the model ${source.from.model}`
      const facts = { source: source.name, from, warehouse: failure.warehouse, message: failure.reason }
      return new Refusal('source-unreadable', facts, { cause: failure })
    }
    return undefined
  }

  async #ofExpressions(): Promise<Refusal | undefined> {
    for (const expression of declaredExpressions(this.parts.loaded.layout)) {
      const rows = triedRows(expression, this.#writing)
      const failure = await this.#failureOf(trying(expression, rows, this.#writing))
      if (failure === undefined) continue
      const row = await this.#failingRow(expression, rows)
      return expressionRefusal(expression, { loaded: this.parts.loaded, failure, row })
    }
    return undefined
  }

  /** The first row from which an expression cannot be worked out: rows are halved until one is left. */
  async #failingRow(expression: DeclaredExpression, rows: Sql): Promise<FailedRow | undefined> {
    const { source } = expression
    const [counted] = await this.session.query(sql`SELECT count(*) AS rows FROM ${rows} AS source`)
    const count = Number(counted?.['rows'])
    if (count > mostRows) return undefined
    const table = numberedTable(expression)
    const columns = source.columns.map((column) => name(column.name))
    await this.session.create(table)
    await this.session.insert(
      table,
      sql`SELECT ${join(columns)}, row_number() OVER () AS ${name(numberColumn)} FROM ${rows} AS source`,
    )
    const failsIn = async (from: number, to: number) => {
      const number = name(numberColumn)
      const part = sql`(SELECT * FROM ${stored(table)} WHERE ${number} BETWEEN ${literal(from, 'integer')} AND ${literal(to, 'integer')})`
      return (await this.#failureOf(trying(expression, part, this.#writing))) !== undefined
    }
    let [from, to] = [1, count]
    while (from < to) {
      const middle = Math.floor((from + to) / 2)
      if (await failsIn(from, middle)) to = middle
      else from = middle + 1
    }
    if (!(await failsIn(from, from))) return undefined
    const [row = {}] = await this.session.query(
      sql`SELECT ${join(columns)} FROM ${stored(table)} WHERE ${name(numberColumn)} = ${literal(from, 'integer')}`,
    )
    const { files, sources, loaded } = this.parts
    return describedRow(expression, row, { files, placed: sources.placed(source), written: loaded.written })
  }

  async #ofSums(): Promise<Refusal | undefined> {
    const { loaded } = this.parts
    const { sums, amounts } = loaded.layout
    for (const { of, columns } of [...sums, ...amounts]) {
      for (const column of columns) {
        const failure = await this.#failureOfSum(of, column)
        if (failure === undefined) continue
        const expression = column.expression ?? 'the rows'
        const facts = { metrics: metricsOf(loaded, of, column), expression, kind: of.kind, name: of.name }
        const says = { warehouse: failure.warehouse, message: failure.reason }
        const refusal = new Refusal('sum-overflow', { ...facts, ...says }, { cause: failure })
        refusal.where = locate(loaded, expression)
        return refusal
      }
    }
    return undefined
  }

  /** Sums of a day, and the sum of all days, must be of the type in which they are kept. */
  async #failureOfSum(of: RowSet, column: SummedColumn): Promise<WarehouseError | undefined> {
    const others = ['day', ...dimensionsOf(of)].map((_each, at) => name(`c${at}`))
    const value = name('value')
    const days = sql`(${sumRows(of, [column], this.#writing)}) AS days(${join([...others, value])})`
    const kept = type(summedType(of, column, this.#writing.written))
    return (
      (await this.#failureOf(sql`SELECT max(CAST(${value} AS ${kept})) AS ${name('last')} FROM ${days}`)) ??
      (await this.#failureOf(
        sql`SELECT CAST(${call('sum', value)} AS ${kept}) AS ${name('last')} FROM ${days}`,
      ))
    )
  }
}

const numberColumn = 'daymark: number'

function numberedTable({ source }: DeclaredExpression): StoredTable {
  const columns = source.columns.map((column) => ({ name: column.name, type: column.type, nullable: true }))
  return {
    name: `numbered_${source.name}`,
    columns: [...columns, { name: numberColumn, type: 'integer', nullable: false }],
    order: [numberColumn],
  }
}

/** Whether something that was thrown is for {@link dataRefusal} to explain. */
export function isOfData(thrown: unknown): thrown is WarehouseError {
  return !isRefusal(thrown) && thrown instanceof Error && 'over' in thrown && thrown.over === 'data'
}
