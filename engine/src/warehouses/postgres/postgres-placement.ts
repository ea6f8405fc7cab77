import { createHash } from 'node:crypto'
import type { PoolClient } from 'pg'
import { name, raw, sql, value, type Sql } from '../../sql/sql.js'
import type { StoredTable } from '../../sql/stored-table.js'
import { print } from '../../sql/print.js'
import { send } from './postgres-connection.js'
import { postgresDialect } from './postgres-dialect.js'

/**
 * Where stored tables lie. PostgreSQL's catalogue does not follow a transaction's snapshot: a reader that began
 * before a table was made anew would find the new one, empty. So a table that is made anew gets a new name, and
 * `stored_tables`, which does follow the snapshot, says which name is meant.
 */
export class PostgresPlacement {
  private constructor(
    private readonly schema: string,
    private readonly places: Map<string, string>,
  ) {}

  static async read(client: PoolClient, schema: string): Promise<PostgresPlacement> {
    const rows = await send(
      client,
      plain(sql`SELECT logical, physical FROM ${catalogue(schema, 'stored_tables')}`),
    )
    return new PostgresPlacement(
      schema,
      new Map(rows.map((row) => [String(row['logical']), String(row['physical'])])),
    )
  }

  has(table: StoredTable): boolean {
    return this.places.has(table.name)
  }

  readonly place = (table: StoredTable): string =>
    `${postgresDialect.quote(this.schema)}.${postgresDialect.quote(this.places.get(table.name) ?? table.name)}`

  /** Gives the table a place that no table has had. */
  async assign(client: PoolClient, table: StoredTable): Promise<void> {
    await this.retire(client, table)
    const [next] = await send(
      client,
      plain(
        sql`SELECT nextval(CAST(${value(`${postgresDialect.quote(this.schema)}.table_version`, 'text')} AS regclass)) AS version`,
      ),
    )
    const physical = fitting(table.name, String(next?.['version']))
    await send(
      client,
      plain(
        sql`INSERT INTO ${catalogue(this.schema, 'stored_tables')} VALUES (${value(table.name, 'text')}, ${value(physical, 'text')})`,
      ),
    )
    this.places.set(table.name, physical)
  }

  /** Forgets the table; what it holds is removed when no reader can still need it. */
  async retire(client: PoolClient, table: StoredTable): Promise<void> {
    const physical = this.places.get(table.name)
    if (physical === undefined) return
    await send(
      client,
      plain(
        sql`DELETE FROM ${catalogue(this.schema, 'stored_tables')} WHERE logical = ${value(table.name, 'text')}`,
      ),
    )
    await send(
      client,
      plain(sql`INSERT INTO ${catalogue(this.schema, 'retired_tables')} VALUES (${value(physical, 'text')})`),
    )
    this.places.delete(table.name)
  }
}

/** Makes the schema and the tables that say where stored tables lie. */
export async function createCatalogue(client: PoolClient, schema: string): Promise<void> {
  const quoted = postgresDialect.quote(schema)
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS ${quoted};
    CREATE TABLE IF NOT EXISTS ${quoted}.stored_tables (logical TEXT PRIMARY KEY, physical TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS ${quoted}.retired_tables (physical TEXT PRIMARY KEY);
    CREATE SEQUENCE IF NOT EXISTS ${quoted}.table_version`)
}

/** Removes what retired tables hold. The caller sees to it that no reader is at work. */
export async function dropRetired(client: PoolClient, schema: string): Promise<void> {
  const retired = catalogue(schema, 'retired_tables')
  for (const row of await send(client, plain(sql`DELETE FROM ${retired} RETURNING physical`))) {
    await send(client, plain(sql`DROP TABLE IF EXISTS ${name(schema)}.${name(String(row['physical']))}`))
  }
}

function catalogue(schema: string, table: 'stored_tables' | 'retired_tables'): Sql {
  return sql`${name(schema)}.${raw(table)}`
}

function plain(statement: Sql) {
  return print(statement, postgresDialect, (table) => postgresDialect.quote(table.name))
}

/** PostgreSQL cuts names at 63 bytes without a word, so that two long names could become one. */
function fitting(logical: string, version: string): string {
  const full = `${logical}__${version}`
  if (Buffer.byteLength(full) <= 63) return full
  const digest = createHash('sha256').update(logical).digest('hex').slice(0, 10)
  return `${Buffer.from(logical).subarray(0, 30).toString().replaceAll('\uFFFD', '')}_${digest}__${version}`
}
