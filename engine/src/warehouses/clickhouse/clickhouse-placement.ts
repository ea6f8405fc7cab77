import { createHash, randomUUID } from 'node:crypto'
import { Refusal } from '../../errors.js'
import { print } from '../../sql/print.js'
import { raw, sql, value, type Sql } from '../../sql/sql.js'
import type { StoredTable } from '../../sql/stored-table.js'
import { WarehouseError } from '../warehouse-error.js'
import { clickHouseCodeOf } from './clickhouse-failure.js'
import { run, send, type ClickHouseConnection } from './clickhouse-connection.js'
import { clickHouseDialect } from './clickhouse-dialect.js'
import { inSql, type ClickHouseTables, type Place } from './clickhouse-tables.js'

/** Which physical table each stored table is, by its logical name. */
type PhysicalNames = ReadonlyMap<string, string>

/** One published state of the warehouse. */
export interface Version {
  readonly number: bigint
  readonly places: PhysicalNames
}

const { literal } = clickHouseDialect
const versionPrefix = 'version__'
/** A physical name without what stands after it in the names of its parts, and the version that it was made for. */
const physicalName = /^(.*__(\d+)(?:_[0-9a-f]{8})?)(?:_[a-z]+)?$/
const tableExists = '57'

/**
 * The versions of the stored tables. ClickHouse has no transactions, so what a write makes lies in new tables, and
 * becomes seen by all at once when a version that names them is published. A version is a view named
 * `version__N`, whose comment holds the places: making it is one atomic step, and of two writers that publish on
 * the same version the server lets only one.
 */
export class Versions {
  /** Versions that sessions of this process are reading: what they name stays. */
  private readonly held = new Set<Version>()

  constructor(
    private readonly connection: ClickHouseConnection,
    readonly schema: string,
    private readonly tables: ClickHouseTables,
  ) {}

  async newest(): Promise<Version> {
    return (await this.published(1))[0] ?? { number: 0n, places: new Map() }
  }

  /** Runs `work` on the newest version, which stays whole until `work` ends. */
  async reading<T>(work: (version: Version) => Promise<T>): Promise<T> {
    const version = await this.newest()
    this.held.add(version)
    try {
      return await work(version)
    } finally {
      this.held.delete(version)
    }
  }

  /** Makes the places what every session that begins from now on reads. Refuses where another writer was faster. */
  async publish(base: Version, places: PhysicalNames): Promise<void> {
    const { number: newest } = await this.newest()
    const missing = await this.missingOf(places)
    const number = base.number + 1n
    const busy = new Refusal('warehouse-busy', { warehouse: 'ClickHouse' })
    if (newest !== base.number || missing) throw busy
    const comment = literal(JSON.stringify(Object.fromEntries(places)), 'text')
    const view = inSql({ schema: this.schema, name: `${versionPrefix}${number}` }) + this.tables.everywhere
    try {
      await this.run(
        `CREATE VIEW ${view} AS SELECT ${number} AS version, toDateTime('${moment()}', 'UTC') AS published COMMENT ${comment}`,
      )
    } catch (thrown) {
      if (thrown instanceof WarehouseError && clickHouseCodeOf(thrown.cause) === tableExists) throw busy
      throw thrown
    }
  }

  /** Drops old versions and the tables that only they name, and what writers that died left behind. */
  async dropUnneeded(): Promise<void> {
    const kept = [...(await this.published(2)), ...this.held]
    const needed = new Set([
      ...kept.map(({ number }) => `${versionPrefix}${number}`),
      ...kept.flatMap(({ places }) => [...places.values()]),
    ])
    const oldest = kept.reduce(
      (least, { number }) => (number < least ? number : least),
      kept[0]?.number ?? 0n,
    )
    const tables = await this.query(sql`
      SELECT name, engine, metadata_modification_time <= now() - ${value(this.connection.abandonedAfter, 'integer')} AS abandoned
      FROM system.tables WHERE database = ${value(this.schema, 'text')}`)
    const dropped = new Set<string>()
    for (const table of tables) {
      const [, name, made] = physicalName.exec(String(table['name'])) ?? []
      if (name === undefined || made === undefined || needed.has(name) || dropped.has(name)) continue
      if (BigInt(made) > oldest && table['abandoned'] === 0n) continue
      dropped.add(name)
      await this.drop(name)
    }
  }

  async drop(physical: string): Promise<void> {
    const { parts, everywhere } = this.tables
    for (const part of parts) {
      const named = inSql({ schema: this.schema, name: physical }, part)
      await this.run(`DROP TABLE IF EXISTS ${named}${everywhere} SYNC`)
    }
  }

  /** The newest versions, the latest first. */
  private async published(most: number): Promise<readonly Version[]> {
    const rows = await this.query(sql`
      SELECT toUInt64(substring(name, ${value(versionPrefix.length + 1, 'integer')})) AS number, comment FROM system.tables
      WHERE database = ${value(this.schema, 'text')} AND engine = 'View' AND startsWith(name, ${value(versionPrefix, 'text')})
      ORDER BY number DESC LIMIT ${raw(String(most))}`)
    return rows.map((row) => ({
      number: BigInt(String(row['number'])),
      places: new Map(Object.entries(JSON.parse(String(row['comment'])) as Record<string, string>)),
    }))
  }

  /** Whether a table is gone that a version would name, as when another process took its writer for dead. */
  private async missingOf(places: PhysicalNames): Promise<boolean> {
    const names = new Set(places.values())
    const rows = await this.query(
      sql`SELECT name FROM system.tables WHERE database = ${value(this.schema, 'text')}`,
    )
    for (const row of rows) names.delete(String(row['name']))
    return names.size > 0
  }

  private query(statement: Sql) {
    return send(
      this.connection,
      print(statement, clickHouseDialect, ({ name }) => name),
    )
  }

  private run(text: string): Promise<void> {
    return run(this.connection, { text, values: [] })
  }
}

/** Where the stored tables of one session lie: as its version says, and what it has made itself since. */
export class ClickHousePlacement {
  private readonly places: Map<string, string>
  private readonly own = new Set<string>()

  constructor(
    private readonly versions: Versions,
    private readonly version: Version,
  ) {
    this.places = new Map(version.places)
  }

  has(table: StoredTable): boolean {
    return this.places.has(table.name)
  }

  /** Whether this session made the table, so that nobody else reads it. */
  isOwn(table: StoredTable): boolean {
    return this.own.has(this.places.get(table.name) ?? '')
  }

  readonly place = (table: StoredTable): Place => ({
    schema: this.versions.schema,
    name: this.places.get(table.name) ?? table.name,
  })

  /** Gives the table a place that no table has had. */
  async assign(table: StoredTable): Promise<void> {
    await this.forget(table)
    const physical = `${fitting(table.name)}__${this.version.number + 1n}_${randomUUID().slice(0, 8)}`
    this.places.set(table.name, physical)
    this.own.add(physical)
  }

  /** Forgets the table; what an earlier version holds of it remains. */
  async forget(table: StoredTable): Promise<void> {
    const physical = this.places.get(table.name)
    this.places.delete(table.name)
    if (physical !== undefined && this.own.delete(physical)) await this.versions.drop(physical)
  }

  /** Publishes what the session made; nothing happens where it changed nothing. */
  async publish(): Promise<void> {
    const before = this.version.places
    const changed = this.places.size !== before.size || [...this.places].some(([k, v]) => before.get(k) !== v)
    if (changed) await this.versions.publish(this.version, this.places)
  }

  /** Drops what the session made. */
  async undo(): Promise<void> {
    for (const physical of this.own) await this.versions.drop(physical)
  }
}

/** Names of tables become names of files, in which each other character takes three. */
function fitting(logical: string): string {
  if (/^\w{1,100}$/.test(logical)) return logical
  const digest = createHash('sha256').update(logical).digest('hex').slice(0, 10)
  return `${logical.replaceAll(/\W/g, '_').slice(0, 60)}_${digest}`
}

function moment(): string {
  return new Date().toISOString().slice(0, 19).replace('T', ' ')
}
