import type { DuckDBAppender, DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api'
import { DuckDBBlobVector, DuckDBDateValue, DuckDBUIntegerVector } from '@duckdb/node-api'
import { dayNumber } from '../../calendar/day.js'
import type { BoundValue, ColumnType } from '../../sql/sql.js'
import type { StoredTable } from '../../sql/stored-table.js'
import { boundText } from '../bound-text.js'
import type { NumberColumns, Row, StoredSet, Value } from '../warehouse.js'
import { readerOf } from './duckdb-types.js'

/** A chunk's columns of numbers of four bytes. */
export function numbersOf(chunk: DuckDBDataChunk): NumberColumns {
  return Array.from({ length: chunk.columnCount }, (_column, at) => {
    const vector = chunk.getColumnVector(at)
    if (!(vector instanceof DuckDBUIntegerVector)) throw new Error('The column is none of numbers.')
    const numbers = new Uint32Array(chunk.rowCount)
    for (let row = 0; row < numbers.length; row += 1) numbers[row] = vector.getItem(row) ?? 0
    return numbers
  })
}

/** The rows of a chunk whose last column is a stored set. */
export function storedSetsOf(chunk: DuckDBDataChunk, result: DuckDBResult): StoredSet[] {
  const sets = chunk.getColumnVector(chunk.columnCount - 1)
  if (!(sets instanceof DuckDBBlobVector)) throw new Error('The last column is no set of members.')
  return keysOf(chunk, result).map((row, at) => {
    const bytes = sets.getItemBytes(at)
    if (bytes === null) throw new Error('A set of members is not there.')
    // What DuckDB gives for a short one is a view over the chunk.
    return { row, bytes: bytes.slice() }
  })
}

/** Appends rows to a table of the engine's. */
export function appendRows(
  appender: DuckDBAppender,
  table: StoredTable,
  rows: readonly (readonly (BoundValue | Uint8Array)[])[],
): void {
  for (const row of rows) {
    table.columns.forEach(({ type }, at) => {
      appendValue(appender, type, row[at] ?? null)
    })
    appender.endRow()
  }
  appender.flushSync()
}

function appendValue(appender: DuckDBAppender, type: ColumnType, cell: BoundValue | Uint8Array): void {
  if (cell === null) appender.appendNull()
  else if (cell instanceof Uint8Array) appender.appendBlob(cell)
  else if (type === 'date') appender.appendDate(new DuckDBDateValue(dayNumber(String(cell))))
  else if (type === 'integer') appender.appendBigInt(BigInt(cell))
  else if (type === 'member') appender.appendUInteger(Number(cell))
  else if (type === 'text') appender.appendVarchar(boundText(cell) ?? '')
  else throw new Error(`Rows with a column of type ${type} cannot be appended.`)
}

function keysOf(chunk: DuckDBDataChunk, result: DuckDBResult): Row[] {
  const names = result.columnNames().slice(0, -1)
  const readers = result.columnTypes().map(readerOf)
  const columns = names.map((_name, column) => chunk.getColumnValues(column))
  return Array.from({ length: chunk.rowCount }, (_row, at) => {
    const row: Record<string, Value> = {}
    names.forEach((name, column) => {
      row[name] = readers[column]?.(columns[column]?.[at] ?? null) ?? null
    })
    return row
  })
}
