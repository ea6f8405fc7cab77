import { DatabaseError, type PoolClient } from 'pg'
import { Refusal } from '../../errors.js'
import { print, printReadable, type Statement } from '../../sql/print.js'
import { raw, sql, stored, type BoundValue, type Sql } from '../../sql/sql.js'
import type { StoredTable } from '../../sql/stored-table.js'
import { columnDefinitions } from '../column-definitions.js'
import type { DuckDbFiles } from '../duckdb/duckdb-files.js'
import { refuseInterrupted } from '../interruption.js'
import type {
  IntrospectedColumn,
  IntrospectedTable,
  NumberColumns,
  OnceTold,
  Row,
  StoredSet,
  TableName,
  WriteSession,
} from '../warehouse.js'
import { eachOnce } from '../each-once.js'
import { tableContents } from '../table-contents.js'
import { failureIn, messageOf, WarehouseError } from '../warehouse-error.js'
import { send } from './postgres-connection.js'
import { postgresDialect } from './postgres-dialect.js'
import { describeQuery, type Sent } from './postgres-describe.js'
import { postgresFailure } from './postgres-failure.js'
import { introspectPostgres } from './postgres-introspect.js'
import type { Load } from './postgres-load.js'
import type { PostgresPlacement } from './postgres-placement.js'
import { numbersOf } from './postgres-numbers.js'
import { appended, bytesOf } from './postgres-sets.js'

const batchRows = 5000

/** What a session works with: one connection in a transaction, where tables lie, and the DuckDB beside it. */
export interface PostgresSessionParts {
  readonly client: PoolClient
  readonly placement: PostgresPlacement
  readonly files: DuckDbFiles
  readonly load: Load
  readonly signal?: AbortSignal | undefined
}

/** Statements in one transaction. */
export class PostgresSession implements WriteSession {
  readonly dialect = postgresDialect
  readonly mergesSets = false
  private cursors = 0

  constructor(private readonly parts: PostgresSessionParts) {}

  async query(statement: Sql): Promise<readonly Row[]> {
    refuseInterrupted(this.parts.signal)
    return send(this.parts.client, this.print(statement))
  }

  async *stream(statement: Sql): AsyncIterable<readonly Row[]> {
    const cursor = raw(`rows_${(this.cursors += 1)}`)
    await this.query(sql`DECLARE ${cursor} NO SCROLL CURSOR FOR ${statement}`)
    for (;;) {
      const rows = await this.query(sql`FETCH ${raw(String(batchRows))} FROM ${cursor}`)
      if (rows.length > 0) yield rows
      if (rows.length < batchRows) break
    }
    await this.query(sql`CLOSE ${cursor}`)
  }

  numbers(statement: Sql): AsyncIterable<NumberColumns> {
    refuseInterrupted(this.parts.signal)
    return numbersOf(this.parts.client, this.print(statement).text)
  }

  async sets(statement: Sql): Promise<readonly StoredSet[]> {
    return (await this.query(statement)).map(bytesOf)
  }

  async prepare(statement: Sql): Promise<void> {
    const { client } = this.parts
    await client.query('SAVEPOINT before_prepare')
    try {
      await this.query(sql`EXPLAIN ${statement}`)
    } catch (thrown) {
      if (!(thrown instanceof WarehouseError)) throw thrown
      const { cause } = thrown
      throw new Refusal(
        'sql-refused',
        {
          warehouse: 'PostgreSQL',
          message: `${messageOf(cause)}.`,
          sql: this.show(statement),
          at: pointedAt(cause, 'EXPLAIN '),
        },
        { cause },
      )
    } finally {
      await client.query('ROLLBACK TO SAVEPOINT before_prepare')
    }
  }

  async describe(query: Sql): Promise<readonly IntrospectedColumn[]> {
    await this.prepare(query)
    const sending = {
      send: (statement: Sql) => this.sent(statement),
      query: (statement: Sql) => this.query(statement),
    }
    return describeQuery(sending, query)
  }

  show(statement: Sql): string {
    return printReadable(statement, postgresDialect, this.parts.placement.place)
  }

  tableOf(table: TableName): Promise<IntrospectedTable | undefined> {
    return introspectPostgres(this, table)
  }

  has(table: StoredTable): Promise<boolean> {
    return Promise.resolve(this.parts.placement.has(table))
  }

  async contents(table: StoredTable): Promise<readonly Row[] | undefined> {
    return (await this.has(table)) ? this.query(tableContents(table)) : undefined
  }

  async create(table: StoredTable): Promise<void> {
    await this.parts.placement.assign(this.parts.client, table)
    // What a crash takes need not be in the log.
    const kind = raw(table.isTemporary === true ? 'UNLOGGED TABLE' : 'TABLE')
    await this.query(sql`CREATE ${kind} ${stored(table)} (${raw(columnDefinitions(table, postgresDialect))})`)
  }

  async insert(table: StoredTable, query: Sql): Promise<void> {
    await this.query(sql`INSERT INTO ${stored(table)} ${query}`)
  }

  insertOnce(table: StoredTable, query: Sql, { greatest }: OnceTold): Promise<void> {
    return this.insert(table, eachOnce(table, query, greatest))
  }

  load(table: StoredTable, query: Sql): Promise<void> {
    const { client, files, load } = this.parts
    return load(table, query, { client, files, print: (statement) => this.print(statement) })
  }

  async append(table: StoredTable, rows: readonly (readonly (BoundValue | Uint8Array)[])[]): Promise<void> {
    for (const { text, values } of appended(this.parts.placement.place(table), table, rows)) {
      await this.parts.client.query(text, values).catch((cause: unknown) => {
        throw postgresFailure(text, cause)
      })
    }
  }

  async remove(table: StoredTable, condition: Sql): Promise<void> {
    await this.query(sql`DELETE FROM ${stored(table)} WHERE ${condition}`)
  }

  async failureOf(query: Sql): Promise<WarehouseError | undefined> {
    const { client } = this.parts
    await client.query('SAVEPOINT before_failure')
    const failure = await failureIn(() => this.query(query))
    await client.query('ROLLBACK TO SAVEPOINT before_failure')
    return failure
  }

  drop(table: StoredTable): Promise<void> {
    return this.parts.placement.retire(this.parts.client, table)
  }

  /** A statement's rows, and its columns as the driver describes them. */
  private sent(statement: Sql): Promise<Sent> {
    const { text } = this.print(statement)
    return this.parts.client.query<unknown[]>({ text, rowMode: 'array' }).catch((cause: unknown) => {
      throw postgresFailure(text, cause)
    })
  }

  private print(statement: Sql): Statement {
    return print(statement, postgresDialect, this.parts.placement.place)
  }
}

/** Where in a statement PostgreSQL points; it counts from 1, and from the start of what stood before it. */
function pointedAt(cause: unknown, before: string): number | undefined {
  if (!(cause instanceof DatabaseError) || cause.position === undefined) return undefined
  return Number(cause.position) - 1 - before.length
}
