import { Client, DatabaseError, Pool, type PoolClient } from 'pg'
import { Refusal } from '../../errors.js'
import { parseAddress, shownAddress } from '../address.js'
import { DuckDbFiles } from '../duckdb/duckdb-files.js'
import { interruptible, refuseInterrupted, type SessionOptions } from '../interruption.js'
import { Turns } from '../turns.js'
import type { ReadSession, Warehouse, WriteSession } from '../warehouse.js'
import { errorCodeOf, messageOf } from '../warehouse-error.js'
import { postgresDialect } from './postgres-dialect.js'
import { postgresFailure, unreachableWhy } from './postgres-failure.js'
import { loadOf, type Load } from './postgres-load.js'
import { createCatalogue, dropRetired, PostgresPlacement } from './postgres-placement.js'
import { PostgresSession } from './postgres-session.js'

const connections = 8

/** So that text of dates and bytes does not depend on how the server or the user is set up. */
const plainText = `SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL bytea_output = 'hex'`

/** A PostgreSQL database, with a small pool of connections and one transaction for each session. */
export class PostgresWarehouse implements Warehouse {
  readonly title = 'PostgreSQL'
  readonly dialect = postgresDialect
  readonly ownFile = undefined
  private readonly besides = new DuckDbFiles()
  private readonly writers = new Turns()
  private load: Load | undefined
  /** Advisory locks, by what they guard. */
  private readonly locks: { readonly writing: string; readonly reading: string }

  private constructor(
    private readonly pool: Pool,
    private readonly url: string,
    private readonly schema: string,
  ) {
    const lock = (what: string) =>
      `hashtextextended('daymark ${what} ' || ${postgresDialect.literal(schema, 'text')}, 0)`
    this.locks = { writing: lock('writing'), reading: lock('reading') }
  }

  /**
   * Opens a database by its URL, and makes the schema where it is missing. Refuses with
   * `warehouse-unreachable` when there is no connection to be had.
   *
   * @example
   * const warehouse = await PostgresWarehouse.open('postgres://analyst@localhost:5432/shop', 'daymark')
   */
  static async open(url: string, schema: string): Promise<PostgresWarehouse> {
    parseAddress(url)
    const pool = new Pool({ connectionString: url, max: connections, connectionTimeoutMillis: 15_000 })
    // A connection that breaks while idle is replaced when next one is needed.
    pool.on('error', () => undefined)
    // One that breaks while it is used has its statement fail, which is enough; unheard, it would end the process.
    pool.on('connect', (client) => client.on('error', () => undefined))
    const warehouse = new PostgresWarehouse(pool, url, schema)
    try {
      await warehouse.prepareSchema()
    } catch (thrown) {
      await pool.end()
      throw thrown
    }
    return warehouse
  }

  read<T>(work: (session: ReadSession) => Promise<T>, { signal }: SessionOptions = {}): Promise<T> {
    return this.withClient((client) =>
      inTransaction(client, async () => {
        refuseInterrupted(signal)
        await client.query(`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; ${plainText};
          SELECT pg_advisory_xact_lock_shared(${this.locks.reading})`)
        return this.worked(client, work, signal)
      }),
    )
  }

  write<T>(work: (session: WriteSession) => Promise<T>, { signal }: SessionOptions = {}): Promise<T> {
    return this.writers.take(() =>
      this.withClient(async (client) => {
        refuseInterrupted(signal)
        // Before the transaction, so that its snapshot is of after the last writer.
        await client.query(`SELECT pg_advisory_lock(${this.locks.writing})`)
        try {
          await this.dropRetiredUnread(client)
          return await inTransaction(client, async () => {
            await client.query(`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; ${plainText}`)
            return this.worked(client, work, signal)
          })
        } finally {
          await client.query(`SELECT pg_advisory_unlock(${this.locks.writing})`)
        }
      }),
    )
  }

  files(): Promise<ReadSession> {
    return this.besides.session()
  }

  execute(statement: string): Promise<void> {
    return this.withClient(async (client) => {
      try {
        await client.query(statement)
      } catch (cause) {
        throw postgresFailure(statement, cause)
      }
    })
  }

  outline(): Promise<readonly string[]> {
    return Promise.resolve([])
  }

  async close(): Promise<void> {
    await this.besides.close()
    await this.pool.end()
  }

  private async worked<T>(
    client: PoolClient,
    work: (session: PostgresSession) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const placement = await PostgresPlacement.read(client, this.schema)
    this.load ??= await loadOf(client)
    const parts = { client, placement, files: this.besides, load: this.load, signal }
    const stop = signal && (await this.cancelling(client))
    return interruptible({ signal, stop: () => void stop?.(), again: 1000 }, () =>
      work(new PostgresSession(parts)),
    )
  }

  /** Asks the server, over a connection of its own, to cancel what a client's connection runs. */
  private async cancelling(client: PoolClient): Promise<() => Promise<void>> {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    return async () => {
      const other = new Client({ connectionString: this.url, connectionTimeoutMillis: 5000 })
      other.on('error', () => undefined)
      try {
        await other.connect()
        await other.query('SELECT pg_cancel_backend($1)', [rows[0]?.pid])
      } catch {
        // It is tried again.
      } finally {
        await other.end().catch(() => undefined)
      }
    }
  }

  private prepareSchema(): Promise<void> {
    return this.withClient(async (client) => {
      const catalogue = `${postgresDialect.quote(this.schema)}.table_version`
      const found = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
        catalogue,
      ])
      if (found.rows[0]?.there === true) return
      await inTransaction(client, async () => {
        await client.query(`SELECT pg_advisory_xact_lock(${this.locks.writing})`)
        await createCatalogue(client, this.schema)
      })
    })
  }

  /** Readers hold a shared lock; where one is still at work, the retired tables wait for the next writer. */
  private async dropRetiredUnread(client: PoolClient): Promise<void> {
    await inTransaction(client, async () => {
      const got = await client.query<{ alone: boolean }>(
        `SELECT pg_try_advisory_xact_lock(${this.locks.reading}) AS alone`,
      )
      if (got.rows[0]?.alone === true) await dropRetired(client, this.schema)
    })
  }

  private async withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect().catch((cause: unknown) => {
      const facts = {
        warehouse: 'PostgreSQL',
        address: shownAddress(this.url),
        reason: `${messageOf(cause)}.`,
        why: unreachableWhy(cause),
      }
      throw new Refusal('warehouse-unreachable', facts, { cause })
    })
    try {
      const result = await work(client)
      client.release()
      return result
    } catch (failed) {
      const thrown =
        failed instanceof DatabaseError || errorCodeOf(failed) !== undefined
          ? postgresFailure('', failed)
          : failed
      // The server ends the transaction and the locks of a connection that is closed.
      client.release(true)
      throw thrown
    }
  }
}

async function inTransaction<T>(client: PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN')
  try {
    const result = await work()
    await client.query('COMMIT')
    return result
  } catch (thrown) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw thrown
  }
}
