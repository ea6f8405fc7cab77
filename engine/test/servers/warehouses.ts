import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { inject } from 'vitest'
import { openWarehouse } from '../../src/warehouses/open-warehouse.js'
import { openEmbedded } from '../../src/warehouses/clickhouse/clickhouse-embedded.js'
import { ClickHouseWarehouse } from '../../src/warehouses/clickhouse/clickhouse-warehouse.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { hasPooler, startPooler } from './postgres-pooler.js'
import { ShardsInProcess, startShards } from './shards-in-process.js'

export type ServerName = 'duckdb' | 'duckdb-memory' | 'pglite' | 'postgres' | 'chdb'

/**
 * A database that tests run on.
 *
 * @example
 * for (const server of warehouses) {
 *   describe.skipIf(server.skip)(server.title, () => {
 *     let warehouse: Warehouse
 *     beforeAll(async () => { warehouse = await server.open() })
 *     afterAll(() => warehouse.close())
 *   })
 * }
 */
export interface TestServer {
  readonly name: ServerName
  /** Says why it is skipped where it is. */
  readonly title: string
  /** Opens an empty warehouse of its own; closing it removes what was made for it. */
  open(): Promise<Warehouse>
  /** Why it cannot be used here and what to install; undefined when it can. */
  readonly skip?: string
}

const elsewhere = { directory: tmpdir() }

const duckDb: TestServer = {
  name: 'duckdb',
  title: 'DuckDB in a file',
  open: async () => {
    const directory = mkdtempSync(join(tmpdir(), 'daymark-duckdb-'))
    const warehouse = await openWarehouse('duckdb:warehouse.duckdb', { directory })
    return closingWith(warehouse, () => {
      rmSync(directory, { recursive: true, force: true })
    })
  },
}

const duckDbInMemory: TestServer = {
  name: 'duckdb-memory',
  title: 'DuckDB in memory',
  open: () => openWarehouse('duckdb::memory:', elsewhere),
}

const pglite: TestServer = {
  name: 'pglite',
  title: 'PostgreSQL on PGlite',
  open: async () => {
    const { PGlite } = await import('@electric-sql/pglite')
    const { PGLiteSocketServer } = await import('@electric-sql/pglite-socket')
    const db = await PGlite.create()
    const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 20 })
    await server.start()
    const warehouse = await openWarehouse(`postgres://postgres@${server.getServerConn()}/postgres`, elsewhere)
    return closingWith(warehouse, async () => {
      await server.stop()
      await db.close()
    })
  },
}

const postgresUrl = inject('postgresUrl')

const postgres: TestServer = unless(
  postgresUrl === undefined && 'install PostgreSQL, such as by `apt-get install postgresql`',
  {
    name: 'postgres',
    title: 'PostgreSQL server',
    open: async () => {
      const database = `test_${randomUUID().replaceAll('-', '')}`
      await administer(`CREATE DATABASE ${database}`)
      const warehouse = await openWarehouse(new URL(`/${database}`, postgresUrl).href, elsewhere)
      return closingWith(warehouse, () => administer(`DROP DATABASE ${database} WITH (FORCE)`))
    },
  },
)

/** The same behind a pooler, which gives each transaction another connection. */
export const pooledPostgres: TestServer = unless(
  (postgresUrl === undefined || !hasPooler) && 'install PgBouncer, by `apt-get install pgbouncer`',
  {
    name: 'postgres',
    title: 'PostgreSQL behind a pooler',
    open: async () => {
      const database = `test_${randomUUID().replaceAll('-', '')}`
      await administer(`CREATE DATABASE ${database}`)
      const pooler = await startPooler(new URL(`/${database}`, postgresUrl))
      const warehouse = await openWarehouse(pooler.url, elsewhere)
      return closingWith(warehouse, async () => {
        pooler.stop()
        await administer(`DROP DATABASE ${database} WITH (FORCE)`)
      })
    },
  },
)

/** Where the packages are installed that only tests use. */
export const serversFolder = dirname(fileURLToPath(import.meta.url))
// ClickHouse's engine in process holds one folder for the life of a process.
let chdbFolder: string | undefined

const chdb: TestServer = unless(
  !isInstalled('chdb') && 'install chdb, by `npm ci --prefix engine/test/servers`',
  {
    name: 'chdb',
    title: 'ClickHouse in process',
    open: () => {
      chdbFolder ??= temporaryFolder('daymark-chdb-')
      const own = randomUUID().replaceAll('-', '')
      const options = { directory: serversFolder, schema: `daymark_${own}` }
      return openWarehouse(`chdb:${chdbFolder}?database=test_${own}`, options)
    },
  },
)

/**
 * A ClickHouse cluster of two shards, in process as well: the file of tests that uses it has no other ClickHouse.
 * See docs/clickhouse-cluster.md for what it cannot show.
 */
export const shards: TestServer = unless(chdb.skip ?? false, {
  name: 'chdb',
  title: 'ClickHouse as two shards',
  open: async () => {
    const own = randomUUID().replaceAll('-', '')
    const connection = await openEmbedded(`${shardsAddress()}?database=test_${own}`, serversFolder)
    return ClickHouseWarehouse.open(connection, `daymark_${own}`, { tables: new ShardsInProcess() })
  },
})

/** Where ClickHouse's engine lies that is two shards, started. */
export function shardsAddress(): string {
  if (chdbFolder === undefined) {
    chdbFolder = temporaryFolder('daymark-shards-')
    startShards(chdbFolder)
  }
  return `chdb:${chdbFolder}`
}

/** Every database that the contract of warehouses is tested on, as far as it can be started here. */
export const contractWarehouses: readonly TestServer[] = [
  duckDb,
  duckDbInMemory,
  pglite,
  postgres,
  pooledPostgres,
  chdb,
]

/**
 * Every warehouse that the engine runs on, as far as it can be started here. PGlite takes seven times as long as a
 * PostgreSQL server to open and build, and so stands in for one only where none is installed; behind a pooler the
 * contract and `builds/behind-a-pooler.test.ts` run.
 */
export const warehouses: readonly TestServer[] = contractWarehouses.filter(
  (server) => server !== pooledPostgres && (server !== pglite || postgresUrl === undefined),
)

function isInstalled(name: string): boolean {
  return existsSync(join(serversFolder, 'node_modules', name))
}

/** A folder that is gone when the process ends. */
function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** In a run that must leave nothing out, what is not there fails instead of being skipped. */
function unless(missing: string | false, server: TestServer): TestServer {
  if (missing === false) return server
  const reason = `${server.title} is not there: ${missing}`
  if (process.env['DAYMARK_REQUIRE_ALL'] === '1')
    return { ...server, open: () => Promise.reject(new Error(reason)) }
  return { ...server, title: `${server.title} (skipped: ${missing})`, skip: reason }
}

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: postgresUrl })
  await client.connect()
  await client.query(statement)
  await client.end()
}

function closingWith(warehouse: Warehouse, after: () => void | Promise<void>): Warehouse {
  const close = warehouse.close.bind(warehouse)
  return Object.assign(warehouse, {
    close: async () => {
      await close()
      await after()
    },
  })
}
