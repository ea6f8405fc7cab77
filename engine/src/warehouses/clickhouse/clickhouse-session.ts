import { Refusal } from '../../errors.js'
import { print, printReadable, type Statement } from '../../sql/print.js'
import { givenRows, join, name, raw, sql, type BoundValue, type Sql } from '../../sql/sql.js'
import type { StoredTable } from '../../sql/stored-table.js'
import { columnDefinitions } from '../column-definitions.js'
import type { DuckDbFiles } from '../duckdb/duckdb-files.js'
import type {
  IntrospectedColumn,
  IntrospectedTable,
  NumberColumns,
  OnceTold,
  Row,
  StoredSet,
  TableName,
  WriteSession,
} from '../warehouse.js'
import { eachOnce } from '../each-once.js'
import { tableContents } from '../table-contents.js'
import { failureIn, messageOf, WarehouseError } from '../warehouse-error.js'
import { run, send, streamed, type ClickHouseConnection } from './clickhouse-connection.js'
import { clickHouseDialect } from './clickhouse-dialect.js'
import { clickHouseFailure } from './clickhouse-failure.js'
import { introspectClickHouse } from './clickhouse-introspect.js'
import type { ClickHousePlacement } from './clickhouse-placement.js'
import { clickHouseReading } from './clickhouse-reading.js'
import { inSql, type ClickHouseTables } from './clickhouse-tables.js'
import { isNullable, resultTypeOf } from './clickhouse-types.js'

/** What a session works with: the connection, where tables lie, and the DuckDB beside it. */
export interface ClickHouseSessionParts {
  readonly connection: ClickHouseConnection
  readonly placement: ClickHousePlacement
  readonly tables: ClickHouseTables
  readonly files: DuckDbFiles
}

/** So that a statement stays well below the length that the server takes. */
const appendedAtOnce = 1000

/** Statements over the tables of one version, and over those that the session makes. */
export class ClickHouseSession implements WriteSession {
  readonly dialect = clickHouseDialect
  readonly mergesSets = true

  constructor(private readonly parts: ClickHouseSessionParts) {}

  query(statement: Sql): Promise<readonly Row[]> {
    return send(this.parts.connection, this.print(statement))
  }

  stream(statement: Sql): AsyncIterable<readonly Row[]> {
    return streamed(this.parts.connection, this.print(statement))
  }

  numbers(): AsyncIterable<NumberColumns> {
    throw new Error('ClickHouse merges sets of members itself.')
  }

  sets(): Promise<readonly StoredSet[]> {
    return Promise.reject(new Error('ClickHouse merges sets of members itself.'))
  }

  async prepare(statement: Sql): Promise<void> {
    try {
      await this.query(sql`DESCRIBE TABLE (${statement})`)
    } catch (thrown) {
      if (!(thrown instanceof WarehouseError)) throw thrown
      const { cause } = thrown
      throw new Refusal(
        'sql-refused',
        { warehouse: 'ClickHouse', message: messageOf(cause), sql: this.show(statement) },
        { cause },
      )
    }
  }

  async describe(query: Sql): Promise<readonly IntrospectedColumn[]> {
    await this.prepare(query)
    const rows = await this.query(sql`DESCRIBE TABLE (${query})`)
    return rows.map((row) => {
      const declared = String(row['type'])
      const nullable = isNullable(declared)
      return {
        name: String(row['name']),
        type: resultTypeOf(declared),
        nullable,
        declared,
        // A session's own time zone.
        ...clickHouseReading(declared, 'UTC'),
      }
    })
  }

  show(statement: Sql): string {
    return printReadable(this.sent(statement), clickHouseDialect, this.placed)
  }

  tableOf(table: TableName): Promise<IntrospectedTable | undefined> {
    return introspectClickHouse(this, table)
  }

  has(table: StoredTable): Promise<boolean> {
    return Promise.resolve(this.parts.placement.has(table))
  }

  async contents(table: StoredTable): Promise<readonly Row[] | undefined> {
    return (await this.has(table)) ? this.query(tableContents(table)) : undefined
  }

  async create(table: StoredTable): Promise<void> {
    const { placement, tables } = this.parts
    await placement.assign(table)
    await this.runEach(tables.create(table, placement.place(table)))
  }

  async insert(table: StoredTable, query: Sql): Promise<void> {
    await this.makeOwn(table)
    // An accurate cast refuses what a plain one would wrap around.
    const casts = table.columns.map(({ type }, at) =>
      type === 'set'
        ? name(`c${at}`)
        : sql`accurateCast(${name(`c${at}`)}, ${raw(clickHouseDialect.literal(nullableType(type), 'text'))})`,
    )
    const positions = table.columns.map((_column, at) => name(`c${at}`))
    const { placement, tables } = this.parts
    const { into, then } = tables.adding(table, placement.place(table))
    const rows = tables.rowsFor(table, query, placement.place)
    const added = sql`INSERT INTO ${raw(into)} SELECT ${join(casts)} FROM (${rows}) AS given(${join(positions)})`
    await this.runEach([added, ...then])
  }

  insertOnce(table: StoredTable, query: Sql, { greatest }: OnceTold): Promise<void> {
    return this.insert(table, eachOnce(table, query, greatest))
  }

  async load(table: StoredTable, query: Sql): Promise<void> {
    await this.makeOwn(table)
    const { connection, files, placement, tables } = this.parts
    const adding = tables.adding(table, placement.place(table))
    const into = { table: adding.into, columns: columnDefinitions(table, clickHouseDialect) }
    await files.export(table, { query: withinDates(table, query), format: 'parquet' }, async (path) => {
      try {
        await connection.insertParquet(into, path)
      } catch (cause) {
        throw clickHouseFailure(`INSERT INTO ${into.table} FORMAT Parquet`, cause)
      }
    })
    await this.runEach(adding.then)
  }

  async append(table: StoredTable, rows: readonly (readonly (BoundValue | Uint8Array)[])[]): Promise<void> {
    for (let at = 0; at < rows.length; at += appendedAtOnce) {
      const some = rows.slice(at, at + appendedAtOnce).map((row) =>
        row.map((cell) => {
          if (cell instanceof Uint8Array) throw new Error('ClickHouse makes sets of members itself.')
          return cell
        }),
      )
      await this.insert(table, givenRows(table.columns, some))
    }
  }

  async remove(table: StoredTable, condition: Sql): Promise<void> {
    await this.makeOwn(table)
    const { placement, tables } = this.parts
    await this.runEach(tables.remove(table, condition, placement.place))
  }

  failureOf(query: Sql): Promise<WarehouseError | undefined> {
    return failureIn(() => this.query(query))
  }

  drop(table: StoredTable): Promise<void> {
    return this.parts.placement.forget(table)
  }

  /** Before a table of an earlier version is changed it becomes a copy, over the same files. */
  private async makeOwn(table: StoredTable): Promise<void> {
    const { placement, tables } = this.parts
    if (placement.isOwn(table) || !placement.has(table)) return
    const published = placement.place(table)
    await placement.assign(table)
    await this.runEach(tables.copy(table, published, placement.place(table)))
  }

  private async runEach(statements: readonly Sql[]): Promise<void> {
    for (const statement of statements) await run(this.parts.connection, this.print(statement))
  }

  private print(statement: Sql): Statement {
    return print(this.sent(statement), clickHouseDialect, this.placed)
  }

  private sent(statement: Sql): Sql {
    const { placement, tables } = this.parts
    return settled(tables.reading(statement, placement.place))
  }

  private readonly placed = (table: StoredTable): string => inSql(this.parts.placement.place(table))
}

/** A set of nobody is empty and not null: with the nulls of the other statements it would be of another type. */
function settled(statement: Sql): Sql {
  return isOverSets(statement)
    ? sql`${statement}\nSETTINGS aggregate_functions_null_for_empty = 0`
    : statement
}

function isOverSets({ pieces }: Sql): boolean {
  return pieces.some(
    (piece) => piece.is === 'set-call' || (piece.is === 'by-member' && isOverSets(piece.query)),
  )
}

/** ClickHouse's dates end in 2299: a later one, such as the open end 9999-12-31, is kept as its last day. */
function withinDates(table: StoredTable, query: Sql): Sql {
  if (!table.columns.some(({ type }) => type === 'date')) return query
  const last = sql`DATE '2299-12-31'`
  const columns = table.columns.map(({ name: column, type }, at) => {
    const given = name(`c${at}`)
    const kept = type === 'date' ? sql`CASE WHEN ${given} > ${last} THEN ${last} ELSE ${given} END` : given
    return sql`${kept} AS ${name(column)}`
  })
  const positions = table.columns.map((_column, at) => name(`c${at}`))
  return sql`SELECT ${join(columns)} FROM (${query}) AS given(${join(positions)})`
}

function nullableType(type: StoredTable['columns'][number]['type']): string {
  return clickHouseDialect.type(type, true)
}
