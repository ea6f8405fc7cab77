import { name, raw, sql, type Sql } from '../sql/sql.js'
import { Refusal } from '../errors.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { pathList, textLiteral } from './duckdb-literal.js'
import { pathColumn, wholeRows, type FoundLayout } from './file-layout.js'
import { missingColumn, positionOf, refuseExtra } from './match-columns.js'
import { unlessNoValue } from './no-value.js'
import type { PlacedFile } from './placed-source.js'
import type { Source } from './source.js'
import { fromTyped, isText } from './typed-conversion.js'

/** Looks at the columns of a Parquet file, and how their types become the declared ones. */
export async function parquetLayout(
  session: ReadSession,
  source: Source,
  file: PlacedFile,
): Promise<FoundLayout> {
  const described = await session.query(
    sql`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${pathList([file.path])}, hive_partitioning = false))`,
  )
  const held = described.map((row) => ({
    name: String(row['column_name']),
    type: String(row['column_type']),
  }))
  const found = { source, where: file.path, names: held.map((each) => each.name) }
  const columns = source.columns.map((column) => {
    const position = positionOf(column, found)
    const at = position === undefined ? undefined : held[position]
    if (at === undefined) throw missingColumn(column, found)
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
    const value = isWorded
      ? unlessNoValue(sql`CAST(${name(at.name)} AS VARCHAR)`, column, source)
      : name(at.name)
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

function readParquet(files: readonly PlacedFile[]): Sql {
  const paths = pathList(files.map(({ path }) => path))
  return sql`read_parquet(${paths}, hive_partitioning = false, file_row_number = true, filename = ${textLiteral(pathColumn)})`
}
