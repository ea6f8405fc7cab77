import { Refusal } from '../errors.js'
import { join, literal, name, sql, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { textLiteral } from './duckdb-literal.js'
import { csvLayout } from './csv-layout.js'
import { pathColumn, type FileLayout, type FoundLayout, type LayoutColumn } from './file-layout.js'
import { ndjsonLayout } from './ndjson-layout.js'
import { parquetLayout } from './parquet-layout.js'
import type { FileFormat, PlacedFile, PlacedSource } from './placed-source.js'
import { plainFiles } from './plain/plain-files.js'
import { refusingUnreadable } from './read-refusal.js'
import { sheetLayout } from './sheets/sheet-layout.js'
import type { Source } from './source.js'
import { fileColumn } from './source-table.js'

type FindLayout = (session: ReadSession, source: Source, file: PlacedFile) => Promise<FoundLayout>

const finders: Readonly<Record<FileFormat, FindLayout>> = {
  csv: csvLayout,
  ndjson: ndjsonLayout,
  parquet: parquetLayout,
  xlsx: sheetLayout,
}

/**
 * Looks at the headers of a source's files and finds the declared columns in each.
 *
 * @throws Refusal `file-empty`, `missing-column`, `ambiguous-column`, `extra-columns`, `column-type`,
 * `file-malformed`, `file-not-utf8`, `file-encoding`, `bytes-not-decoded`
 */
export async function fileLayouts(
  session: ReadSession,
  placed: PlacedSource,
): Promise<readonly FileLayout[]> {
  const layouts = new Map<string, FileLayout & { files: PlacedFile[] }>()
  const { source } = placed
  for (const file of await plainFiles(source, placed.files ?? [])) {
    if (file.bytes === 0) throw new Refusal('file-empty', { source: source.name, path: file.path })
    const find = (): Promise<FoundLayout> => finders[file.format](session, source, file)
    const { alike, ...layout } = await refusingUnreadable({ source, files: [file] }, find)
    const known = layouts.get(alike)
    if (known) known.files.push(file)
    else layouts.set(alike, { ...layout, files: [file] })
  }
  return [...layouts.values()]
}

/**
 * The rows of all files as a SELECT for DuckDB, with the declared columns in order and of their types. A value
 * that breaks its column's type is null here: {@link checkSource} finds it before.
 */
export function fileRows(layouts: readonly FileLayout[]): Sql {
  return join(
    layouts.map((layout) => {
      const columns = layout.columns.map(({ column }, at) => sql`${typed(at)} AS ${name(column.name)}`)
      return sql`SELECT ${join(columns)} FROM (${convertedRows(layout)}) AS converted`
    }),
    ' UNION ALL ',
  )
}

/** {@link fileRows} with the number of each row's file behind the columns, as in a source's table. */
export function numberedFileRows(layouts: readonly FileLayout[], numbers: ReadonlyMap<string, number>): Sql {
  const files = join(
    [...numbers].map(([path, file]) => sql`(${textLiteral(path)}, ${literal(file, 'integer')})`),
  )
  return join(
    layouts.map((layout) => {
      const columns = layout.columns.map(({ column }, at) => sql`${typed(at)} AS ${name(column.name)}`)
      return sql`SELECT ${join([...columns, sql`numbered.number AS ${name(fileColumn.name)}`])} FROM (${convertedRows(layout)}) AS converted
JOIN (VALUES ${files}) AS numbered(path, number) ON numbered.path = converted.file`
    }),
    ' UNION ALL ',
  )
}

/**
 * What a layout's files hold beside what becomes of it: `file`, and for each column {@link held} and
 * {@link typed}. Given one file, only its rows, with their number as `row`.
 */
export function convertedRows(layout: FileLayout, only?: PlacedFile): Sql {
  const read = layout.columns.map((column, at) => sql`${column.held} AS ${held(at)}`)
  const row = only ? sql`, ${layout.rowNumber} AS row` : sql``
  const rows = sql`SELECT ${name(pathColumn)} AS file${row}, ${join(read)} FROM ${layout.from(only ? [only] : layout.files)}`
  const converted = layout.columns.map(
    (column, at) => sql`${convertedValue(column, held(at))} AS ${typed(at)}`,
  )
  return sql`SELECT *, ${join(converted)} FROM (${rows}) AS held`
}

function convertedValue({ conversion }: LayoutColumn, from: Sql): Sql {
  return conversion.typed(from)
}

/** The n-th declared column as its file holds it. */
export function held(at: number): Sql {
  return name(`held ${at}`)
}

/** The n-th declared column as its declared type; null where it cannot be that. */
export function typed(at: number): Sql {
  return name(`typed ${at}`)
}
