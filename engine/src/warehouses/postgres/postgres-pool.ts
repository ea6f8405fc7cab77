import { Client, DatabaseError, Pool, type PoolClient } from 'pg'
import { Refusal } from '../../errors.js'
import { parseAddress, shownAddress } from '../address.js'
import { errorCodeOf, messageOf } from '../warehouse-error.js'
import { postgresFailure, unreachableWhy } from './postgres-failure.js'

const connections = 8

/** A few connections to a server, or to a pooler in front of one. */
export class PostgresPool {
  readonly #pool: Pool
  readonly #url: string

  /** Refuses with `invalid-warehouse-url`. */
  constructor(url: string) {
    parseAddress(url)
    this.#url = url
    this.#pool = new Pool({ connectionString: url, max: connections, connectionTimeoutMillis: 15_000 })
    // A connection that breaks while idle is replaced when next one is needed.
    this.#pool.on('error', () => undefined)
    // One that breaks while it is used has its statement fail, which is enough; unheard, it would end the process.
    this.#pool.on('connect', (client) => client.on('error', () => undefined))
  }

  /** Where it connects to, without what is secret. */
  get address(): string {
    return shownAddress(this.#url)
  }

  /** Lends a connection to `work`. Refuses with `warehouse-unreachable` when there is none to be had. */
  async withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch((cause: unknown) => {
      const facts = {
        warehouse: 'PostgreSQL',
        address: this.address,
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

  /**
   * Asks the server, over a connection of its own, to cancel what a client's transaction runs. Behind a pooler the same
   * process of the server serves others afterwards: they are left alone.
   */
  async cancelling(client: PoolClient): Promise<() => Promise<void>> {
    const { rows } = await client.query<{ pid: number; since: string }>(
      'SELECT pg_backend_pid() AS pid, CAST(now() AS TEXT) AS since',
    )
    const [running] = rows
    return async () => {
      const other = new Client({ connectionString: this.#url, connectionTimeoutMillis: 5000 })
      other.on('error', () => undefined)
      try {
        await other.connect()
        await other.query(
          'SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND xact_start = CAST($2 AS TIMESTAMPTZ)',
          [running?.pid, running?.since],
        )
      } catch {
        // It is tried again.
      } finally {
        await other.end().catch(() => undefined)
      }
    }
  }

  end(): Promise<void> {
    return this.#pool.end()
  }
}
