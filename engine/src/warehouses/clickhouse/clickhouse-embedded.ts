import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { Refusal } from '../../errors.js'
import { Turns } from '../turns.js'
import { messageOf } from '../warehouse-error.js'
import { settings, type ClickHouseConnection } from './clickhouse-connection.js'
import { clickHouseDialect } from './clickhouse-dialect.js'

type OwnConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>

/** What is used of the package `chdb`, which need not be installed. */
interface Chdb {
  readonly createChdbConnection: (options: { readonly path: string }) => OwnConnection
}

/**
 * Opens ClickHouse's own engine in this process, over a folder or `:memory:`. A process can have one folder open.
 * `?database=name` says in which database names without one are looked up. Refuses with `chdb-missing` where
 * the package is not installed, and with `warehouse-unreachable` where the folder cannot be opened.
 *
 * @example
 * const connection = await openEmbedded('chdb:.daymark/clickhouse', process.cwd())
 */
export async function openEmbedded(address: string, directory: string): Promise<ClickHouseConnection> {
  const { path, database } = partsOf(address, directory)
  const { createChdbConnection } = requireChdb(directory)
  const client = await opened(path, () =>
    createClient({
      connection: emptiedAfterFailures(createChdbConnection({ path })),
      log: { level: ClickHouseLogLevel.OFF },
    }),
  )
  const command = (query: string) => client.command({ query })
  for (const [setting, given] of Object.entries(settings)) {
    await command(`SET ${setting} = ${typeof given === 'number' ? String(given) : `'${given}'`}`)
  }
  if (database !== null) {
    await command(`CREATE DATABASE IF NOT EXISTS ${clickHouseDialect.quote(database)}`)
    await command(`USE ${clickHouseDialect.quote(database)}`)
  }
  return {
    client,
    // Nobody else has the folder open.
    abandonedAfter: 0,
    insertParquet: async ({ table, columns }, file) => {
      const [quotedFile, structure] = [file, columns].map((text) => clickHouseDialect.literal(text, 'text'))
      await command(`INSERT INTO ${table} SELECT * FROM file(${quotedFile}, Parquet, ${structure})`)
    },
  }
}

const sending: ReadonlySet<string | symbol> = new Set(['query', 'command', 'insert', 'exec'])

/**
 * A connection that sends one statement at a time. What a statement had begun to write when it failed stands before the
 * rows of the next one: so another is sent at once, whose rows nobody reads.
 */
function emptiedAfterFailures(connection: OwnConnection): OwnConnection {
  const turns = new Turns()
  const sent = async (send: () => Promise<unknown>) => {
    try {
      return await send()
    } catch (thrown) {
      await connection.command({ query: 'SELECT 1' }).catch(() => undefined)
      throw thrown
    }
  }
  return new Proxy(connection, {
    get(target, method) {
      const own: unknown = Reflect.get(target, method, target)
      if (typeof own !== 'function') return own
      const call = (...given: unknown[]) => Reflect.apply(own, target, given) as Promise<unknown>
      return sending.has(method)
        ? (...given: unknown[]) => turns.take(() => sent(() => call(...given)))
        : call
    },
  })
}

function partsOf(address: string, directory: string): { path: string; database: string | null } {
  const [, path = '', options = ''] = /^chdb:(?:\/\/(?=\/))?([^?]*)\??(.*)$/s.exec(address) ?? []
  if (path === '') throw new Refusal('invalid-warehouse-url', { address, why: 'it names no folder' })
  const database = new URLSearchParams(options).get('database')
  return { path: path === ':memory:' ? path : resolve(directory, path), database }
}

/** The package as the project finds it, else as the working directory does, else as the engine does. */
function requireChdb(directory: string): Chdb {
  const places = [join(directory, 'daymark.js'), join(process.cwd(), 'daymark.js'), import.meta.url]
  for (const place of places) {
    const require = createRequire(place)
    try {
      require.resolve('chdb/connection')
    } catch {
      continue
    }
    return require('chdb/connection') as Chdb
  }
  throw new Refusal('chdb-missing', { directory })
}

async function opened(path: string, open: () => ClickHouseClient): Promise<ClickHouseClient> {
  try {
    if (path !== ':memory:') mkdirSync(path, { recursive: true, mode: 0o700 })
    const client = open()
    await client.command({ query: 'SELECT 1' })
    return client
  } catch (cause) {
    const facts = { warehouse: 'ClickHouse', address: path, reason: messageOf(cause) }
    throw new Refusal('warehouse-unreachable', facts, { cause })
  }
}
