import { Refusal } from '../errors.js'
import { join, literal, name, sql, type Sql } from '../sql/sql.js'
import { filesDialect } from '../warehouses/files-dialect.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { computedColumns, computedValue, withoutComputed } from './computed-columns.js'
import { textLiteral } from './duckdb-literal.js'
import { csvLayout } from './csv-layout.js'
import { pathColumn, type FileLayout, type FoundLayout, type LayoutColumn } from './file-layout.js'
import { ndjsonLayout } from './ndjson-layout.js'
import { parquetLayout } from './parquet-layout.js'
import type { FileFormat, PlacedFile, PlacedSource } from './placed-source.js'
import { plainFiles } from './plain/plain-files.js'
import { refusingUnreadable } from './read-refusal.js'
import { fetchedFiles } from './remote/fetched-files.js'
import { sheetLayout } from './sheets/sheet-layout.js'
import type { Source, SourceColumn } from './source.js'
import { fromTyped } from './typed-conversion.js'
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
  for (const file of await plainFiles(source, await fetchedFiles(source.name, placed.files ?? []))) {
    if (file.bytes === 0) throw new Refusal('file-empty', { source: source.name, path: file.path })
    const find = (): Promise<FoundLayout> => finders[file.format](session, withoutComputed(source), file)
    const { alike, ...layout } = await refusingUnreadable({ source, files: [file] }, find)
    const known = layouts.get(alike)
    if (known) known.files.push(file)
    else layouts.set(alike, { ...layout, files: [file] })
  }
  const found = [...layouts.values()]
  if (computedColumns(source).length === 0) return found
  return Promise.all(found.map((layout) => withComputed(session, layout, source)))
}

/** A layout with the columns that the source works out itself, in the order in which all are declared. */
async function withComputed(session: ReadSession, layout: FileLayout, source: Source): Promise<FileLayout> {
  const own = layout.columns.map(({ column }, at) => sql`${typed(at)} AS ${name(column.name)}`)
  const rows = sql`SELECT ${join(own)} FROM (${convertedRows(layout)}) AS converted`
  const columns: LayoutColumn[] = []
  for (const column of source.columns) {
    const known = layout.columns.find((each) => each.column.name === column.name)
    columns.push(known ?? (await computedIn(session, { column, rows, source, where: placeInWords(layout) })))
  }
  return { ...layout, columns }
}

function placeInWords({ files }: FileLayout): string {
  return files.map(({ path }) => path).join(', ')
}

interface Computing {
  readonly column: SourceColumn
  readonly rows: Sql
  readonly source: Source
  readonly where: string
}

async function computedIn(
  session: ReadSession,
  { column, rows, source, where }: Computing,
): Promise<LayoutColumn> {
  const value = computedValue(column, source, filesDialect)
  const [found] = await session.describe(sql`SELECT ${value} AS computed FROM (${rows}) AS declared`)
  const conversion = found && fromTyped(found.declared, column)
  if (conversion) return { column, held: value, conversion, isComputed: true }
  const types = { declared: column.type, found: found?.declared ?? 'nothing', fits: [] }
  throw new Refusal('column-type', { source: source.name, where, column: column.name, ...types })
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
  const columns = layout.columns.map((column, at) => ({ column, at }))
  const own = columns.filter(({ column }) => column.isComputed !== true)
  const read = own.map(({ column, at }) => sql`${column.held} AS ${held(at)}`)
  const row = only ? sql`, ${layout.rowNumber} AS row` : sql``
  const rows = sql`SELECT ${name(pathColumn)} AS file${row}, ${join(read)} FROM ${layout.from(only ? [only] : layout.files)}`
  const converted = own.map(({ column, at }) => sql`${convertedValue(column, held(at))} AS ${typed(at)}`)
  const typedRows = sql`SELECT *, ${join(converted)} FROM (${rows}) AS held`
  const computed = columns.filter(({ column }) => column.isComputed === true)
  return computed.length === 0
    ? typedRows
    : computedRows(typedRows, { own, computed, hasRow: only !== undefined })
}

interface PlacedColumn {
  readonly column: LayoutColumn
  readonly at: number
}

/** Rows with the values of computed columns, and these converted. Columns may be called `file` and `row`. */
function computedRows(
  rows: Sql,
  parts: {
    readonly own: readonly PlacedColumn[]
    readonly computed: readonly PlacedColumn[]
    readonly hasRow: boolean
  },
): Sql {
  const { own, computed } = parts
  const [file, row] = [name('daymark: file'), name('daymark: row')]
  const kept = own.flatMap(({ at }) => [held(at), typed(at)])
  const named = own.map(({ column, at }) => sql`${typed(at)} AS ${name(column.column.name)}`)
  const places = [sql`file AS ${file}`, ...(parts.hasRow ? [sql`row AS ${row}`] : [])]
  const declared = sql`SELECT ${join([...places, ...kept, ...named])} FROM (${rows}) AS typed_rows`
  const back = [sql`${file} AS file`, ...(parts.hasRow ? [sql`${row} AS row`] : [])]
  const values = computed.map(({ column, at }) => sql`${column.held} AS ${held(at)}`)
  const valued = sql`SELECT ${join([...back, ...kept, ...values])} FROM (${declared}) AS declared`
  const converted = computed.map(({ column, at }) => sql`${convertedValue(column, held(at))} AS ${typed(at)}`)
  return sql`SELECT *, ${join(converted)} FROM (${valued}) AS valued`
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
