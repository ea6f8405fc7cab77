import type { DuckDBConnection } from '@duckdb/node-api'
import { DuckDBInstance } from '@duckdb/node-api'
import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Refusal } from '../../errors.js'
import { raw } from '../../sql/sql.js'
import { interruptible, refuseInterrupted, type SessionOptions } from '../interruption.js'
import { Turns } from '../turns.js'
import type { ReadSession, Warehouse, WriteSession } from '../warehouse.js'
import { messageOf } from '../warehouse-error.js'
import { duckDbDialect } from './duckdb-dialect.js'
import { DuckDbSession } from './duckdb-session.js'
import { DuckDbWriteSession } from './duckdb-write-session.js'

export interface DuckDbOptions {
  /** Where the engine keeps its tables. */
  readonly schema?: string
  /** DuckDB's own settings, such as `memory_limit`. */
  readonly settings?: Readonly<Record<string, string>>
}

async function openInstance(
  path: string,
  settings: Readonly<Record<string, string>>,
): Promise<DuckDBInstance> {
  const file = path === ':memory:' ? path : resolve(path)
  try {
    if (file !== ':memory:') await mkdir(dirname(file), { recursive: true })
    // A file that this process has open already is shared: two instances of it would write over each other.
    return await DuckDBInstance.fromCache(file, { ...settings })
  } catch (cause) {
    const message = messageOf(cause)
    if (message.includes('Could not set lock')) throw new Refusal('warehouse-locked', { file }, { cause })
    throw new Refusal(
      'warehouse-unreachable',
      { warehouse: 'DuckDB', address: file, reason: message },
      { cause },
    )
  }
}

const turnsOfFiles = new Map<string, Turns>()

/** The turns of those who write to a file, which this process may have opened more than once. */
function turnsOf(file: string | undefined): Turns {
  const turns = (file === undefined ? undefined : turnsOfFiles.get(file)) ?? new Turns()
  if (file !== undefined) turnsOfFiles.set(file, turns)
  return turns
}

/** A DuckDB database, with one instance in this process and a connection for each session. */
export class DuckDbWarehouse implements Warehouse {
  readonly title = 'DuckDB'
  readonly dialect = duckDbDialect
  private readonly idle: DuckDBConnection[] = []
  private readonly ending = new Set<Promise<void>>()
  private readonly writers: Turns
  private filesSession: DuckDbSession | undefined

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly schema: string,
    readonly ownFile: string | undefined,
  ) {
    this.writers = turnsOf(ownFile)
  }

  /**
   * Opens a database: a file, made with its folder where it is missing, or `:memory:`. Refuses with
   * `warehouse-locked` when another process has the file open.
   *
   * @example
   * const warehouse = await DuckDbWarehouse.open('/data/warehouse.duckdb')
   */
  static async open(path: string, options: DuckDbOptions = {}): Promise<DuckDbWarehouse> {
    const { schema = 'daymark', settings = {} } = options
    const warehouse = new DuckDbWarehouse(
      await openInstance(path, settings),
      schema,
      path === ':memory:' ? undefined : resolve(path),
    )
    await warehouse.execute(`CREATE SCHEMA IF NOT EXISTS ${duckDbDialect.quote(schema)}`)
    return warehouse
  }

  read<T>(work: (session: ReadSession) => Promise<T>, options: SessionOptions = {}): Promise<T> {
    return this.connected(options, async (connection, interrupted) => {
      await connection.run('BEGIN TRANSACTION')
      const result = await interrupted(() => work(new DuckDbSession(connection, this.schema, options.signal)))
      this.endLater(connection)
      return result
    })
  }

  write<T>(work: (session: WriteSession) => Promise<T>, options: SessionOptions = {}): Promise<T> {
    return this.writers.take(async () => {
      await this.dropUnpublished()
      try {
        return await this.connected(options, async (connection, interrupted) => {
          const session = new DuckDbWriteSession(connection, this.schema, options.signal)
          const result = await interrupted(() => work(session))
          await session.publish()
          this.idle.push(connection)
          return result
        })
      } catch (thrown) {
        await this.dropUnpublished()
        throw thrown
      }
    })
  }

  async files(): Promise<DuckDbSession> {
    this.filesSession ??= new DuckDbSession(await this.connect(), this.schema)
    return this.filesSession
  }

  async execute(statement: string): Promise<void> {
    const session = await this.files()
    await session.run(raw(statement))
  }

  outline(): Promise<readonly string[]> {
    return Promise.resolve([])
  }

  async close(): Promise<void> {
    await Promise.all(this.ending)
    for (const connection of this.idle.splice(0)) connection.closeSync()
    this.filesSession?.close()
    this.instance.closeSync()
  }

  /** Runs `work` on a connection of its own, and its statements so that a signal stops them. */
  private async connected<T>(
    { signal }: SessionOptions,
    work: (
      connection: DuckDBConnection,
      interrupted: (statements: () => Promise<T>) => Promise<T>,
    ) => Promise<T>,
  ): Promise<T> {
    refuseInterrupted(signal)
    const connection = this.idle.pop() ?? (await this.connect())
    const stop = () => {
      connection.interrupt()
    }
    try {
      return await work(connection, (statements) => interruptible({ signal, stop, again: 20 }, statements))
    } catch (thrown) {
      // Closing a connection rolls its transaction back, also one that is already aborted.
      connection.closeSync()
      throw thrown
    }
  }

  /** Drops the tables that a writer made and did not publish. */
  private async dropUnpublished(): Promise<void> {
    const connection = this.idle.pop() ?? (await this.connect())
    await new DuckDbWriteSession(connection, this.schema).dropUnpublished()
    this.idle.push(connection)
  }

  /** Ends the transaction of a reader, who has what was read: nobody waits for it. */
  private endLater(connection: DuckDBConnection): void {
    const ending = connection.run('COMMIT').then(
      () => void this.idle.push(connection),
      () => {
        connection.closeSync()
      },
    )
    this.ending.add(ending)
    void ending.then(() => this.ending.delete(ending))
  }

  private async connect(): Promise<DuckDBConnection> {
    const connection = await this.instance.connect()
    await connection.run("SET TimeZone = 'UTC'")
    // Otherwise a transaction's snapshot is taken by its first query, not when it begins.
    await connection.run('SET immediate_transaction_mode = true')
    return connection
  }
}
