import type { ColumnType } from '../sql/sql.js'
import type { Row, Value } from '../warehouses/warehouse.js'
import { csvLine, type Formulas } from '../documents/csv.js'
import type { ExportColumn } from './export-tables.js'
import { JsonNumber, prettyJson } from '../documents/json.js'

/** Takes pieces of text, one after the other. */
export type Writer = (text: string) => Promise<void>

export interface Exporting {
  readonly columns: readonly ExportColumn[]
  readonly batches: AsyncIterable<readonly Row[]>
  readonly write: Writer
  /** Of CSV. Default: `text`. */
  readonly formulas?: Formulas
}

/** Writes rows as CSV with a header; gives how many there were. */
export async function writeCsv({ columns, batches, write, formulas }: Exporting): Promise<number> {
  let count = 0
  await write(
    csvLine(
      columns.map(({ name }) => name),
      formulas,
    ),
  )
  for await (const batch of batches) {
    count += batch.length
    await write(
      batch
        .map((row) =>
          csvLine(
            columns.map(({ name }) => fieldOf(row[name])),
            formulas,
          ),
        )
        .join(''),
    )
  }
  return count
}

/** Writes rows as one JSON array with a row in each line; gives how many there were. */
export async function writeJson({ columns, batches, write }: Exporting): Promise<number> {
  let count = 0
  await write('[')
  for await (const batch of batches) {
    const lines = batch.map((row) => jsonRow(row, columns))
    const before = count === 0 ? '\n' : ',\n'
    if (lines.length > 0) await write(before + lines.join(',\n'))
    count += batch.length
  }
  await write(count === 0 ? ']\n' : '\n]\n')
  return count
}

function fieldOf(value: Value | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}

function jsonRow(row: Row, columns: readonly ExportColumn[]): string {
  const fields = columns.map(
    ({ name, type }) => `${JSON.stringify(name)}: ${prettyJson(jsonValue(row[name] ?? null, type))}`,
  )
  return `{${fields.join(', ')}}`
}

/** Whole numbers and decimals with all their digits; dates and times as text. */
function jsonValue(value: Value, type: ColumnType): unknown {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'bigint') return new JsonNumber(String(value))
  return typeof value === 'string' && type.startsWith('decimal') ? new JsonNumber(value) : value
}
