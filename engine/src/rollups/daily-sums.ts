import { dimensionColumn } from '../activities/activity-tables.js'
import { dimensionsOf, type RowSet } from '../activities/row-set.js'
import { dayNumber } from '../calendar/day.js'
import { sumTable } from '../measures/sum-table.js'
import type { SummedColumn } from '../measures/summed-column.js'
import type { Written } from '../sql/expression.js'
import { scaleOfType } from '../sql/scale.js'
import { join, name, sql, stored } from '../sql/sql.js'
import type { ReadSession, Row } from '../warehouses/warehouse.js'
import { RunningSums } from './running-sums.js'

/** The daily sums of a row set in memory: of each combination of dimension values the running sums of each column. */
export interface DailySums {
  readonly cells: readonly SummedCell[]
  readonly bytes: number
}

/** One combination of dimension values. */
export interface SummedCell {
  readonly values: Readonly<Record<string, string | null>>
  /** The days that have rows, in order, as numbers. */
  readonly days: Int32Array
  /** By column: the sums of each day. */
  readonly columns: ReadonlyMap<string, RunningSums>
}

/** What daily sums are read from. */
export interface SumsStored {
  readonly of: RowSet
  readonly columns: readonly SummedColumn[]
  readonly written: Written
}

/** Reads all daily sums of a row set. */
export async function readDailySums(
  session: ReadSession,
  { of, columns, written }: SumsStored,
): Promise<DailySums> {
  const table = sumTable(of, columns, written)
  const dimensions = dimensionsOf(of)
  const list = join(table.columns.map((column) => name(column.name)))
  const cells = new Map<string, { values: Record<string, string | null>; rows: Row[] }>()
  for await (const rows of session.stream(sql`SELECT ${list} FROM ${stored(table)}`)) {
    for (const row of rows) {
      const values = dimensions.map((dimension) => textOrNull(row[dimensionColumn(dimension)]))
      const key = JSON.stringify(values)
      const cell = cells.get(key) ?? {
        values: Object.fromEntries(dimensions.map((dimension, at) => [dimension, values[at] ?? null])),
        rows: [],
      }
      cell.rows.push(row)
      cells.set(key, cell)
    }
  }
  const scales = new Map(table.columns.map((column) => [column.name, scaleOfType(column.type) ?? 0]))
  const read = [...cells.values()].map(({ values, rows }): SummedCell => {
    const inOrder = rows
      .map((row) => ({ row, day: dayNumber(String(row['day'])) }))
      .toSorted((one, other) => one.day - other.day)
    const sums = columns.map(({ column }): readonly [string, RunningSums] => [
      column,
      RunningSums.of(
        inOrder.map(({ row }) => textOrNull(row[column])),
        scales.get(column) ?? 0,
      ),
    ])
    return { values, days: Int32Array.from(inOrder, ({ day }) => day), columns: new Map(sums) }
  })
  return { cells: read, bytes: read.reduce((sum, cell) => sum + bytesOfCell(cell), 0) }
}

/** How much memory a cell takes, roughly. */
export function bytesOfCell({ days, columns }: SummedCell): number {
  return days.byteLength + [...columns.values()].reduce((sum, { bytes }) => sum + bytes, 256)
}

function textOrNull(value: Row[string] | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}
