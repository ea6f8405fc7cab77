import { printReadable } from '../../sql/print.js'
import type { StoredTable } from '../../sql/stored-table.js'
import { DuckDbFiles } from '../duckdb/duckdb-files.js'
import { interruptible, refuseInterrupted, type SessionOptions } from '../interruption.js'
import { Turns } from '../turns.js'
import type { ReadSession, Warehouse, WriteSession } from '../warehouse.js'
import { run, type ClickHouseConnection } from './clickhouse-connection.js'
import { clickHouseDialect } from './clickhouse-dialect.js'
import { ClickHousePlacement, Versions } from './clickhouse-placement.js'
import { ClickHouseSession } from './clickhouse-session.js'
import { inSql, onOneServer, type ClickHouseTables } from './clickhouse-tables.js'

/** How stored tables lie, and how they would on the cluster that the project names. */
export interface Lying {
  readonly tables: ClickHouseTables
  readonly outlined: ClickHouseTables
}

/** A ClickHouse, whose stored tables are versioned as a whole. */
export class ClickHouseWarehouse implements Warehouse {
  readonly title = 'ClickHouse'
  readonly dialect = clickHouseDialect
  readonly ownFile = undefined
  private readonly besides = new DuckDbFiles()
  private readonly writers = new Turns()
  private readonly versions: Versions

  private constructor(
    private readonly connection: ClickHouseConnection,
    private readonly schema: string,
    private readonly lying: Lying,
  ) {
    this.versions = new Versions(connection, schema, lying.tables)
  }

  /**
   * Makes the database of the stored tables where it is missing.
   *
   * @example
   * const warehouse = await ClickHouseWarehouse.open(await connectToServer(url), 'daymark')
   */
  static async open(
    connection: ClickHouseConnection,
    schema: string,
    { tables = onOneServer, outlined = tables }: Partial<Lying> = {},
  ): Promise<ClickHouseWarehouse> {
    const warehouse = new ClickHouseWarehouse(connection, schema, { tables, outlined })
    const database = clickHouseDialect.quote(schema) + tables.everywhere
    await warehouse.execute(`CREATE DATABASE IF NOT EXISTS ${database}`)
    return warehouse
  }

  read<T>(work: (session: ReadSession) => Promise<T>, options: SessionOptions = {}): Promise<T> {
    return this.versions.reading((version) =>
      this.worked(new ClickHousePlacement(this.versions, version), work, options),
    )
  }

  write<T>(work: (session: WriteSession) => Promise<T>, options: SessionOptions = {}): Promise<T> {
    return this.writers.take(async () => {
      refuseInterrupted(options.signal)
      await this.versions.dropUnneeded()
      return this.versions.reading(async (version) => {
        const placement = new ClickHousePlacement(this.versions, version)
        try {
          const result = await this.worked(placement, work, options)
          await placement.publish()
          return result
        } catch (thrown) {
          // What cannot be dropped now is dropped when the next write begins.
          await placement.undo().catch(() => undefined)
          throw thrown
        }
      })
    })
  }

  files(): Promise<ReadSession> {
    return this.besides.session()
  }

  execute(statement: string): Promise<void> {
    return run(this.connection, { text: statement, values: [] })
  }

  async outline(table: StoredTable): Promise<readonly string[]> {
    const at = { schema: this.schema, name: table.name }
    const statements = this.lying.outlined.outline(table, at).map((statement) => {
      const placed = ({ name }: StoredTable) => inSql({ schema: this.schema, name })
      return printReadable(statement, clickHouseDialect, placed)
    })
    for (const statement of statements) await this.execute(`EXPLAIN AST ${statement}`)
    return statements
  }

  async close(): Promise<void> {
    await this.besides.close()
    await this.connection.client.close()
  }

  private worked<T>(
    placement: ClickHousePlacement,
    work: (session: ClickHouseSession) => Promise<T>,
    { signal }: SessionOptions,
  ): Promise<T> {
    const connection = signal === undefined ? this.connection : { ...this.connection, signal }
    const session = new ClickHouseSession({
      connection,
      placement,
      tables: this.lying.tables,
      files: this.besides,
    })
    // The client itself lets go of a statement when the signal fires.
    return interruptible({ signal, stop: () => undefined, again: 60_000 }, () => work(session))
  }
}
