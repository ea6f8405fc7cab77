import {
  parseOver,
  conditionOf,
  dayOf,
  dimensionsOf,
  expressionOver,
  rowParts,
  type RowPart,
  type RowSet,
  type Writing,
} from '../activities/row-set.js'
import { isRefusal, Refusal, type FailedRow } from '../errors.js'
import { sumRows, summedType, summedValue } from '../measures/sum-table.js'
import type { SummedColumn } from '../measures/summed-column.js'
import { leavesOf } from '../metrics/metric-kinds.js'
import { declaredExpressions, type DeclaredExpression } from '../project/expressions.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { locate } from '../project/locate.js'
import { placeOfRow } from '../sources/find-row.js'
import { call, join, literal, name, sql, stored, type, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { ReadSession, Row, Warehouse, WriteSession } from '../warehouses/warehouse.js'
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
  return found.refusal ?? new Refusal('data-refused', { warehouse: title, message }, { cause: failure })
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
    this.#writing = { written, dialect, timeZone: project.calendar.timeZone, rowsOf: sources.rowsOf }
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
      const rows = this.#rowsOf(expression)
      const failure = await this.#failureOf(this.#trying(expression, rows))
      if (failure === undefined) continue
      const row = await this.#failingRow(expression, rows)
      return this.#expressionRefusal(expression, failure, row)
    }
    return undefined
  }

  #expressionRefusal(
    expression: DeclaredExpression,
    failure: WarehouseError,
    row: FailedRow | undefined,
  ): Refusal {
    const { loaded } = this.parts
    const { what, text, source, summed } = expression
    const metrics = summed === undefined ? [] : metricsOf(loaded, summed.of, summed.column)
    const facts = { what, expression: text, metrics, source: source.name }
    const says = { warehouse: failure.warehouse, message: failure.reason }
    const refusal = new Refusal('expression-failed', { ...facts, ...says, row }, { cause: failure })
    refusal.where = locate(loaded, text)
    return refusal
  }

  /** The condition of a source is tried on all of its rows, and the rest on those that it takes. */
  #rowsOf({ source, text, role }: DeclaredExpression): Sql {
    const isItsOwn = role === 'condition' && source.where === text
    return this.#writing.rowsOf(isItsOwn ? { ...source, where: undefined } : source)
  }

  /** Works an expression out for rows, and gives one value of all of them. */
  #trying(expression: DeclaredExpression, rows: Sql): Sql {
    const { source, under, what } = expression
    const writing = { ...this.#writing, what }
    const counts = conditionOf({ from: source, where: under, day: '', dimensions: {} }, writing)
    return sql`SELECT max(${workedOut(expression, writing)}) AS ${name('last')} FROM ${rows} AS source WHERE ${counts}`
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
      return (await this.#failureOf(this.#trying(expression, part))) !== undefined
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
    return this.#describedRow(expression, row)
  }

  async #describedRow({ source, text, what }: DeclaredExpression, row: Row): Promise<FailedRow> {
    const { columns } = parseOver(source, text, { what, written: this.#writing.written })
    const asText = (column: string) => {
      const held = row[column] ?? null
      return held === null ? null : String(held).slice(0, 100)
    }
    const values = columns.map((column) => ({ column, value: asText(column) }))
    const placed = this.parts.sources.placed(source)
    const place = placed && (await placeOfRow(this.parts.files, placed, row))
    if (place !== undefined) return { ...place, values }
    const key = source.key.map((column) => `${column} ${asText(column) ?? 'missing'}`).join(', ')
    return key === '' ? { values } : { key, values }
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

function workedOut(
  { source, text, role, summed }: DeclaredExpression,
  writing: Writing & { what: string },
): Sql {
  const part: RowPart = { from: source, where: text, day: text, dimensions: {} }
  if (role === 'condition') return sql`CASE WHEN ${expressionOver(source, text, writing)} THEN 1 ELSE 0 END`
  if (role === 'day') return dayOf(part, writing)
  if (summed === undefined) return call('toText', expressionOver(source, text, writing))
  const own = rowParts(summed.of).find(({ from }) => from === source) ?? summed.part
  return summedValue(summed.of, own, { summed: summed.column, writing })
}

/** The metrics that are worked out from a stored column. */
function metricsOf({ project }: LoadedProject, of: RowSet, { column }: SummedColumn): readonly string[] {
  return Object.entries(project.metrics)
    .filter(([, metric]) =>
      leavesOf(metric).some((leaf) => leaf.of === of && 'summed' in leaf && leaf.summed.column === column),
    )
    .map(([named]) => named)
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
