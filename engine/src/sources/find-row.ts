import { exampleUnit, type FailedRow } from '../errors.js'
import { join, sql, value, type Sql } from '../sql/sql.js'
import type { ReadSession, Row } from '../warehouses/warehouse.js'
import { linesOf } from './check-values.js'
import type { FileLayout } from './file-layout.js'
import { convertedRows, fileLayouts, typed } from './file-rows.js'
import { placeOfFile, type PlacedSource } from './placed-source.js'

/**
 * Where in the files of a source the first row stands that has the given values; undefined for a table, and where no such
 * row is found any more.
 *
 * @param files the warehouse's `files()` session
 * @param row a row as the source gives it, by column
 */
export async function placeOfRow(
  files: ReadSession,
  placed: PlacedSource,
  row: Row,
): Promise<Pick<FailedRow, 'path' | 'line' | 'unit'> | undefined> {
  if (placed.files === undefined) return undefined
  for (const layout of await fileLayouts(files, placed)) {
    const isRow = isSame(layout, row)
    const [first] = await files.query(
      sql`SELECT min(file) AS file FROM (${convertedRows(layout)}) AS converted WHERE ${isRow}`,
    )
    const file = layout.files.find(({ path }) => path === first?.['file'])
    if (file === undefined) continue
    const rows = await files.query(
      sql`SELECT min(row) AS row FROM (${convertedRows(layout, file)}) AS converted WHERE ${isRow}`,
    )
    const number = Number(rows[0]?.['row'])
    const lines = await linesOf(files, { layout, file }, rows)
    const unit = exampleUnit({ where: file.path, ...(layout.unit && { unit: layout.unit }) })
    return { path: placeOfFile(file), line: lines.get(number) ?? number, unit }
  }
  return undefined
}

/** Doubles are left out: as texts they need not be the same to the last digit. */
function isSame({ columns }: FileLayout, row: Row): Sql {
  const same = columns.flatMap(({ column }, at) => {
    const held = row[column.name]
    if (column.type === 'double') return []
    return [
      held === null || held === undefined
        ? sql`${typed(at)} IS NULL`
        : sql`${typed(at)} = ${value(held, column.type)}`,
    ]
  })
  return join([sql`1 = 1`, ...same], ' AND ')
}
