import {
  conditionOf,
  dayOf,
  expressionOver,
  parseOver,
  rowParts,
  type RowPart,
  type RowSet,
  type Writing,
} from '../activities/row-set.js'
import { Refusal, type FailedRow } from '../errors.js'
import { summedValue } from '../measures/sum-table.js'
import type { SummedColumn } from '../measures/summed-column.js'
import { leavesOf } from '../metrics/metric-kinds.js'
import { placeOfRow } from '../sources/find-row.js'
import type { PlacedSource } from '../sources/placed-source.js'
import { call, name, sql, type Sql } from '../sql/sql.js'
import type { ReadSession, Row } from '../warehouses/warehouse.js'
import type { WarehouseError } from '../warehouses/warehouse-error.js'
import type { DeclaredExpression } from './expressions.js'
import type { LoadedProject } from './loaded-project.js'
import { locate } from './locate.js'

/** What is said of an expression that a warehouse cannot work out from the user's data. */
export function expressionRefusal(
  { what, text, source, summed }: DeclaredExpression,
  { loaded, failure, row }: { loaded: LoadedProject; failure: WarehouseError; row: FailedRow | undefined },
): Refusal {
  const metrics = summed === undefined ? [] : metricsOf(loaded, summed.of, summed.column)
  const facts = { what, expression: text, metrics, source: source.name }
  const says = { warehouse: failure.warehouse, message: failure.reason }
  const refusal = new Refusal('expression-failed', { ...facts, ...says, row }, { cause: failure })
  refusal.where = locate(loaded, text)
  return refusal
}

/** The rows on which an expression is tried: the condition of a source on all of its own, the rest on those that it takes. */
export function triedRows({ source, text, role }: DeclaredExpression, { rowsOf }: Writing): Sql {
  const isItsOwn = role === 'condition' && source.where === text
  return rowsOf(isItsOwn ? { ...source, where: undefined } : source)
}

/** A query that works an expression out for rows, and gives one value of all of them. */
export function trying(expression: DeclaredExpression, rows: Sql, given: Writing): Sql {
  const { source, under, what } = expression
  const writing = { ...given, what }
  const counts = conditionOf({ from: source, where: under, day: '', dimensions: {} }, writing)
  return sql`SELECT max(${workedOut(expression, writing)}) AS ${name('last')} FROM ${rows} AS source WHERE ${counts}`
}

/** A row from which an expression cannot be worked out: what the expression reads of it, and where it stands. */
export async function describedRow(
  { source, text, what }: DeclaredExpression,
  row: Row,
  {
    files,
    placed,
    written,
  }: {
    /** The warehouse's `files()` session. */
    readonly files: ReadSession
    readonly placed: PlacedSource | undefined
    readonly written: Writing['written']
  },
): Promise<FailedRow> {
  const { columns } = parseOver(source, text, { what, written })
  const asText = (column: string) => {
    const held = row[column] ?? null
    return held === null ? null : String(held).slice(0, 100)
  }
  const values = columns.map((column) => ({ column, value: asText(column) }))
  const place = placed && (await placeOfRow(files, placed, row))
  if (place !== undefined) return { ...place, values }
  const key = source.key.map((column) => `${column} ${asText(column) ?? 'missing'}`).join(', ')
  return key === '' ? { values } : { key, values }
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
export function metricsOf(
  { project }: LoadedProject,
  of: RowSet,
  { column }: SummedColumn,
): readonly string[] {
  return Object.entries(project.metrics)
    .filter(([, metric]) =>
      leavesOf(metric).some((leaf) => leaf.of === of && 'summed' in leaf && leaf.summed.column === column),
    )
    .map(([named]) => named)
}
