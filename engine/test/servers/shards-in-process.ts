import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { raw, sql, type Sql } from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import { ClusterTables, shardingKey } from '../../src/warehouses/clickhouse/clickhouse-cluster.js'
import {
  createTable,
  inSql,
  onOneServer,
  type Place,
  type Places,
} from '../../src/warehouses/clickhouse/clickhouse-tables.js'

/** The names of two shards that ClickHouse's engine in process has: itself, twice. */
export const cluster = 'two_shards'

/** Clusters of one shard of two servers: rows are written to one of them, or to each. */
export const [writingToOne, writingToEach] = ['writing_to_one', 'writing_to_each']

const shards = 2

/** Starts the engine over a folder as two shards. Both are local, so that nothing listens on the port. */
export function startShards(folder: string): void {
  const server = (host: string) => `<replica><host>${host}</host><port>19000</port></replica>`
  const [one, other] = ['127.0.0.1', 'localhost'].map(server)
  const config = join(folder, 'cluster.xml')
  writeFileSync(
    config,
    `<clickhouse><tcp_port>19000</tcp_port><remote_servers>
  <${cluster}><shard>${one}</shard><shard>${other}</shard></${cluster}>
  <${writingToOne}><shard><internal_replication>true</internal_replication>${one}${other}</shard></${writingToOne}>
  <${writingToEach}><shard>${one}${other}</shard></${writingToEach}>
</remote_servers></clickhouse>`,
  )
  const { Session } = createRequire(import.meta.url)('chdb') as {
    readonly Session: new (path: string, options: { readonly connectionArgs: readonly string[] }) => object
  }
  // The engine takes its configuration from the first who connects, and keeps it for the life of the process.
  new Session(folder, { connectionArgs: [`--config-file=${config}`] })
}

const [allRows, written] = ['_rows', '_written']

/**
 * Tables on a cluster whose shards are one process: what a shard holds is a view of the rows that are its own by
 * their key. They are written through a distributed table and read as on servers; `ON CLUSTER` and replicas are left out.
 */
export class ShardsInProcess extends ClusterTables {
  override readonly everywhere = ''
  override readonly parts = ['', written, this.shardName, allRows]

  constructor() {
    super({ name: cluster, replicated: false })
  }

  override create(table: StoredTable, at: Place): readonly Sql[] {
    const key = shardingKey(table)
    if (key === undefined) return onOneServer.create(table, at)
    return [
      createTable(table, { named: inSql(at, allRows), engine: 'MergeTree' }),
      sql`CREATE VIEW ${raw(inSql(at, this.shardName))} AS SELECT * FROM ${raw(inSql(at, allRows))} WHERE ${raw(key)} % ${raw(String(shards))} = shardNum() - 1`,
      this.distributed(at, key),
      this.distributed(at, key, { part: written, over: allRows }),
    ]
  }

  override copy(table: StoredTable, from: Place, to: Place): readonly Sql[] {
    if (shardingKey(table) === undefined) return onOneServer.copy(table, from, to)
    const rows = sql`ALTER TABLE ${raw(inSql(to, allRows))} ATTACH PARTITION tuple() FROM ${raw(inSql(from, allRows))}`
    return [...this.create(table, to), rows]
  }

  override adding(table: StoredTable, at: Place) {
    return { into: inSql(at, shardingKey(table) === undefined ? '' : written), then: [] }
  }

  override remove(table: StoredTable, condition: Sql, places: Places): readonly Sql[] {
    if (shardingKey(table) === undefined) return onOneServer.remove(table, condition, places)
    return [
      sql`ALTER TABLE ${raw(inSql(places(table), allRows))} DELETE WHERE ${condition} SETTINGS mutations_sync = 2`,
    ]
  }
}
