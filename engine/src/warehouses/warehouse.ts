import type { Dialect } from '../sql/print.js'
import type { BoundValue, Sql } from '../sql/sql.js'
import type { Column, StoredTable } from '../sql/stored-table.js'
import type { ReadOptions, SessionOptions } from './interruption.js'
import type { Readable } from './reading.js'
import type { WarehouseError } from './warehouse-error.js'

/**
 * A value as a warehouse gives it back, the same on all of them: `text` and decimals as strings (decimals as
 * plain digits with the column's scale), `integer` and every count as `bigint`, `member` as `number`,
 * `double` as `number`, `boolean` as `boolean`, `date` as `YYYY-MM-DD`, `timestamp` and `instant` as
 * `YYYY-MM-DD HH:MM:SS[.ffffff]` without trailing zeros in the fraction (an instant in UTC).
 *
 * The type of the result decides: a whole number of any width is a `bigint`, also a decimal of scale 0 and a sum
 * of integers. What is worked out (`coalesce(sum(x), 0)`, a comparison) has on each warehouse the type that it
 * gives it; cast it with {@link type} where the same is wanted everywhere.
 */
export type Value = string | number | bigint | boolean | null

/** A row by column name. */
export type Row = Readonly<Record<string, Value>>

/** Rows by column: as many arrays as a query has columns, each with a number for every row. */
export type NumberColumns = readonly Uint32Array[]

/** A row whose last column is a stored set of members: its bytes as the engine wrote them. */
export interface StoredSet {
  readonly row: Row
  readonly bytes: Uint8Array
}

/** The name of a table or view of the user's: `table` or `schema.table`. */
export type TableName = string

/** A consistent view of the warehouse: everything read in one session is of one moment. */
export interface ReadSession {
  readonly dialect: Dialect
  /** All rows of a query. For results whose size the question bounds. */
  query(statement: Sql): Promise<readonly Row[]>
  /** The rows of a query in batches, without holding them all. Until it ends the session runs nothing else. */
  stream(statement: Sql): AsyncIterable<readonly Row[]>
  /** Whether the warehouse merges sets of members itself, by its dialect's `sets`; else the engine does. */
  readonly mergesSets: boolean
  /**
   * The rows of a query of whole numbers from 0 to 4,294,967,295 (`member` and `integer` columns without nulls or bound
   * values), in batches. Until it ends the session runs nothing else. Where the engine merges sets.
   */
  numbers(statement: Sql): AsyncIterable<NumberColumns>
  /** The rows of a query whose last column is a stored set that is not null. Where the engine merges sets. */
  sets(statement: Sql): Promise<readonly StoredSet[]>
  /** Asks the warehouse to parse and plan a query without running it; refuses with `sql-refused`. */
  prepare(statement: Sql): Promise<void>
  /** The columns that a query would give, without running it; refuses with `sql-refused`. */
  describe(query: Sql): Promise<readonly IntrospectedColumn[]>
  /** What the warehouse would send: text with values written out, for people. */
  show(statement: Sql): string
  /** A user's table or view; undefined when there is none of that name. */
  tableOf(table: TableName): Promise<IntrospectedTable | undefined>
  /** Whether a stored table exists. */
  has(table: StoredTable): Promise<boolean>
  /** All rows of a stored table that stays small; undefined where there is no such table. */
  contents(table: StoredTable): Promise<readonly Row[] | undefined>
}

/** A column as the warehouse describes it; `type` is undefined where the engine has no name for its type. */
export interface IntrospectedColumn extends Readable {
  readonly name: string
  readonly type: Column['type'] | undefined
  readonly nullable: boolean
  /** The warehouse's own name of the type. */
  readonly declared: string
}

/** A user's table or view. */
export interface IntrospectedTable {
  /** What stands for its rows behind FROM, in the letter case in which it was made. */
  readonly rows: Sql
  /** The same without rows that the warehouse has yet to replace by later ones; where it does such a thing. */
  readonly latest?: Sql
  /** In order. */
  readonly columns: readonly IntrospectedColumn[]
}

/** What is told of rows that come into a table once each. They are whole numbers and days, and none is null. */
export interface OnceTold {
  /** A column: rows that are the same but for it are one, which has the greatest of it. */
  readonly greatest?: string | undefined
  /** A query of one row: for each column, in order, the least and the most that the rows may have; nulls where there are no rows. */
  readonly bounds: Sql
}

/**
 * A session in which stored tables are made and changed. Nothing of it is seen by readers until it ends, and
 * nothing of it remains when it fails. It reads its own writes.
 */
export interface WriteSession extends ReadSession {
  /** Makes a stored table, empty, in place of one that exists. */
  create(table: StoredTable): Promise<void>
  /** Adds the rows of a query, whose columns are the table's in order. */
  insert(table: StoredTable, query: Sql): Promise<void>
  /** Adds the rows of a query, whose columns are the table's in order, each once. */
  insertOnce(table: StoredTable, query: Sql, told: OnceTold): Promise<void>
  /** Adds the rows of a query that the warehouse's {@link Warehouse.files} session can run. */
  load(table: StoredTable, query: Sql): Promise<void>
  /**
   * Adds rows of values, in bulk. A column of type `set` takes bytes, or null: where the engine merges sets.
   */
  append(table: StoredTable, rows: readonly (readonly (BoundValue | Uint8Array)[])[]): Promise<void>
  /** Removes the rows for which the condition holds. */
  remove(table: StoredTable, condition: Sql): Promise<void>
  /** Removes a stored table; nothing happens when there is none. */
  drop(table: StoredTable): Promise<void>
  /** Runs a query for what goes wrong with it, and leaves the session as it was; undefined when nothing does. */
  failureOf(query: Sql): Promise<WarehouseError | undefined>
}

/** A database that holds the data and runs the SQL. */
export interface Warehouse {
  /** As people call it: DuckDB, PostgreSQL, ClickHouse. */
  readonly title: string
  readonly dialect: Dialect
  /** The file that this process alone can have open; undefined where others can use the same warehouse. */
  readonly ownFile: string | undefined
  /** Runs `work` on one consistent state of the warehouse. */
  read<T>(work: (session: ReadSession) => Promise<T>, options?: ReadOptions): Promise<T>
  /** Runs `work` so that all of it is seen at once or none of it. Writers take turns. */
  write<T>(work: (session: WriteSession) => Promise<T>, options?: SessionOptions): Promise<T>
  /**
   * A DuckDB session that reads files, in which queries over `read_csv` and the like run. On DuckDB it is the
   * warehouse itself; elsewhere a DuckDB beside it, whose results travel to the warehouse in bulk.
   */
  files(): Promise<ReadSession>
  /**
   * Runs one statement as a user would, at once and outside of any session. The engine changes nothing this way;
   * demonstrations and tests make their source tables by it.
   */
  execute(statement: string): Promise<void>
  /**
   * What to look at before a build: the statements that would make and fill a stored table on the servers of a
   * cluster, each parsed by the warehouse and none run. There are none where one server holds everything.
   */
  outline(table: StoredTable): Promise<readonly string[]>
  close(): Promise<void>
}
