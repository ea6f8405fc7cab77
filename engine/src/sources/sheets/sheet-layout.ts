import { join, name, raw, sql, type Sql } from '../../sql/sql.js'
import type { ReadSession } from '../../warehouses/warehouse.js'
import type { Conversion } from '../conversion.js'
import { pathList, textLiteral } from '../duckdb-literal.js'
import {
  pathColumn,
  underTheirPaths,
  wholeRows,
  type FoundLayout,
  type LayoutColumn,
} from '../file-layout.js'
import { fromDeclaredText } from '../forms/from-form.js'
import { missingColumn, positionOf, refuseExtra } from '../match-columns.js'
import { unlessNoValue } from '../no-value.js'
import { readPath, type PlacedFile } from '../placed-source.js'
import type { Source, SourceColumn } from '../source.js'
import { kindOf } from '../text-conversion.js'
import { cellMark } from './cell-text.js'
import type { SheetHead } from './copy-sheet.js'

/** Finds the declared columns in the header of a sheet that has been copied. */
export function sheetLayout(_session: ReadSession, source: Source, file: PlacedFile): Promise<FoundLayout> {
  const head = file.head ?? { sheet: '', names: [], letters: [] }
  const found = { source, where: `${file.path}, sheet "${head.sheet}"`, names: head.names }
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
  return Promise.resolve({
    alike: JSON.stringify(['xlsx', head]),
    columns: columns.map(({ column, position }) => sheetColumn({ column, position, head }, source)),
    from: (files) => readCopies(files, head),
    wholeRows: (files) =>
      wholeRows(
        readCopies(files, head),
        head.names.map((_name, at) => name(fieldName(at))),
      ),
    rowNumber: name(rowField),
  })
}

const rowField = 'row of the sheet'

function fieldName(position: number): string {
  return `cell ${position + 1}`
}

function readCopies(files: readonly PlacedFile[], { names }: SheetHead): Sql {
  const fields = names.map((_name, at) => sql`${textLiteral(fieldName(at))}: 'VARCHAR'`)
  const columns = join([sql`${textLiteral(rowField)}: 'BIGINT'`, ...fields])
  const options = sql`auto_detect = false, header = false, columns = {${columns}}, delim = ',', quote = '"', escape = '"', strict_mode = true, nullstr = '', allow_quoted_nulls = false, hive_partitioning = false, filename = ${textLiteral(pathColumn)}`
  return underTheirPaths(sql`read_csv(${pathList(files.map(readPath))}, ${options})`, files)
}

interface FoundColumn {
  readonly column: SourceColumn
  readonly position: number
  readonly head: SheetHead
}

function sheetColumn({ column, position, head }: FoundColumn, source: Source): LayoutColumn {
  const letter = head.letters[position]
  return {
    column,
    held: heldCell(name(fieldName(position)), column, source),
    conversion: fromCell(column),
    shown: (held) => sql`split_part(${held}, ${mark}, 1)`,
    ...(letter !== undefined && { letter }),
  }
}

const mark = textLiteral(cellMark)

/** A cell as a text; behind one that is an error, or a day or time where the column's texts have a form, stands its kind. */
function heldCell(cell: Sql, column: SourceColumn, source: Source): Sql {
  const kind = sql`CASE WHEN left(${cell}, 1) = ${mark} THEN substr(${cell}, 2, 1) ELSE 't' END`
  const isMoney = kindOf(column.type) === 'decimal' || kindOf(column.type) === 'integer'
  const rest = sql`substr(${cell}, 3)`
  const exact = sql`split_part(${rest}, ${mark}, 1)`
  const digits = isMoney ? sql`split_part(${rest}, ${mark}, -1)` : exact
  const time = column.form === undefined ? rest : sql`${rest} || ${mark} || 'd'`
  const read = sql`CASE ${kind} WHEN 'n' THEN ${inForm(digits, column)} WHEN 'd' THEN ${time} WHEN 'b' THEN ${rest} WHEN 'e' THEN ${rest} || ${mark} || 'e' ELSE ${cell} END`
  const shown = sql`split_part(CASE ${kind} WHEN 't' THEN ${cell} ELSE ${rest} END, ${mark}, 1)`
  const trimmed = column.type === 'text' ? read : sql`trim(${read})`
  return sql`CASE WHEN ${unlessNoValue(shown, column, source)} IS NULL THEN NULL ELSE ${trimmed} END`
}

/** A number of a cell has a decimal point, whatever form the column's texts have. */
function inForm(digits: Sql, { form }: SourceColumn): Sql {
  return form?.decimal === ',' ? sql`replace(${digits}, '.', ',')` : digits
}

function fromCell(column: SourceColumn): Conversion {
  const ofText = fromDeclaredText(column)
  const ofTime = fromDeclaredText(withoutFormat(column))
  const bare = (held: Sql): Sql => sql`split_part(${held}, ${mark}, 1)`
  const choose = (held: Sql, [text, time, error]: readonly [Sql, Sql, Sql]): Sql =>
    sql`CASE right(${held}, 2) WHEN ${mark} || 'e' THEN ${error} WHEN ${mark} || 'd' THEN ${time} ELSE ${text} END`
  return {
    typed: (held) => choose(held, [ofText.typed(held), ofTime.typed(bare(held)), raw('NULL')]),
    reason: (held) => choose(held, [ofText.reason(held), ofTime.reason(bare(held)), raw("'type'")]),
  }
}

/** The column as if its days and times were written plainly, as those of cells are. */
function withoutFormat({ form, ...column }: SourceColumn): SourceColumn {
  return form?.zone === undefined ? column : { ...column, form: { zone: form.zone } }
}
