import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { createReadStream } from 'node:fs'
import { Refusal } from '../../errors.js'
import { parseAddress, shownAddress } from '../address.js'
import { messageOf } from '../warehouse-error.js'
import { unreachableWhy } from './clickhouse-failure.js'
import { settings, type ClickHouseConnection } from './clickhouse-connection.js'

const hour = 3_600_000

/**
 * Connects to a server over HTTP, or over HTTPS with `?secure=1`. Refuses with `warehouse-unreachable` when it
 * does not answer or does not know the user.
 *
 * @example
 * const connection = await connectToServer('clickhouse://analyst:secret@localhost:8123/shop')
 */
export async function connectToServer(address: string): Promise<ClickHouseConnection> {
  const url = parseAddress(address)
  const secure = ['1', 'true'].includes(url.searchParams.get('secure') ?? '')
  const database = decodeURIComponent(url.pathname.slice(1))
  const client = createClient({
    url: `${secure ? 'https' : 'http'}://${url.hostname}:${url.port || (secure ? '8443' : '8123')}`,
    username: decodeURIComponent(url.username) || (url.searchParams.get('user') ?? 'default'),
    password: decodeURIComponent(url.password) || (url.searchParams.get('password') ?? ''),
    ...(database === '' ? {} : { database }),
    application: 'daymark',
    request_timeout: hour,
    // What nobody waits for any more is not run to its end.
    clickhouse_settings: { ...settings, cancel_http_readonly_queries_on_client_close: 1 },
    log: { level: ClickHouseLogLevel.OFF },
  })
  const answer = await client.ping({ select: true })
  if (!answer.success) {
    await client.close()
    const facts = {
      warehouse: 'ClickHouse',
      address: shownAddress(address),
      reason: messageOf(answer.error),
      why: unreachableWhy(answer.error),
    }
    throw new Refusal('warehouse-unreachable', facts, { cause: answer.error })
  }
  return {
    client,
    abandonedAfter: hour / 1000,
    insertParquet: async ({ table }, path) => {
      await client.insert({ table, values: createReadStream(path), format: 'Parquet' })
    },
  }
}
