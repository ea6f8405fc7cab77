import type { DuckDBConnection } from '@duckdb/node-api'
import { DuckDBInstance } from '@duckdb/node-api'
import { existsSync } from 'node:fs'
import { access, constants, mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { raw } from '../../sql/sql.js'
import { interruptible, refuseInterrupted, type ReadOptions, type SessionOptions } from '../interruption.js'
import { Turns } from '../turns.js'
import type { ReadSession, Warehouse, WriteSession } from '../warehouse.js'
import { duckDbDialect } from './duckdb-dialect.js'
import { duckDbOpenRefusal } from './duckdb-failure.js'
import { DuckDbSession } from './duckdb-session.js'
import { DuckDbWriteSession } from './duckdb-write-session.js'

export interface DuckDbOptions {
  /** Where the engine keeps its tables. */
  readonly schema?: string
  /** DuckDB's own settings, such as `memory_limit`. */
  readonly settings?: Readonly<Record<string, string>>
}

/** Files are written for DuckDB from this version on, which keeps texts smaller and writes them faster than in the oldest form. */
const storageVersion = 'v1.4.0'

async function openInstance(
  file: string,
  settings: Readonly<Record<string, string>>,
): Promise<DuckDBInstance> {
  try {
    if (file !== ':memory:') await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    // A file that this process has open already is shared: two instances of it would write over each other.
    return await DuckDBInstance.fromCache(file, {
      storage_compatibility_version: storageVersion,
      ...settings,
    })
  } catch (cause) {
    throw duckDbOpenRefusal(file, cause)
  }
}

/** Whether a file is there that can be read and not written: DuckDB writes beside it as well. */
async function isReadOnly(file: string): Promise<boolean> {
  if (!existsSync(file)) return false
  const canWrite = (path: string) => access(path, constants.W_OK)
  return Promise.all([canWrite(file), canWrite(dirname(file))]).then(
    () => false,
    () => true,
  )
}

/** Those who write to a database: their turns, and how many of them have written. */
class Writers {
  readonly turns = new Turns()
  written = 0
}

const writersOfFiles = new Map<string, Writers>()

/** Those who write to a file, which this process may have opened more than once, and no other can. */
function writersOf(file: string | undefined): Writers {
  const writers = (file === undefined ? undefined : writersOfFiles.get(file)) ?? new Writers()
  if (file !== undefined) writersOfFiles.set(file, writers)
  return writers
}

/** A reader's session in a transaction of the state after so many writes. */
interface Snapshot {
  readonly connection: DuckDBConnection
  readonly session: DuckDbSession
  readonly written: number
}

/**
 * Ends a connection whose work failed, and its transaction where there is one. To close it is not enough: a result that
 * has not been read to its end keeps the transaction open, which the next writer would run into.
 */
async function rolledBack(connection: DuckDBConnection): Promise<void> {
  await connection.run('ROLLBACK').catch(() => undefined)
  connection.closeSync()
}

/** Runs statements of a connection, which a signal stops. */
function stoppedBy<T>(
  signal: AbortSignal | undefined,
  connection: DuckDBConnection,
  statements: () => Promise<T>,
): Promise<T> {
  const stop = () => {
    connection.interrupt()
  }
  return interruptible({ signal, stop, again: 20 }, statements)
}

/** A DuckDB database, with one instance in this process and a connection for each session. */
export class DuckDbWarehouse implements Warehouse {
  readonly title = 'DuckDB'
  readonly dialect = duckDbDialect
  private readonly idle: DuckDBConnection[] = []
  private readonly ending = new Set<Promise<void>>()
  private readonly writers: Writers
  private readonly snapshots: Snapshot[] = []
  private filesSession: DuckDbSession | undefined

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly schema: string,
    readonly ownFile: string | undefined,
  ) {
    this.writers = writersOf(ownFile)
  }

  /**
   * Opens a database: a file, made with its folder where it is missing, or `:memory:`. A file that cannot be written is
   * opened to be read. Refuses with `warehouse-locked` when another process has the file open, and with what else is wrong
   * with the file.
   *
   * @example
   * const warehouse = await DuckDbWarehouse.open('/data/warehouse.duckdb')
   */
  static async open(path: string, options: DuckDbOptions = {}): Promise<DuckDbWarehouse> {
    const { schema = 'daymark', settings = {} } = options
    const file = path === ':memory:' ? undefined : resolve(path)
    const onlyRead = file !== undefined && (await isReadOnly(file))
    const given = onlyRead ? { ...settings, access_mode: 'READ_ONLY' } : settings
    const warehouse = new DuckDbWarehouse(await openInstance(file ?? path, given), schema, file)
    if (!onlyRead) await warehouse.execute(`CREATE SCHEMA IF NOT EXISTS ${duckDbDialect.quote(schema)}`)
    return warehouse
  }

  read<T>(work: (session: ReadSession) => Promise<T>, options: ReadOptions = {}): Promise<T> {
    if (options.onlyStored === true) return this.readStored(work, options)
    return this.connected(options, async (connection, interrupted) => {
      await connection.run('BEGIN TRANSACTION')
      const result = await interrupted(() => work(new DuckDbSession(connection, this.schema, options.signal)))
      this.endLater(connection)
      return result
    })
  }

  write<T>(work: (session: WriteSession) => Promise<T>, options: SessionOptions = {}): Promise<T> {
    return this.writers.turns.take(async () => {
      await this.dropUnpublished()
      try {
        return await this.connected(options, async (connection, interrupted) => {
          const session = new DuckDbWriteSession(connection, this.schema, options.signal)
          const result = await interrupted(() => work(session))
          await this.endSnapshots()
          await session.publish()
          this.writers.written += 1
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
    this.writers.written += 1
  }

  outline(): Promise<readonly string[]> {
    return Promise.resolve([])
  }

  async close(): Promise<void> {
    await this.endSnapshots()
    for (const connection of this.idle.splice(0)) connection.closeSync()
    this.filesSession?.close()
    this.instance.closeSync()
  }

  /** Runs `work` in the session of an earlier reader, where nothing has been written since it began. */
  private async readStored<T>(
    work: (session: ReadSession) => Promise<T>,
    { signal }: SessionOptions,
  ): Promise<T> {
    refuseInterrupted(signal)
    const { connection, session, written } = await this.snapshot()
    session.heed(signal)
    try {
      const result = await stoppedBy(signal, connection, () => work(session))
      if (signal?.aborted === true || written !== this.writers.written) this.endLater(connection)
      else this.snapshots.push({ connection, session, written })
      return result
    } catch (thrown) {
      await rolledBack(connection)
      throw thrown
    }
  }

  private async snapshot(): Promise<Snapshot> {
    const known = this.snapshots.pop()
    const { written } = this.writers
    if (known?.written === written) return known
    if (known !== undefined) this.endLater(known.connection)
    const connection = this.idle.pop() ?? (await this.connect())
    await connection.run('BEGIN TRANSACTION')
    return { connection, session: new DuckDbSession(connection, this.schema), written }
  }

  /** Ends the transactions that wait for a reader: an open one would keep the database from tidying up after a write. */
  private async endSnapshots(): Promise<void> {
    for (const { connection } of this.snapshots.splice(0)) this.endLater(connection)
    await Promise.all(this.ending)
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
    try {
      return await work(connection, (statements) => stoppedBy(signal, connection, statements))
    } catch (thrown) {
      await rolledBack(connection)
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
