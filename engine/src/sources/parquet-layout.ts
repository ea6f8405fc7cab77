import { name, raw, sql, type Sql } from '../sql/sql.js'
import { Refusal } from '../errors.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { pathList, textLiteral } from './duckdb-literal.js'
import { pathColumn, underTheirPaths, wholeRows, type FoundLayout } from './file-layout.js'
import { missingColumn, positionOf, refuseExtra, type FoundColumns } from './match-columns.js'
import { unlessNoValue } from './no-value.js'
import { readPath, type PlacedFile } from './placed-source.js'
import type { Source } from './source.js'
import { insideStruct } from './value-path.js'
import { fromTyped, isText } from './typed-conversion.js'

/** Looks at the columns of a Parquet file, and how their types become the declared ones. */
export async function parquetLayout(
  session: ReadSession,
  source: Source,
  file: PlacedFile,
): Promise<FoundLayout> {
  const described = await session.query(
    sql`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${pathList([readPath(file)])}, hive_partitioning = false))`,
  )
  const held = described.map((row) => ({
    name: String(row['column_name']),
    type: String(row['column_type']),
  }))
  const found = { source, where: file.path, names: held.map((each) => each.name) }
  const inside = await insideTypes(session, { file, found, held })
  const columns = source.columns.map((column) => {
    const position = positionOf(column, found)
    const outer = position === undefined ? undefined : held[position]
    if (outer === undefined) throw missingColumn(column, found)
    const at = inside.get(column.name) ?? { value: name(outer.name), type: outer.type }
    const conversion = fromTyped(at.type, column)
    if (!conversion) {
      const [where, declared] = [file.path, column.type]
      throw new Refusal('column-type', {
        source: source.name,
        where,
        column: column.name,
        declared,
        found: at.type,
      })
    }
    const isWorded = isText(at.type) && (column.type !== 'text' || source.nulls.length > 0)
    const value = isWorded ? unlessNoValue(sql`CAST(${at.value} AS VARCHAR)`, column, source) : at.value
    return { position, layout: { column, held: value, conversion } }
  })
  refuseExtra(
    found,
    columns.flatMap(({ position }) => position ?? []),
  )
  return {
    alike: JSON.stringify(['parquet', held]),
    columns: columns.map(({ layout }) => layout),
    from: readParquet,
    wholeRows: (files) =>
      wholeRows(
        readParquet(files),
        held.map((column) => name(column.name)),
      ),
    rowNumber: raw('file_row_number + 1'),
  }
}

/** A value inside of a struct or a list, with its type as DuckDB names it. */
interface Inside {
  readonly value: Sql
  readonly type: string
}

/** What stands at the ends of the columns' paths, by the columns' names. */
async function insideTypes(
  session: ReadSession,
  of: {
    readonly file: PlacedFile
    readonly found: FoundColumns
    readonly held: readonly { readonly name: string; readonly type: string }[]
  },
): Promise<ReadonlyMap<string, Inside>> {
  const { file, found, held } = of
  const types = new Map<string, Inside>()
  for (const column of found.source.columns) {
    const { path } = column
    const outer = held[positionOf(column, found) ?? -1]
    if (path === undefined || path.length < 2 || outer === undefined) continue
    const value = insideStruct(name(outer.name), path)
    try {
      const [row] = await session.query(
        sql`SELECT column_type FROM (DESCRIBE SELECT ${value} FROM ${readParquet([file])})`,
      )
      types.set(column.name, { value, type: String(row?.['column_type']) })
    } catch {
      const names = [`${outer.name} ${outer.type}`]
      throw missingColumn({ ...column, header: path.join('.') }, { ...found, names })
    }
  }
  return types
}

function readParquet(files: readonly PlacedFile[]): Sql {
  const paths = pathList(files.map(readPath))
  return underTheirPaths(
    sql`read_parquet(${paths}, hive_partitioning = false, file_row_number = true, filename = ${textLiteral(pathColumn)})`,
    files,
  )
}
