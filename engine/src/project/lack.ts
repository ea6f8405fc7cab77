import type { RowPart, Writing } from '../activities/row-set.js'
import type { Reader, RowsLeftOut } from '../errors.js'
import type { Source } from '../sources/source.js'
import type { Sql } from '../sql/sql.js'

/** Why rows of a source may be left out: what one reading of them needs and they may lack. */
export interface Lack {
  readonly readBy: readonly Reader[]
  /** Whose rows are looked at: those that its conditions take. */
  readonly part: RowPart
  readonly lacks: RowsLeftOut['lacks']
  /** What gives what they lack, as it is declared. */
  readonly column: string
  /** The identity, where it is a member that they lack. */
  readonly identity?: string
  /** The condition that a row lacks it. */
  readonly isLacking: (writing: Writing & { readonly what: string }) => Sql
}

/** All rows of a source. */
export function wholeOf(from: Source): RowPart {
  return { from, where: undefined, day: '', dimensions: {} }
}

/** Whether the contract promises that a column has a value that is not blank. */
export function isAlwaysThere({ columns }: Source, text: string): boolean {
  return columns.some(({ name, nullable, type }) => name === text && !nullable && type !== 'text')
}
