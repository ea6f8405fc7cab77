import { Refusal } from '../errors.js'
import { join, name, raw, sql, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { csvHeader, linesLookedAt, timesIn, type CsvHeader } from './csv-header.js'
import { pathList, textLiteral } from './duckdb-literal.js'
import { compressionOf } from './file-format.js'
import { pathColumn, underTheirPaths, wholeRows, type FoundLayout, type LayoutColumn } from './file-layout.js'
import { missingColumn, positionOf, refuseExtra } from './match-columns.js'
import { unlessNoValue } from './no-value.js'
import { readPath, type PlacedFile } from './placed-source.js'
import { mayEndEmpty } from './plain/empty-rows.js'
import { csvLines, rawLines } from './raw-lines.js'
import type { Source, SourceColumn } from './source.js'
import { fromDeclaredText } from './forms/from-form.js'

/** Looks at the header of a CSV file. Every field is read as text, and nothing is guessed from the rows. */
export async function csvLayout(
  session: ReadSession,
  source: Source,
  file: PlacedFile,
): Promise<FoundLayout> {
  const tabs = /\.tsv(\.|$)/i.test(file.path) && source.delimiter === undefined
  const lines = await firstLines(session, file)
  const written = csvHeader(lines, tabs ? { ...source, delimiter: '\t' } : source)
  const hasEmptyRows = written.names.length === 1 || (await mayEndEmpty(file, written.delimiter))
  const header = hasEmptyRows ? { ...written, hasEmptyRows } : written
  refuseOpenQuote(lines, header, { source: source.name, path: file.path })
  const found = { source, where: file.path, names: header.names }
  const columns = source.columns.map((column) => {
    const position = positionOf(column, found)
    if (position === undefined || (column.path?.length ?? 0) > 1)
      throw missingColumn({ ...column, header: column.path?.join('.') ?? column.header }, found)
    return { column, position }
  })
  refuseExtra(
    found,
    columns.map(({ position }) => position),
  )
  return {
    alike: JSON.stringify(['csv', compressionOf(readPath(file)), header]),
    columns: columns.map(({ column, position }) => csvColumn(column, fieldName(position), source)),
    from: (files) => readCsv(files, header),
    wholeRows: (files) =>
      wholeRows(
        readCsv(files, header),
        header.names.map((_name, at) => name(fieldName(at))),
      ),
    rowNumber: sql`row_number() OVER ()`,
    linesOf: (each) => csvLines(each, header),
  }
}

async function firstLines(session: ReadSession, file: PlacedFile): Promise<readonly string[]> {
  const rows = await session.query(
    sql`SELECT line FROM ${rawLines(file)} LIMIT ${raw(String(linesLookedAt))}`,
  )
  return rows.map((row) => String(row['line'] ?? ''))
}

/** DuckDB skips records and not lines, so a quote that is open there would take the header and rows with it. */
function refuseOpenQuote(
  lines: readonly string[],
  { quote, escape, skipped }: CsvHeader,
  file: { readonly source: string; readonly path: string },
): void {
  const open = lines.slice(0, skipped).findIndex((line) => timesIn(line, { quote, escape }) % 2 === 1)
  if (open < 0) return
  const problem = `${quote} is open at the end of a line that \`skipLines\` leaves out.`
  throw new Refusal('file-malformed', { ...file, line: open + 1, problem })
}

function readCsv(files: readonly PlacedFile[], header: CsvHeader): Sql {
  const { delimiter, names, quote, escape, skipped } = header
  const fields = names.map((_name, position) => sql`${textLiteral(fieldName(position))}: 'VARCHAR'`)
  const [file] = files
  const options = [
    sql`auto_detect = false, header = ${raw(String(header.hasNoNames !== true))}, columns = {${join(fields)}}`,
    sql`delim = ${textLiteral(delimiter)}, quote = ${textLiteral(quote)}, escape = ${textLiteral(escape)}, skip = ${raw(String(skipped))}, strict_mode = true, nullstr = '', allow_quoted_nulls = false`,
    sql`hive_partitioning = false, filename = ${textLiteral(pathColumn)}${file ? compression(file) : raw('')}`,
  ]
  const read = underTheirPaths(sql`read_csv(${pathList(files.map(readPath))}, ${join(options)})`, files)
  if (header.hasEmptyRows !== true) return read
  const fieldsOfRow = join(names.map((_name, at) => name(fieldName(at))))
  return sql`(SELECT * FROM ${read} WHERE coalesce(${fieldsOfRow}) IS NOT NULL) AS filled_rows`
}

function compression(file: PlacedFile): Sql {
  return raw(`, compression = '${compressionOf(readPath(file))}'`)
}

function fieldName(position: number): string {
  return `field ${position + 1}`
}

/** An empty field is null; a quoted one is the empty text, which for other types than text is no value either. */
function csvColumn(column: SourceColumn, field: string, source: Source): LayoutColumn {
  return {
    column,
    held: unlessNoValue(name(field), column, source),
    conversion: fromDeclaredText(column),
  }
}
