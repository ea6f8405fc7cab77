import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { join as joinSql, name, raw, sql, type as typeName, type Sql } from '../../sql/sql.js'
import type { StoredTable } from '../../sql/stored-table.js'
import type { ReadSession } from '../warehouse.js'
import { duckDbDialect } from './duckdb-dialect.js'
import { DuckDbWarehouse } from './duckdb-warehouse.js'

/** What DuckDB writes for another warehouse to read. */
export type FileFormat = keyof typeof formats

const formats = {
  // Null is an empty field without quotes, an empty text one with quotes.
  csv: { options: 'FORMAT csv, HEADER false, FORCE_QUOTE *', asText: false },
  // One object in a line; every value is text, since a JSON number need not be exact.
  json: { options: 'FORMAT json', asText: true },
  parquet: { options: 'FORMAT parquet, COMPRESSION lz4_raw', asText: false },
}

/**
 * A DuckDB beside a warehouse that cannot read files itself. Opened when first needed, in memory, and spilling
 * to a folder of its own in the system's temporary folder.
 */
export class DuckDbFiles {
  private opened: Promise<{ folder: string; duckDb: DuckDbWarehouse }> | undefined
  private written = 0

  async session(): Promise<ReadSession> {
    return (await this.open()).duckDb.files()
  }

  /**
   * Writes the rows of a query to a file, cast to the table's types and named as its columns, and hands the
   * file's path to `use`; afterwards the file is gone.
   */
  async export(
    table: StoredTable,
    { query, format }: { query: Sql; format: FileFormat },
    use: (path: string) => Promise<void>,
  ): Promise<void> {
    const { folder, duckDb } = await this.open()
    const session = await duckDb.files()
    const path = join(folder, `${String((this.written += 1))}.${format}`)
    const { options, asText } = formats[format]
    const target = sql`${raw(duckDbDialect.literal(path, 'text'))} (${raw(options)})`
    const copy = sql`COPY (${asColumnsOf(table, query, asText)}) TO ${target}`
    try {
      await session.run(copy)
      await use(path)
    } finally {
      await rm(path, { force: true })
    }
  }

  async close(): Promise<void> {
    if (!this.opened) return
    const { folder, duckDb } = await this.opened
    await duckDb.close()
    await rm(folder, { recursive: true, force: true })
  }

  private open(): Promise<{ folder: string; duckDb: DuckDbWarehouse }> {
    this.opened ??= openBeside()
    return this.opened
  }
}

async function openBeside(): Promise<{ folder: string; duckDb: DuckDbWarehouse }> {
  const folder = await mkdtemp(join(tmpdir(), 'daymark-files-'))
  const settings = { memory_limit: '2GB', temp_directory: join(folder, 'spill') }
  return { folder, duckDb: await DuckDbWarehouse.open(':memory:', { settings }) }
}

function asColumnsOf(table: StoredTable, query: Sql, asText: boolean): Sql {
  const positions = table.columns.map((_column, index) => name(`c${index}`))
  const casts = table.columns.map((column, index) => {
    const typed = sql`CAST(${name(`c${index}`)} AS ${typeName(column.type)})`
    return sql`${asText ? sql`CAST(${typed} AS ${typeName('text')})` : typed} AS ${name(column.name)}`
  })
  return sql`SELECT ${joinSql(casts)} FROM (${query}) AS given(${joinSql(positions)})`
}
