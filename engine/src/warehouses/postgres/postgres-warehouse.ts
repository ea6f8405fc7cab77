import type { PoolClient } from 'pg'
import { Refusal } from '../../errors.js'
import { DuckDbFiles } from '../duckdb/duckdb-files.js'
import { interruptible, refuseInterrupted, type SessionOptions } from '../interruption.js'
import { Turns } from '../turns.js'
import type { ReadSession, Warehouse, WriteSession } from '../warehouse.js'
import { errorCodeOf } from '../warehouse-error.js'
import { postgresDialect } from './postgres-dialect.js'
import { postgresFailure } from './postgres-failure.js'
import { loadOf, type Load } from './postgres-load.js'
import { createCatalogue, dropRetired, PostgresPlacement } from './postgres-placement.js'
import { PostgresPool } from './postgres-pool.js'
import { PostgresSession } from './postgres-session.js'

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
  private readonly locks: { readonly making: string; readonly reading: string }

  private constructor(
    private readonly primary: PostgresPool,
    private readonly replica: PostgresPool | undefined,
    private readonly schema: string,
  ) {
    const lock = (what: string) =>
      `hashtextextended('daymark ${what} ' || ${postgresDialect.literal(schema, 'text')}, 0)`
    this.locks = { making: lock('making'), reading: lock('reading') }
  }

  /**
   * Opens a database by its URL, and makes the schema where it is missing. Where a replica of it is given, readers read
   * there. Refuses with `warehouse-unreachable` when there is no connection to be had.
   *
   * @example
   * const warehouse = await PostgresWarehouse.open('postgres://analyst@localhost:5432/shop', { schema: 'daymark' })
   */
  static async open(
    url: string,
    { schema, readFrom }: { readonly schema: string; readonly readFrom?: string | undefined },
  ): Promise<PostgresWarehouse> {
    const primary = new PostgresPool(url)
    const replica = readFrom === undefined ? undefined : new PostgresPool(readFrom)
    const warehouse = new PostgresWarehouse(primary, replica, schema)
    try {
      await warehouse.prepareSchema()
      if (replica) await warehouse.refuseOtherDatabase(replica)
    } catch (thrown) {
      await warehouse.close()
      throw thrown
    }
    return warehouse
  }

  async read<T>(work: (session: ReadSession) => Promise<T>, { signal }: SessionOptions = {}): Promise<T> {
    if (this.replica === undefined) return this.readOn(this.primary, work, signal)
    try {
      return await this.readOn(this.replica, work, signal)
    } catch (thrown) {
      if (!isRecoveryConflict(thrown)) throw thrown
      return this.readOn(this.primary, work, signal)
    }
  }

  private readOn<T>(
    pool: PostgresPool,
    work: (session: ReadSession) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    return pool.withClient((client) =>
      inTransaction(client, async () => {
        refuseInterrupted(signal)
        await client.query(`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; ${plainText};
          SELECT pg_advisory_xact_lock_shared(${this.locks.reading})`)
        return this.worked({ client, pool }, work, signal)
      }),
    )
  }

  write<T>(work: (session: WriteSession) => Promise<T>, { signal }: SessionOptions = {}): Promise<T> {
    return this.writers.take(async () => {
      refuseInterrupted(signal)
      await this.dropRetiredUnread()
      return this.primary.withClient((client) =>
        inTransaction(client, async () => {
          // A transaction that waits for a table's lock has no snapshot yet: its snapshot is of after the last writer. Behind
          // a pooler a session has other connections from one transaction to the next, so that no other lock would hold.
          await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
          await client.query(this.lockWriting())
          await client.query(plainText)
          return this.worked({ client, pool: this.primary }, work, signal)
        }),
      )
    })
  }

  files(): Promise<ReadSession> {
    return this.besides.session()
  }

  execute(statement: string): Promise<void> {
    return this.primary.withClient(async (client) => {
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
    await this.replica?.end()
    await this.primary.end()
  }

  private async worked<T>(
    { client, pool }: { readonly client: PoolClient; readonly pool: PostgresPool },
    work: (session: PostgresSession) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const placement = await PostgresPlacement.read(client, this.schema)
    this.load ??= await loadOf(client)
    const parts = { client, placement, files: this.besides, load: this.load, signal }
    const stop = signal && (await pool.cancelling(client))
    return interruptible({ signal, stop: () => void stop?.(), again: 1000 }, () =>
      work(new PostgresSession(parts)),
    )
  }

  private lockWriting(): string {
    return `LOCK TABLE ${postgresDialect.quote(this.schema)}.retired_tables IN EXCLUSIVE MODE`
  }

  private prepareSchema(): Promise<void> {
    return this.primary.withClient(async (client) => {
      if (await this.hasCatalogue(client)) return
      await inTransaction(client, async () => {
        await client.query(`SELECT pg_advisory_xact_lock(${this.locks.making})`)
        await createCatalogue(client, this.schema)
      })
    })
  }

  private async hasCatalogue(client: PoolClient): Promise<boolean> {
    const catalogue = `${postgresDialect.quote(this.schema)}.table_version`
    const { rows } = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
      catalogue,
    ])
    return rows[0]?.there === true
  }

  /** A replica has what its primary has: both name their cluster alike, and the database. */
  private async refuseOtherDatabase(replica: PostgresPool): Promise<void> {
    const nameOf = (pool: PostgresPool) =>
      pool.withClient(async (client) => {
        const { rows } = await client.query<{ name: string }>(
          `SELECT oid::text || ' ' || datname AS name FROM pg_database WHERE datname = current_database()`,
        )
        return rows[0]?.name
      })
    if ((await nameOf(replica)) === (await nameOf(this.primary))) return
    throw new Refusal('no-replica', { warehouse: replica.address, of: this.primary.address })
  }

  /** Readers hold a shared lock; where one is still at work, the retired tables wait for the next writer. */
  private async dropRetiredUnread(): Promise<void> {
    await this.primary.withClient((client) =>
      inTransaction(client, async () => {
        await client.query(this.lockWriting())
        const got = await client.query<{ alone: boolean }>(
          `SELECT pg_try_advisory_xact_lock(${this.locks.reading}) AS alone`,
        )
        if (got.rows[0]?.alone === true) await dropRetired(client, this.schema)
      }),
    )
  }
}

/**
 * Whether a replica ended a statement so that it could go on to follow its primary, or no longer has a table that the
 * state which it read names.
 */
function isRecoveryConflict(thrown: unknown): boolean {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  return ['40001', '42P01'].some((code) => errorCodeOf(cause) === code || errorCodeOf(thrown) === code)
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
