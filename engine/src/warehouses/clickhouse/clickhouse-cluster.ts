import { closest } from 'fastest-levenshtein'
import { Refusal } from '../../errors.js'
import { join, name, raw, sql, type ByMember, type Piece, type Sql } from '../../sql/sql.js'
import type { StoredTable } from '../../sql/stored-table.js'
import { send, type ClickHouseConnection } from './clickhouse-connection.js'
import { clickHouseDialect } from './clickhouse-dialect.js'
import {
  createTable,
  inSql,
  sortedBy,
  type ClickHouseTables,
  type Place,
  type Places,
} from './clickhouse-tables.js'

/** A cluster by its name in the servers' `remote_servers`. */
export interface Cluster {
  readonly name: string
  /** Whether each shard keeps its rows on more than one server, which are told apart by their macro `replica`. */
  readonly replicated: boolean
}

/**
 * The tables of a cluster, whose shards write their rows as it is declared to keep them.
 *
 * @throws Refusal `unknown-cluster`, `cluster-replication`
 * @example
 * const tables = await openCluster(connection, { name: 'analytics', replicated: true })
 */
export async function openCluster(
  connection: ClickHouseConnection,
  cluster: Cluster,
): Promise<ClusterTables> {
  const { name: wanted, replicated } = cluster
  const shards = await send(connection, {
    text: `SELECT cluster, count() > 1 AND toBool(any(internal_replication)) <> toBool(${replicated}) AS differs
FROM system.clusters GROUP BY cluster, shard_num`,
    values: [],
  })
  const clusters = [...new Set(shards.map((shard) => String(shard['cluster'])))].toSorted()
  if (!clusters.includes(wanted)) {
    const near = clusters.length === 0 ? undefined : closest(wanted, clusters)
    throw new Refusal('unknown-cluster', { cluster: wanted, closest: near, clusters })
  }
  if (shards.some((shard) => shard['cluster'] === wanted && shard['differs'] !== 0n))
    throw new Refusal('cluster-replication', { cluster: wanted, replicated })
  return new ClusterTables(cluster)
}

/** What stands after a table's name in that of a shard's own rows. */
const ownRows = '_shard'
const ofShard = "ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')"
const ofAllServers = "ReplicatedMergeTree('/clickhouse/tables/all/{database}/{table}', '{shard}_{replica}')"
// Rows that were removed and come back are the same block again, which replicas would leave out.
const settings = ', replicated_deduplication_window = 0'

/**
 * Stored tables on a cluster. Rows of members lie on the shard of their member, so that shards count members on
 * their own and counts add up; a set's rows lie where its members do. All other tables are whole on every server, so
 * that every join is the shard's own.
 */
export class ClusterTables implements ClickHouseTables {
  readonly everywhere: string
  readonly parts: readonly string[] = ['', ownRows]
  protected readonly shardName = ownRows

  constructor(protected readonly cluster: Cluster) {
    this.everywhere = ` ON CLUSTER ${clickHouseDialect.quote(cluster.name)}`
  }

  create(table: StoredTable, at: Place): readonly Sql[] {
    const key = shardingKey(table)
    if (key === undefined)
      return [createTable(table, { named: inSql(at) + this.everywhere, engine: ofAllServers, settings })]
    const named = inSql(at, ownRows) + this.everywhere
    return [createTable(table, { named, engine: this.#engineOfShard, settings }), this.distributed(at, key)]
  }

  copy(table: StoredTable, from: Place, to: Place): readonly Sql[] {
    const key = shardingKey(table)
    if (key === undefined) {
      const own = [this.#alike(table, { from: inSql(from), to: inSql(to), engine: ofAllServers })]
      return [...own, attach(inSql(to), inSql(from)), ...this.#synced(inSql(to))]
    }
    const [source, target] = [inSql(from, ownRows), inSql(to, ownRows)]
    return [
      this.#alike(table, { from: source, to: target, engine: this.#engineOfShard }),
      this.distributed(to, key),
      attach(target + this.everywhere, source),
      ...(this.cluster.replicated ? this.#synced(target) : []),
    ]
  }

  adding(table: StoredTable, at: Place): { readonly into: string; readonly then: readonly Sql[] } {
    const isWhole = shardingKey(table) === undefined
    const then = isWhole || this.cluster.replicated ? this.#synced(inSql(at, isWhole ? '' : ownRows)) : []
    return { into: inSql(at), then }
  }

  rowsFor(table: StoredTable, query: Sql, places: Places): Sql {
    return setColumn(table) === undefined ? query : this.#onEachShard(query, places)
  }

  remove(table: StoredTable, condition: Sql, places: Places): readonly Sql[] {
    const isWhole = shardingKey(table) === undefined
    const at = isWhole ? inSql(places(table)) : inSql(places(table), ownRows) + this.everywhere
    // Members' rows lie together, so that what a condition reads is the shard's own.
    return [
      sql`ALTER TABLE ${raw(at)} DELETE WHERE ${this.#ofShard(condition, places)} SETTINGS mutations_sync = 2, allow_nondeterministic_mutations = 1`,
    ]
  }

  outline(table: StoredTable, at: Place): readonly Sql[] {
    const { into, then } = this.adding(table, at)
    const columns = join(table.columns.map((column) => name(column.name)))
    const added = sql`INSERT INTO ${raw(into)} (${columns}) SELECT ${columns} FROM ${name('rows')} SETTINGS distributed_foreground_insert = 1, parallel_distributed_insert_select = 0`
    return [...this.create(table, at), added, ...then]
  }

  reading(statement: Sql, places: Places): Sql {
    return mapped(statement, (piece) => {
      if (piece.is === 'by-member') return this.#addedUp(piece, places)
      if (piece.is !== 'stored' || shardingKey(piece.table) === undefined) return undefined
      // Read as a whole: what stands around it is worked out by the server that was asked.
      return raw(`(SELECT * FROM ${inSql(places(piece.table))})`)
    })
  }

  /** The statement that makes the table through which all shards are read and written. */
  protected distributed(at: Place, key: string, { part = '', over = this.shardName } = {}): Sql {
    const names = [this.cluster.name, at.schema, at.name + over].map((each) => clickHouseDialect.quote(each))
    return sql`CREATE TABLE ${raw(inSql(at, part) + this.everywhere)} AS ${raw(inSql(at, over))} ENGINE = Distributed(${raw(names.join(', '))}, ${raw(key)})`
  }

  get #engineOfShard(): string {
    return this.cluster.replicated ? ofShard : 'MergeTree'
  }

  #alike(table: StoredTable, { from, to, engine }: { from: string; to: string; engine: string }): Sql {
    return sql`CREATE TABLE ${raw(to + this.everywhere)} AS ${raw(from)} ENGINE = ${raw(engine)} ${sortedBy(table)} SETTINGS allow_nullable_key = 1${raw(settings)}`
  }

  #synced(named: string): readonly Sql[] {
    return [sql`SYSTEM SYNC REPLICA${raw(this.everywhere)} ${raw(named)}`]
  }

  #addedUp({ query, of, figures }: ByMember, places: Places): Sql {
    const columns = [...of, ...figures].map((_column, at) => name(`c${at}`))
    const keys = columns.slice(0, of.length)
    const given = [...of, ...figures].map((column, at) => {
      const own = name(`c${at}`)
      return sql`${at < of.length ? own : sql`sum(${own})`} AS ${name(column)}`
    })
    return sql`SELECT ${join(given)}
FROM (${this.#onEachShard(query, places)}) AS shards(${join(columns)})
GROUP BY ${join(keys)}`
  }

  #onEachShard(query: Sql, places: Places): Sql {
    return sql`SELECT * FROM cluster(${raw(clickHouseDialect.literal(this.cluster.name, 'text'))}, view(
${this.#ofShard(query, places)}
))`
  }

  #ofShard(query: Sql, places: Places): Sql {
    return mapped(query, (piece) =>
      piece.is === 'stored' && shardingKey(piece.table) !== undefined
        ? raw(inSql(places(piece.table), this.shardName))
        : undefined,
    )
  }
}

/** What says on which shard a row lies; undefined for a table that is whole on every server. */
export function shardingKey(table: StoredTable): string | undefined {
  const ofMember = table.columns.some(({ name: column, type }) => column === 'member' && type === 'member')
  if (ofMember) return 'member'
  const set = setColumn(table)
  // All members of a shard's set lie on that shard, so that any of them says which it is.
  return set === undefined ? undefined : `bitmapMin(${clickHouseDialect.quote(set)})`
}

function setColumn({ columns }: StoredTable): string | undefined {
  return columns.find(({ type }) => type === 'set')?.name
}

function attach(to: string, from: string): Sql {
  return sql`ALTER TABLE ${raw(to)} ATTACH PARTITION tuple() FROM ${raw(from)}`
}

/** The fragment with other pieces in place of some. */
function mapped(fragment: Sql, other: (piece: Piece) => Sql | undefined): Sql {
  return {
    pieces: fragment.pieces.flatMap((piece): readonly Piece[] => {
      const found = other(piece)
      if (found !== undefined) return found.pieces
      if (piece.is !== 'call' && piece.is !== 'set-call') return [piece]
      return [{ ...piece, args: piece.args.map((arg) => mapped(arg, other)) }]
    }),
  }
}
