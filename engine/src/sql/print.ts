import type { BoundValue, ColumnType, Piece, SetFunction, Sql, SqlFunction } from './sql.js'
import type { Column, StoredTable } from './stored-table.js'
import type { Constructs } from './translation/constructs.js'

/** How one warehouse writes SQL. Everything that differs between warehouses is a row of this table. */
export interface Dialect {
  /** The name of the SQL dialect that the warehouse reads. */
  readonly name: 'duckdb' | 'postgresql' | 'clickhouse'
  /** An identifier, quoted and escaped. */
  readonly quote: (identifier: string) => string
  /** A type as this warehouse names it; nullable where that is part of the type. */
  readonly type: (type: ColumnType, nullable: boolean) => string
  /** The placeholder of the n-th bound value (counted from 1), cast to its type. */
  readonly placeholder: (position: number, bound: BoundValue, type: ColumnType) => string
  /** A literal for people to read and to run by hand; statements that the engine runs bind their values. */
  readonly literal: (bound: BoundValue, type: ColumnType) => string
  /** A query that gives these rows; their values are written as literals already. */
  readonly rows: (columns: readonly Column[], rows: readonly (readonly string[])[]) => string
  /**
   * The type to which a decimal column is cast before it is calculated with, where a product would otherwise
   * have to fit the type of its factors.
   */
  readonly wideDecimal?: (type: ColumnType) => string | undefined
  /** The days that columns can hold: dates by themselves, wall clocks and moments. What is outside is refused. */
  readonly days: Readonly<Record<'date' | 'timestamp', DaySpan>>
  readonly functions: Readonly<Record<SqlFunction, (...args: readonly string[]) => string>>
  /** What translated SQL is printed by. */
  readonly constructs: Constructs
  /** Where the warehouse has a type for sets of members, and merges them itself; else the engine does. */
  readonly sets?: Readonly<Record<SetFunction, (...args: readonly string[]) => string>>
}

/** Days from one to another, both of which belong to it, as `YYYY-MM-DD`. */
export interface DaySpan {
  readonly from: string
  readonly to: string
}

/** All days of four-digit years. */
export const allDays: DaySpan = { from: '0001-01-01', to: '9999-12-31' }

/** A statement ready to be sent: its text, and its values in the order of their placeholders. */
export interface Statement {
  readonly text: string
  readonly values: readonly { readonly value: BoundValue; readonly type: ColumnType }[]
}

/** Where a stored table lies, as SQL text in the dialect. */
export type Placement = (table: StoredTable) => string

/** Prints a fragment as a statement with placeholders. */
export function print(fragment: Sql, dialect: Dialect, place: Placement): Statement {
  const values: { value: BoundValue; type: ColumnType }[] = []
  const bind = (bound: BoundValue, type: ColumnType) => {
    values.push({ value: bound, type })
    return dialect.placeholder(values.length, bound, type)
  }
  return { text: printPieces(fragment, { dialect, place, bind }), values }
}

/** Prints a fragment with its values written out, to be read or run by hand. */
export function printReadable(fragment: Sql, dialect: Dialect, place: Placement): string {
  return printPieces(fragment, { dialect, place, bind: dialect.literal })
}

interface Printing {
  readonly dialect: Dialect
  readonly place: Placement
  readonly bind: (bound: BoundValue, type: ColumnType) => string
}

function printPieces(fragment: Sql, printing: Printing): string {
  return fragment.pieces.map((piece) => printPiece(piece, printing)).join('')
}

function printPiece(piece: Piece, printing: Printing): string {
  const { dialect, place, bind } = printing
  switch (piece.is) {
    case 'text':
      return piece.text
    case 'name':
      return dialect.quote(piece.name)
    case 'value':
      return bind(piece.value, piece.type)
    case 'literal':
      return dialect.literal(piece.value, piece.type)
    case 'rows':
      return dialect.rows(
        piece.columns,
        piece.rows.map((row) =>
          row.map((own, at) => dialect.literal(own, piece.columns[at]?.type ?? 'text')),
        ),
      )
    case 'stored':
      return place(piece.table)
    case 'type':
      return dialect.type(piece.type, true)
    case 'by-member':
      return printPieces(piece.query, printing)
    case 'set-call':
      if (dialect.sets === undefined) throw new Error(`${dialect.name} has no sets of members`)
      return dialect.sets[piece.function](...piece.args.map((arg) => printPieces(arg, printing)))
    case 'call':
      return dialect.functions[piece.function](...piece.args.map((arg) => printPieces(arg, printing)))
  }
}
