import { name, raw, sql, stored, value, type BoundValue, type Sql } from '../../sql/sql.js'
import type { StoredTable } from '../../sql/stored-table.js'
import { columnDefinitions } from '../column-definitions.js'
import { eachOnce } from '../each-once.js'
import { failureIn, type WarehouseError } from '../warehouse-error.js'
import type { OnceTold, WriteSession } from '../warehouse.js'
import { duckDbDialect } from './duckdb-dialect.js'
import { DuckDbSession } from './duckdb-session.js'
import { RowPacking } from './duckdb-row-packing.js'
import { appendRows } from './duckdb-sets.js'

/** What a table is called until it is published. */
const unpublished = 'unpublished__'

/**
 * A session that writes. DuckDB reads the rows that a transaction has added itself with one thread, and plans as if
 * there were none. So tables that are made anew before anything is changed are made beside those that readers see,
 * and each statement is over when it ends; a transaction begins with the first change of a table that readers see.
 * In it, at the end, all that was made takes its place.
 */
export class DuckDbWriteSession extends DuckDbSession implements WriteSession {
  private readonly made = new Set<string>()
  private isChanging = false

  async create(table: StoredTable): Promise<void> {
    if (table.isTemporary !== true && !this.isChanging) this.made.add(table.name)
    const kind = raw(table.isTemporary === true ? 'TEMP TABLE' : 'TABLE')
    await this.run(
      sql`CREATE OR REPLACE ${kind} ${stored(table)} (${raw(columnDefinitions(table, duckDbDialect))})`,
    )
  }

  async insert(table: StoredTable, query: Sql): Promise<void> {
    await this.change(table)
    await this.run(sql`INSERT INTO ${stored(table)} ${byDay(table, query)}`)
  }

  async insertOnce(table: StoredTable, query: Sql, { greatest, bounds }: OnceTold): Promise<void> {
    // Few rows come into a table that readers see, and many into one that is made anew.
    const isMany = this.made.has(table.name)
    const packing = isMany ? await RowPacking.of(this, { table, greatest, bounds }) : undefined
    if (packing === undefined) return this.insert(table, eachOnce(table, query, greatest))
    await packing.sort(query)
    await this.run(sql`INSERT INTO ${stored(table)} ${packing.rows()}`)
    await packing.drop()
  }

  load(table: StoredTable, query: Sql): Promise<void> {
    return this.insert(table, query)
  }

  async append(table: StoredTable, rows: readonly (readonly (BoundValue | Uint8Array)[])[]): Promise<void> {
    await this.change(table)
    await this.turns.take(async () => {
      const appender = await this.connection.createAppender(this.nameOf(table), this.schema)
      appendRows(appender, table, rows)
      appender.closeSync()
    })
  }

  async remove(table: StoredTable, condition: Sql): Promise<void> {
    await this.change(table)
    await this.run(sql`DELETE FROM ${stored(table)} WHERE ${condition}`)
  }

  async drop(table: StoredTable): Promise<void> {
    if (table.isTemporary === true) return this.run(sql`DROP TABLE IF EXISTS ${stored(table)}`)
    if (this.made.has(table.name)) {
      await this.run(sql`DROP TABLE ${stored(table)}`)
      this.made.delete(table.name)
    }
    if (!(await this.has(table))) return
    await this.change(table)
    await this.run(sql`DROP TABLE ${stored(table)}`)
  }

  /** Before anything is changed that readers see there is no transaction, which a failure would end. */
  failureOf(query: Sql): Promise<WarehouseError | undefined> {
    return failureIn(() => this.query(query))
  }

  /** Lets readers see all of it. */
  async publish(): Promise<void> {
    if (this.made.size > 0) await this.begin()
    for (const made of this.made) {
      await this.run(sql`DROP TABLE IF EXISTS ${this.inSchema(made)}`)
      await this.run(sql`ALTER TABLE ${this.inSchema(unpublished + made)} RENAME TO ${name(made)}`)
    }
    if (this.isChanging) await this.run(raw('COMMIT'))
  }

  /** Drops what writers that failed, or died, have left. */
  async dropUnpublished(): Promise<void> {
    const left = await this.query(sql`
      SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()
        AND schema_name = ${value(this.schema, 'text')} AND starts_with(table_name, ${value(unpublished, 'text')})`)
    for (const row of left) await this.run(sql`DROP TABLE ${this.inSchema(String(row['table_name']))}`)
  }

  protected override nameOf({ name: logical }: StoredTable): string {
    return this.made.has(logical) ? unpublished + logical : logical
  }

  private inSchema(physical: string): Sql {
    return sql`${name(this.schema)}.${name(physical)}`
  }

  /** Before a table is changed that readers see, a transaction begins. */
  private async change({ name: logical, isTemporary }: StoredTable): Promise<void> {
    if (isTemporary !== true && !this.made.has(logical)) await this.begin()
  }

  private async begin(): Promise<void> {
    if (this.isChanging) return
    this.isChanging = true
    await this.run(raw('BEGIN TRANSACTION'))
  }
}

/**
 * Rows that come into a table, by their day where it is what the table is sorted by first: DuckDB leaves rows where they
 * are put, and skips the groups of rows of which no day is asked.
 */
function byDay({ columns, order }: StoredTable, rows: Sql): Sql {
  const at = columns.findIndex(({ name: column, type }) => column === order[0] && type === 'date')
  return at < 0 ? rows : sql`SELECT * FROM (\n${rows}\n) AS put ORDER BY ${raw(String(at + 1))}`
}
