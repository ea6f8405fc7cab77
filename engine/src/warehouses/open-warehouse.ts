import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Refusal } from '../errors.js'
import { keepSecrets, keepSecret, shownAddress } from './address.js'
import type { Cluster } from './clickhouse/clickhouse-cluster.js'
import type { Warehouse } from './warehouse.js'

export interface OpenOptions {
  /** What relative paths in the address start from: the project's folder. */
  readonly directory: string
  /** The schema (ClickHouse: database) in which the engine keeps its tables; `daymark` when not given. */
  readonly schema?: string
  /** The ClickHouse cluster over which its tables are spread; other warehouses have none. */
  readonly cluster?: Cluster | undefined
  /** The address of a replica of a PostgreSQL server, on which answers are read; builds write to the server itself. */
  readonly readFrom?: string | undefined
}

type Opener = (url: string, options: OpenOptions) => Promise<Warehouse>

/** Scheme of the address → what opens it. A driver is loaded only for an address of its kind. */
const openers: Readonly<Record<string, Opener>> = {
  duckdb: async (url, { directory, ...options }) => {
    const { DuckDbWarehouse } = await import('./duckdb/duckdb-warehouse.js')
    return DuckDbWarehouse.open(pathOf(url, directory), options)
  },
  postgres: openPostgres,
  postgresql: openPostgres,
  clickhouse: async (url, { schema = 'daymark', cluster }) => {
    const { connectToServer } = await import('./clickhouse/clickhouse-server.js')
    const { openCluster } = await import('./clickhouse/clickhouse-cluster.js')
    const { ClickHouseWarehouse } = await import('./clickhouse/clickhouse-warehouse.js')
    const connection = await connectToServer(url)
    const tables = cluster && (await openCluster(connection, cluster))
    return ClickHouseWarehouse.open(connection, schema, tables && { tables })
  },
  chdb: async (url, { directory, schema = 'daymark', cluster }) => {
    const { openEmbedded } = await import('./clickhouse/clickhouse-embedded.js')
    const { ClusterTables } = await import('./clickhouse/clickhouse-cluster.js')
    const { ClickHouseWarehouse } = await import('./clickhouse/clickhouse-warehouse.js')
    const outlined = cluster && { outlined: new ClusterTables(cluster) }
    return ClickHouseWarehouse.open(await openEmbedded(url, directory), schema, outlined)
  },
}

/**
 * Opens the warehouse of an address. Refuses an address of no known kind, and a warehouse that cannot be
 * reached; a password in the address is in no message.
 *
 * @example
 * const warehouse = await openWarehouse('duckdb:.daymark/warehouse.duckdb', { directory: process.cwd() })
 */
export async function openWarehouse(url: string, options: OpenOptions): Promise<Warehouse> {
  keepSecrets(url)
  keepSecret(process.env['PGPASSWORD'] ?? '')
  const scheme = /^[a-z][a-z0-9+.-]*(?=:)/i.exec(url)?.[0]
  if (scheme === undefined) {
    const why = 'it does not start with the kind of warehouse and a colon'
    throw new Refusal('invalid-warehouse-url', { address: shownAddress(url), why })
  }
  const open = Object.hasOwn(openers, scheme) ? openers[scheme] : undefined
  if (!open) throw new Refusal('unknown-warehouse', { scheme, schemes: Object.keys(openers) })
  const { readFrom } = options
  if (readFrom === undefined) return open(url, options)
  keepSecrets(readFrom)
  if (![url, readFrom].every((address) => /^postgres(?:ql)?:/.test(address)))
    throw new Refusal('no-replica', { warehouse: shownAddress(readFrom), of: shownAddress(url) })
  return open(url, options)
}

/**
 * The path of an embedded warehouse whose file or folder is not there, so that to open it would make it; undefined for
 * what is there, and for databases elsewhere.
 */
export function missingWarehouse(url: string, { directory }: OpenOptions): string | undefined {
  if (!/^(duckdb|chdb):/.test(url)) return undefined
  const path = pathOf(url, directory).replace(/\?.*$/, '')
  return path === ':memory:' || path.endsWith('/:memory:') || existsSync(path) ? undefined : path
}

async function openPostgres(url: string, { schema = 'daymark', readFrom }: OpenOptions): Promise<Warehouse> {
  const { PostgresWarehouse } = await import('./postgres/postgres-warehouse.js')
  return PostgresWarehouse.open(url, { schema, readFrom })
}

function pathOf(url: string, directory: string): string {
  const path = url.slice(url.indexOf(':') + 1).replace(/^\/\/(?=\/)/, '')
  const refuse = (why: string) => new Refusal('invalid-warehouse-url', { address: shownAddress(url), why })
  if (path === '') throw refuse('it names no file')
  if (/^\/\/|^[a-z]\w+:/i.test(path)) throw refuse('it names a server, and a DuckDB is a file')
  return path === ':memory:' ? path : resolve(directory, path)
}
