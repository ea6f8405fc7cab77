import type { ColumnType } from '../sql/sql.js'

/** How a value of a user's table is read as one of the engine's types, in the warehouse's own SQL. */
export interface Reading {
  /** What `value` is. A decimal may have more digits than the engine's have: it says how many there can be. */
  readonly type: ColumnType
  readonly value: string
  /** What people are shown of a value that is wrong. Default: the value as it is in the table. */
  readonly shown?: string
  /** What a value may be so that it is none of the type, or loses digits as one, and the condition for that. */
  readonly wrong?: readonly { readonly rule: 'type' | 'digits' | 'range'; readonly when: string }[]
}

/** A value inside of another one. */
export interface Inside {
  readonly value: string
  /** Whether there is such a value, where the warehouse gives another one than null when there is none. */
  readonly isThere?: string
  /** How it is read where a path ends there, if not as its own type is. */
  readonly read?: Read
}

/** Reads a value for a column that is declared with a type; undefined where no such value can be one. */
export type Read = (value: string, declared: ColumnType) => Reading | undefined

/** What a source needs to know of a column's type. */
export interface Readable {
  /** Default: the column as it is, of its `type`. */
  readonly read?: Read
  /** The way into a value that holds others: by a name, or by a place from 0; undefined where there is none. */
  readonly inside?: (value: string, step: string | number) => Inside | undefined
}

/** Reads by a cast to text. */
export const readAsText =
  (cast: (value: string) => string): Read =>
  (value) => ({ type: 'text', value: cast(value) })
