import type {
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBMaterializedResult,
  DuckDBPreparedStatement,
  DuckDBResult,
} from '@duckdb/node-api'
import { Refusal } from '../../errors.js'
import { print, printReadable, type Statement } from '../../sql/print.js'
import { sql, value, type Sql } from '../../sql/sql.js'
import type { StoredTable } from '../../sql/stored-table.js'
import { boundText } from '../bound-text.js'
import { refuseInterrupted } from '../interruption.js'
import { Turns } from '../turns.js'
import type {
  IntrospectedColumn,
  IntrospectedTable,
  NumberColumns,
  ReadSession,
  Row,
  StoredSet,
  TableName,
  Value,
} from '../warehouse.js'
import { tableContents } from '../table-contents.js'
import { messageOf } from '../warehouse-error.js'
import { duckDbDialect } from './duckdb-dialect.js'
import { duckDbFailure } from './duckdb-failure.js'
import { introspectDuckDb } from './duckdb-introspect.js'
import { numbersOf, storedSetsOf } from './duckdb-sets.js'
import { duckDbReading } from './duckdb-reading.js'
import { readerOf, resultTypeOf } from './duckdb-types.js'

/** Statements over one connection, one after the other. Whether in a transaction is for the warehouse to say. */
export class DuckDbSession implements ReadSession {
  readonly dialect = duckDbDialect
  readonly mergesSets = false
  protected readonly turns = new Turns()
  private streaming = false

  constructor(
    protected readonly connection: DuckDBConnection,
    protected readonly schema: string,
    private signal?: AbortSignal,
  ) {}

  /** Has another signal stop its statements from now on. */
  heed(signal: AbortSignal | undefined): void {
    this.signal = signal
  }

  async query(statement: Sql): Promise<readonly Row[]> {
    return this.turns.take(() =>
      this.withResult(this.print(statement), (result) =>
        chunksOf(result).flatMap((chunk) => rowsOf(chunk, result)),
      ),
    )
  }

  async *stream(statement: Sql): AsyncIterable<readonly Row[]> {
    const { text } = this.print(statement)
    const result = await this.turns.take(() =>
      this.withPrepared(this.print(statement), (prepared) => prepared.stream()),
    )
    this.streaming = true
    try {
      for (;;) {
        refuseInterrupted(this.signal)
        const chunk = await result.fetchChunk()
        if (!chunk || chunk.rowCount === 0) return
        yield rowsOf(chunk, result)
      }
    } catch (cause) {
      throw duckDbFailure(text, cause)
    } finally {
      this.streaming = false
    }
  }

  /** They are read at once: where a server answers many readers, each batch would have to wait for all of them. */
  async *numbers(statement: Sql): AsyncIterable<NumberColumns> {
    const numbers = sql`SELECT CAST(COLUMNS(*) AS UINTEGER) FROM (${statement})`
    const result = await this.turns.take(() => this.withResult(this.print(numbers), (all) => all))
    for (let at = 0; at < result.chunkCount; at += 1) {
      refuseInterrupted(this.signal)
      yield numbersOf(result.getChunk(at))
    }
  }

  async sets(statement: Sql): Promise<readonly StoredSet[]> {
    return this.turns.take(() =>
      this.withResult(this.print(statement), (result) =>
        chunksOf(result).flatMap((chunk) => storedSetsOf(chunk, result)),
      ),
    )
  }

  async prepare(statement: Sql): Promise<void> {
    const { text, values } = this.print(statement)
    try {
      await this.turns.take(async () => {
        const prepared = await this.connection.prepare(text)
        bind(prepared, values)
        prepared.destroySync()
      })
    } catch (cause) {
      const [message, sql] = [messageOf(cause), this.show(statement)]
      throw new Refusal(
        'sql-refused',
        { warehouse: 'DuckDB', message, sql, at: pointedAt(message, sql) },
        { cause },
      )
    }
  }

  async describe(query: Sql): Promise<readonly IntrospectedColumn[]> {
    await this.prepare(query)
    const rows = await this.query(sql`DESCRIBE ${query}`)
    return rows.map((row) => describedColumn(String(row['column_name']), String(row['column_type'])))
  }

  show(statement: Sql): string {
    return printReadable(statement, duckDbDialect, this.place)
  }

  tableOf(table: TableName): Promise<IntrospectedTable | undefined> {
    return introspectDuckDb(this, table)
  }

  async has(table: StoredTable): Promise<boolean> {
    if (await this.canRead(table)) return true
    const found = await this.query(sql`
      SELECT 1 FROM duckdb_tables() WHERE database_name = current_database()
        AND schema_name = ${value(this.schema, 'text')} AND table_name = ${value(this.nameOf(table), 'text')}`)
    return found.length > 0
  }

  /** It is read at once: to ask first whether there is such a table costs as much again. */
  async contents(table: StoredTable): Promise<readonly Row[] | undefined> {
    try {
      return await this.query(tableContents(table))
    } catch (cause) {
      if (await this.has(table)) throw cause
      return undefined
    }
  }

  /** Whether a table can be read, which is told faster than whether it is there. */
  private canRead(table: StoredTable): Promise<boolean> {
    return this.turns.take(async () => {
      try {
        const prepared = await this.connection.prepare(`SELECT 1 FROM ${this.place(table)} LIMIT 0`)
        prepared.destroySync()
        return true
      } catch {
        return false
      }
    })
  }

  /** Runs a statement for its effect. */
  async run(statement: Sql): Promise<void> {
    await this.turns.take(() => this.withResult(this.print(statement), () => undefined))
  }

  /** What a stored table is called in the database. */
  protected nameOf(table: StoredTable): string {
    return table.name
  }

  private readonly place = (table: StoredTable): string => {
    const named = duckDbDialect.quote(this.nameOf(table))
    return table.isTemporary === true ? `temp.main.${named}` : `${duckDbDialect.quote(this.schema)}.${named}`
  }

  private print(statement: Sql): Statement {
    return print(statement, duckDbDialect, this.place)
  }

  /** Runs a statement to its end; one without values in a single step, since each waits for a thread. */
  private withResult<T>(statement: Statement, work: (result: DuckDBMaterializedResult) => T): Promise<T> {
    if (statement.values.length > 0) {
      return this.withPrepared(statement, async (prepared) => work(await prepared.run()))
    }
    return this.refusing(statement.text, async () => work(await this.connection.run(statement.text)))
  }

  private async withPrepared<T>(
    { text, values }: Statement,
    work: (prepared: DuckDBPreparedStatement) => Promise<T>,
  ): Promise<T> {
    return this.refusing(text, async () => {
      const prepared = await this.connection.prepare(text)
      try {
        bind(prepared, values)
        return await work(prepared)
      } finally {
        // One that waits for the garbage collector keeps a closed database open until then.
        prepared.destroySync()
      }
    })
  }

  private async refusing<T>(text: string, work: () => Promise<T>): Promise<T> {
    if (this.streaming) throw new Error('A session runs nothing else while one of its streams is being read.')
    refuseInterrupted(this.signal)
    try {
      return await work()
    } catch (cause) {
      throw duckDbFailure(text, cause)
    }
  }

  /** Ends the session's connection. */
  close(): void {
    this.connection.closeSync()
  }
}

function bind(prepared: DuckDBPreparedStatement, values: Statement['values']): void {
  values.forEach(({ value: bound }, index) => {
    const text = boundText(bound)
    if (text === null) prepared.bindNull(index + 1)
    else prepared.bindVarchar(index + 1, text)
  })
}

/** Where in a statement DuckDB points: it shows a cut-out of a line, and a caret below it. */
function pointedAt(message: string, statement: string): number | undefined {
  const [, number, shown = '', caret = ''] = /LINE (\d+): (.*)\n( *)\^/.exec(message) ?? []
  if (number === undefined) return undefined
  const before = statement.split('\n').slice(0, Number(number) - 1)
  const line = statement.split('\n')[before.length] ?? ''
  const cut = shown.startsWith('...') ? 3 : 0
  const from = line.indexOf(shown.slice(cut).replace(/\.\.\.$/, ''))
  const column = caret.length - `LINE ${number}: `.length - cut
  return from < 0 ? undefined : before.join('\n').length + Math.min(1, before.length) + from + column
}

function describedColumn(name: string, declared: string): IntrospectedColumn {
  return { name, type: resultTypeOf(declared), nullable: true, declared, ...duckDbReading(declared) }
}

function chunksOf(result: DuckDBMaterializedResult): readonly DuckDBDataChunk[] {
  return Array.from({ length: result.chunkCount }, (_chunk, at) => result.getChunk(at))
}

function rowsOf(chunk: DuckDBDataChunk, result: DuckDBResult): Row[] {
  const names = result.columnNames()
  const readers = result.columnTypes().map(readerOf)
  const columns = chunk.getColumns()
  return Array.from({ length: chunk.rowCount }, (_row, at) => {
    const row: Record<string, Value> = {}
    names.forEach((name, column) => {
      row[name] = readers[column]?.(columns[column]?.[at] ?? null) ?? null
    })
    return row
  })
}
