import { join, name, raw, sql, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { pathList, textLiteral } from './duckdb-literal.js'
import { compressionOf } from './file-format.js'
import { pathColumn, underTheirPaths, wholeRows, type FoundLayout, type LayoutColumn } from './file-layout.js'
import { jsonShape, readAs, type JsonShape } from './json-shape.js'
import { missingColumn, positionOf, refuseExtra } from './match-columns.js'
import { unlessNoValue } from './no-value.js'
import { readPath, type PlacedFile } from './placed-source.js'
import { ndjsonLines } from './raw-lines.js'
import type { Source, SourceColumn } from './source.js'
import { insideJson } from './value-path.js'
import { fromDeclaredText } from './forms/from-form.js'
import { kindOf } from './text-conversion.js'

const linesLookedAt = 20_480

/**
 * Looks at the names in the first objects of a JSON file, which holds one on each line or all in one array. A name
 * that is in none of them counts as missing, unless its column may be null: JSON leaves out what is not there.
 */
export async function ndjsonLayout(
  session: ReadSession,
  source: Source,
  file: PlacedFile,
): Promise<FoundLayout> {
  const shape = await jsonShape(session, readPath(file))
  const names = await namesIn(session, file, shape)
  const found = { source, where: file.path, names }
  const columns = source.columns.map((column) => {
    if (column.position !== undefined) throw missingColumn(column, found)
    const position = positionOf(column, found)
    if (position === undefined && !column.nullable && names.length > 0) throw missingColumn(column, found)
    return {
      column,
      position,
      key: position === undefined ? column.header : (names[position] ?? column.header),
    }
  })
  refuseExtra(
    found,
    columns.flatMap(({ position }) => position ?? []),
  )
  const keys = [...new Set(columns.map(({ key }) => key))]
  return {
    alike: JSON.stringify(['ndjson', compressionOf(readPath(file)), shape, keys]),
    columns: columns.map(({ column, key }) => jsonColumn(column, key, source)),
    from: (files) => readJson(files, keys, shape),
    wholeRows: (files) => wholeRows(readObjects(files, shape), [name('json')]),
    rowNumber: sql`row_number() OVER ()`,
    ...(shape === 'array' ? { unit: 'element' } : { linesOf: ndjsonLines }),
  }
}

async function namesIn(session: ReadSession, file: PlacedFile, shape: JsonShape): Promise<readonly string[]> {
  const lines = sql`SELECT json FROM read_json_objects(${pathList([readPath(file)])}, ${readAs(shape, readPath(file))}) LIMIT ${raw(String(linesLookedAt))}`
  const rows = await session.query(sql`
    SELECT DISTINCT unnest(json_keys(json)) AS key FROM (${lines}) ORDER BY key`)
  return rows.map((row) => String(row['key']))
}

function readJson(files: readonly PlacedFile[], keys: readonly string[], shape: JsonShape): Sql {
  const columns = keys.map((key) => sql`${textLiteral(key)}: 'JSON'`)
  const options = sql`${readAs(shape, firstPath(files))}, records = 'true', columns = {${join(columns)}}`
  const paths = pathList(files.map(readPath))
  const read = sql`read_json(${paths}, ${options}, hive_partitioning = false, filename = ${textLiteral(pathColumn)})`
  return underTheirPaths(read, files)
}

function readObjects(files: readonly PlacedFile[], shape: JsonShape): Sql {
  const paths = pathList(files.map(readPath))
  const read = sql`read_json_objects(${paths}, ${readAs(shape, firstPath(files))}, hive_partitioning = false, filename = ${textLiteral(pathColumn)})`
  return underTheirPaths(read, files)
}

function firstPath([first]: readonly PlacedFile[]): string {
  return first === undefined ? '' : readPath(first)
}

function jsonColumn(column: SourceColumn, key: string, source: Source): LayoutColumn {
  const json = insideJson(name(key), column.path ?? [key])
  const text = inForm(json, column)
  const held = kindOf(column.type) === 'decimal' ? marked(json, text) : text
  return { column, held: unlessNoValue(held, column, source), conversion: fromDeclaredText(column) }
}

/** The text of a value. A JSON number has a decimal point, whatever form the column's texts have. */
function inForm(json: Sql, { form }: SourceColumn): Sql {
  const text = sql`(${json} ->> '$')`
  if (form?.decimal !== ',' && form?.thousands === undefined) return text
  return sql`CASE WHEN json_type(${json}) = 'VARCHAR' THEN ${text} ELSE replace(${text}, '.', ${textLiteral(form.decimal ?? '.')}) END`
}

/** DuckDB reads a number with a point as a binary fraction, which is sure of 15 digits and no more. */
function marked(json: Sql, text: Sql): Sql {
  const digits = sql`ltrim(regexp_replace(regexp_replace(${text}, '\\.0$|[eE].*$', ''), '[^0-9]', '', 'g'), '0')`
  return sql`CASE WHEN json_type(${json}) = 'DOUBLE' AND length(${digits}) > 15 THEN ${text} || '…' ELSE ${text} END`
}
