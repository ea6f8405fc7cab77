import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { join, literal, name, sql, type as typeName, type Sql } from '../sql/sql.js'
import type { ReadSession, Row, Warehouse } from '../warehouses/warehouse.js'
import { writeCsv } from './export-rows.js'
import type { ExportColumn, ExportTable } from './export-tables.js'

/**
 * Writes a table as a Parquet file with the exact types. DuckDB writes it: from its own tables directly, from
 * another warehouse's through a file that is gone afterwards.
 */
export async function writeParquet(table: ExportTable, warehouse: Warehouse, path: string): Promise<number> {
  const files = await warehouse.files()
  if (await files.has(table.of)) return copied(files, sql`SELECT * FROM (${table.query}) AS rows`, path)
  const { columns, query } = table
  return writeParquetOf({ columns, rows: (session) => session.stream(query) }, warehouse, path)
}

/** Rows that come in batches, with the types that they are to have. */
export interface TypedRows {
  readonly columns: readonly ExportColumn[]
  rows(session: ReadSession): AsyncIterable<readonly Row[]>
}

/** Writes rows as a Parquet file with the exact types, through a file that is gone afterwards. */
export async function writeParquetOf(given: TypedRows, warehouse: Warehouse, path: string): Promise<number> {
  const files = await warehouse.files()
  const folder = await mkdtemp(joinPath(tmpdir(), 'daymark-export-'))
  try {
    const between = joinPath(folder, 'rows.csv')
    const file = await open(between, 'w')
    try {
      await warehouse.read((session) =>
        writeCsv({
          columns: given.columns,
          batches: given.rows(session),
          formulas: 'kept',
          write: async (text) => {
            await file.write(text)
          },
        }),
      )
    } finally {
      await file.close()
    }
    return await copied(files, typedRows(given.columns, between), path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The rows of the file between, in the table's types. A quoted empty field is the empty text, a bare one null. */
function typedRows(columns: readonly ExportColumn[], path: string): Sql {
  const texts = columns.map((column) => sql`${literal(column.name, 'text')}: 'VARCHAR'`)
  const typed = columns.map(
    (column) => sql`CAST(${name(column.name)} AS ${typeName(column.type)}) AS ${name(column.name)}`,
  )
  return sql`SELECT ${join(typed)} FROM read_csv(${literal(path, 'text')}, header = true, auto_detect = false,
  delim = ',', quote = '"', escape = '"', allow_quoted_nulls = false, max_line_size = 67108864,
  columns = {${join(texts)}})`
}

async function copied(files: ReadSession, rows: Sql, path: string): Promise<number> {
  const [done] = await files.query(sql`COPY (${rows}) TO ${literal(path, 'text')} (FORMAT parquet)`)
  return Number(Object.values(done ?? {})[0] ?? 0)
}
