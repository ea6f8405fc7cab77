import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Statement } from '../../sql/print.js'
import { join, literal, raw, sql, stored, type, value, type Sql } from '../../sql/sql.js'
import type { StoredTable } from '../../sql/stored-table.js'
import type { DuckDbFiles } from '../duckdb/duckdb-files.js'
import { send } from './postgres-connection.js'
import { postgresFailure } from './postgres-failure.js'

/** What rows are loaded over: a connection, how its statements are printed, and the DuckDB that writes the file. */
export interface Loading {
  readonly client: PoolClient
  readonly files: DuckDbFiles
  readonly print: (statement: Sql) => Statement
}

/** Adds the rows of a query of DuckDB's to a table. */
export type Load = (table: StoredTable, query: Sql, loading: Loading) => Promise<void>

const pieceBytes = 1 << 20

/** The way of loading that a server can go: PGlite's socket breaks on COPY from the client. */
export async function loadOf(client: PoolClient): Promise<Load> {
  const { rows } = await client.query<{ version: string }>('SELECT version()')
  return /emcc|emscripten|wasm/i.test(rows[0]?.version ?? '') ? loadByInserts : loadByCopy
}

const loadByCopy: Load = async (table, query, { client, files, print }) => {
  const { text } = print(sql`COPY ${stored(table)} FROM STDIN (FORMAT csv, ENCODING 'UTF8')`)
  await files.export(table, { query, format: 'csv' }, async (path) => {
    try {
      await pipeline(createReadStream(path), client.query(copyFrom(text)))
    } catch (cause) {
      throw postgresFailure(text, cause)
    }
  })
}

const loadByInserts: Load = async (table, query, { client, files, print }) => {
  const columns = table.columns.map(
    (column) => sql`CAST(line ->> ${literal(column.name, 'text')} AS ${type(column.type)})`,
  )
  await files.export(table, { query, format: 'json' }, async (path) => {
    for await (const lines of wholeLines(path)) {
      const rows = sql`SELECT CAST(line AS json) AS line FROM unnest(string_to_array(${value(lines, 'text')}, ${raw("E'\\n'")})) AS line`
      await send(
        client,
        print(sql`INSERT INTO ${stored(table)} SELECT ${join(columns)} FROM (${rows}) AS rows`),
      )
    }
  })
}

/** A file's text in pieces that end where a line ends, without the last line break. */
async function* wholeLines(path: string): AsyncIterable<string> {
  let begun = Buffer.alloc(0)
  for await (const piece of createReadStream(path, { highWaterMark: pieceBytes }) as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([begun, piece])
    const end = bytes.lastIndexOf('\n')
    if (end > 0) yield bytes.toString('utf8', 0, end)
    begun = bytes.subarray(end + 1)
  }
  if (begun.length > 0) yield begun.toString('utf8')
}
