import type { ColumnType } from './sql.js'

/** A column of a stored table or of a source. */
export interface Column {
  readonly name: string
  readonly type: ColumnType
  readonly nullable: boolean
}

/**
 * A table that the engine keeps in the warehouse, by its logical name. Where it lies (a schema, a version
 * of the table) is decided by the session that prints a statement.
 */
export interface StoredTable {
  readonly name: string
  readonly columns: readonly Column[]
  /** What the table is sorted by; a warehouse uses it where it can. */
  readonly order: readonly string[]
  /** Whether it lives while a build runs only, which alone reads it. */
  readonly isTemporary?: true
}
