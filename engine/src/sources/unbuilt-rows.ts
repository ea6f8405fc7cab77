import type { Written } from '../sql/expression.js'
import type { Dialect } from '../sql/print.js'
import type { Sql } from '../sql/sql.js'
import { filesDialect } from '../warehouses/files-dialect.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { boundSource } from './bound-source.js'
import { fileLayouts, fileRows } from './file-rows.js'
import type { PlacedSource } from './placed-source.js'
import { sourceRows } from './source-rows.js'

/** Where sources are read without a build: tables and models in the warehouse, files where they lie. */
export interface UnbuiltReading {
  readonly session: ReadSession
  /** The warehouse's `files()` session. */
  readonly files: ReadSession
  readonly written: Written
  readonly dialect: Dialect
}

/** A source's rows as they are now, and the session and dialect in which they can be read. */
export interface UnbuiltRows {
  readonly session: ReadSession
  readonly dialect: Dialect
  readonly rows: Sql
}

/**
 * The rows that a source would give if it were built now.
 *
 * @throws Refusal what `boundSource` and `fileLayouts` refuse
 */
export async function unbuiltRows(
  placed: PlacedSource,
  { session, files, written, dialect }: UnbuiltReading,
): Promise<UnbuiltRows> {
  if (placed.files === undefined) {
    const bound = await boundSource(session, placed.source)
    return { session, dialect, rows: sourceRows(bound, { written, dialect }) }
  }
  const every = fileRows(await fileLayouts(files, placed))
  const rows = sourceRows(placed.source, { written, dialect: filesDialect, every })
  return { session: files, dialect: filesDialect, rows }
}
