import type { Column, StoredTable } from './stored-table.js'

/** A value that may be bound to a statement. Exact numbers travel as `bigint` or as decimal text. */
export type BoundValue = string | number | bigint | boolean | null

/**
 * One piece of a statement. Statements are plain data until a warehouse prints them, so that they can be
 * shown, compared and tested without a database.
 */
export type Piece =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'value'; readonly value: BoundValue; readonly type: ColumnType }
  | { readonly is: 'literal'; readonly value: BoundValue; readonly type: ColumnType }
  | {
      readonly is: 'rows'
      readonly columns: readonly Column[]
      readonly rows: readonly (readonly BoundValue[])[]
    }
  | { readonly is: 'stored'; readonly table: StoredTable }
  | { readonly is: 'call'; readonly function: SqlFunction; readonly args: readonly Sql[] }
  | { readonly is: 'set-call'; readonly function: SetFunction; readonly args: readonly Sql[] }
  | { readonly is: 'type'; readonly type: ColumnType }
  | ({ readonly is: 'by-member' } & ByMember)

/** A query that can be asked of some of the members at a time; see {@link byMember}. */
export interface ByMember {
  readonly query: Sql
  /** The columns that say of what a row is, and then those that count or add up; all of the query's, in order. */
  readonly of: readonly string[]
  readonly figures: readonly string[]
}

/** A fragment of SQL that is not yet printed for a warehouse. */
export interface Sql {
  readonly pieces: readonly Piece[]
}

/** The types that columns of sources and of built tables may have; each warehouse prints its own name. */
export type ColumnType =
  | 'text'
  | 'integer'
  | 'double'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'instant'
  | 'member'
  /** A set of members: bytes that the engine reads, or a type of the warehouse's own. */
  | 'set'
  | `decimal(${number},${number})`

/** What the warehouses spell differently. A warehouse that lacks a row of this table does not compile. */
export type SqlFunction =
  /** `(expression)`: how many different values; exact on every warehouse. */
  | 'countDistinct'
  /** `(condition)`: how many rows for which the condition is true. */
  | 'countIf'
  /** `(date)`: days since 1970-01-01, negative before. */
  | 'dayNumber'
  /** `(later, earlier)`: whole days between two dates. */
  | 'daysBetween'
  /** `(left, right)`: true when both are equal or both are null. */
  | 'same'
  /** `(timestamp)`: the calendar date of a wall-clock timestamp. */
  | 'dateOfTimestamp'
  /** `(instant, zone text)`: the calendar date of a moment in a time zone. */
  | 'dateOfInstant'
  /** `(timestamp or instant)`: a microsecond earlier. */
  | 'justBefore'
  /** `(timestamp)`: the hour that a wall-clock timestamp shows, 0 to 23, as `integer`. */
  | 'hourOfTimestamp'
  /** `(instant, zone text)`: the hour that a clock in a time zone shows, 0 to 23, as `integer`. */
  | 'hourOfInstant'
  /** `(expression)`: exact sum; an empty or all-null sum is null. */
  | 'sum'
  /** `(condition, then, otherwise)` */
  | 'if'
  /**
   * `(number, places)`: as a decimal of 38 digits with so many places. Halves go away from zero, and a double is read by its
   * shortest decimal digits.
   */
  | 'roundedTo'
  /** `(expression)`: the expression as text, exactly as the warehouse writes it. */
  | 'toText'
  /** `(text)`: the text; null where it is empty or of white space only, as Unicode has it. */
  | 'unlessBlank'
  /**
   * `(expression, …)`: a whole number that stands for the values, nulls among them; the sum of those of all rows
   * stands for the rows, whatever their order. Only to be compared with others of the same warehouse.
   */
  | 'rowHash'

/** What can be done with sets of members in the SQL of a warehouse that has a type for them. */
export type SetFunction =
  /** `(member)`: the set of a group's members. */
  | 'setOf'
  /** `(set)`: a group's sets as one. */
  | 'setUnion'
  /** `(set, condition)`: those of a group's sets for which the condition holds, as one. */
  | 'setUnionIf'
  /** `(set)`: how many members it has. */
  | 'setSize'
  /** `(one, other)`: the members of both. */
  | 'setAnd'
  /** `(one, other)`: the members of one that are not in the other. */
  | 'setAndNot'
  /** `(one, other)`: the members of either. */
  | 'setOr'

/**
 * Writes a fragment. Interpolated `Sql` is spliced in, everything else is refused by the compiler: a value
 * goes through {@link value}, a name through {@link name}.
 *
 * @example
 * sql`SELECT ${name('country')} FROM ${stored(days)} WHERE day >= ${value('2025-10-01', 'date')}`
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly Sql[]): Sql {
  const pieces: Piece[] = []
  strings.forEach((text, index) => {
    if (text !== '') pieces.push({ is: 'text', text })
    const part = parts[index]
    if (part) pieces.push(...part.pieces)
  })
  return { pieces }
}

/** SQL text that is already in the warehouse's own dialect, spliced in as it is. */
export function raw(text: string): Sql {
  return { pieces: [{ is: 'text', text }] }
}

/** A quoted identifier, in the letter case given. */
export function name(identifier: string): Sql {
  return { pieces: [{ is: 'name', name: identifier }] }
}

/** A bound value; it never becomes part of the statement's text. */
export function value(bound: BoundValue, type: ColumnType): Sql {
  return { pieces: [{ is: 'value', value: bound, type }] }
}

/** A value of the engine's own, such as a day, written into the statement's text. Never for what users give. */
export function literal(own: BoundValue, type: ColumnType): Sql {
  return { pieces: [{ is: 'literal', value: own, type }] }
}

/** A query that gives rows of the engine's own, such as ranges of days, written into the statement's text. */
export function givenRows(columns: readonly Column[], rows: readonly (readonly BoundValue[])[]): Sql {
  return { pieces: [{ is: 'rows', columns, rows }] }
}

/** A table that the engine keeps; where it lies is for the warehouse's session to say. */
export function stored(table: StoredTable): Sql {
  return { pieces: [{ is: 'stored', table }] }
}

/** A call of a function that the warehouses spell differently. */
export function call(fn: SqlFunction, ...args: readonly Sql[]): Sql {
  return { pieces: [{ is: 'call', function: fn, args }] }
}

/** A call of a function over sets of members, in a warehouse that has them. */
export function setCall(fn: SetFunction, ...args: readonly Sql[]): Sql {
  return { pieces: [{ is: 'set-call', function: fn, args }] }
}

/**
 * A whole statement whose figures are of members, each on its own: asked of any parts of the members, the figures
 * of the parts add up to those of all. A warehouse that holds its members in parts may ask each part.
 *
 * @example
 * byMember({ query: sql`SELECT day, count(DISTINCT member) AS n FROM days GROUP BY day`, of: ['day'], figures: ['n'] })
 */
export function byMember(asked: ByMember): Sql {
  return { pieces: [{ is: 'by-member', ...asked }] }
}

/** The warehouse's name for a type. */
export function type(columnType: ColumnType): Sql {
  return { pieces: [{ is: 'type', type: columnType }] }
}

/** Fragments with a separator between them: `join([a, b], ', ')`. */
export function join(parts: readonly Sql[], separator = ', '): Sql {
  const pieces: Piece[] = []
  parts.forEach((part, index) => {
    if (index > 0) pieces.push({ is: 'text', text: separator })
    pieces.push(...part.pieces)
  })
  return { pieces }
}

/** Nothing at all: for a clause that a question does not need. */
export const nothing: Sql = { pieces: [] }
