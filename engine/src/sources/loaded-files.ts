import { givenRows, sql, stored, value } from '../sql/sql.js'
import type { ReadSession, WriteSession } from '../warehouses/warehouse.js'
import type { PlacedFile, PlacedSource } from './placed-source.js'
import { loadedFilesTable } from './source-table.js'

/** A file whose rows are in a source's table. */
export interface LoadedFile {
  /** Its number in the table, never given to another file of the source. */
  readonly file: number
  readonly path: string
  readonly mark: string
}

/** The files of a source as they lie there now, beside those that were loaded. */
export interface FileChanges {
  /** Loaded, and not changed since. */
  readonly kept: readonly LoadedFile[]
  /** Loaded, and since changed or gone: their rows are to be removed. */
  readonly gone: readonly LoadedFile[]
  /** To be loaded, with the numbers that they get. */
  readonly arriving: readonly (PlacedFile & { readonly file: number })[]
}

/** The loaded files of a source; empty when it was never loaded. */
export async function readLoadedFiles(session: ReadSession, source: string): Promise<readonly LoadedFile[]> {
  if (!(await session.has(loadedFilesTable))) return []
  const rows = await session.query(
    sql`SELECT file, path, mark FROM ${stored(loadedFilesTable)} WHERE source = ${value(source, 'text')} ORDER BY file`,
  )
  return rows.map((row) => ({
    file: Number(row['file']),
    path: String(row['path']),
    mark: String(row['mark']),
  }))
}

/** What has become of files: a file that has changed is gone, and arrives under another number. */
export function fileChanges(loaded: readonly LoadedFile[], { files = [] }: PlacedSource): FileChanges {
  const now = new Map(files.map((file) => [file.path, file]))
  const kept = loaded.filter(({ path, mark }) => now.get(path)?.mark === mark)
  const same = new Set(kept.map(({ path }) => path))
  const next = loaded.reduce((most, { file }) => Math.max(most, file), 0) + 1
  return {
    kept,
    gone: loaded.filter(({ path }) => !same.has(path)),
    arriving: files.filter(({ path }) => !same.has(path)).map((file, at) => ({ ...file, file: next + at })),
  }
}

/** Writes down which files a source's table holds. */
export async function writeLoadedFiles(
  session: WriteSession,
  source: string,
  { kept, arriving }: Pick<FileChanges, 'kept' | 'arriving'>,
): Promise<void> {
  if (!(await session.has(loadedFilesTable))) await session.create(loadedFilesTable)
  await session.remove(loadedFilesTable, sql`source = ${value(source, 'text')}`)
  const rows = [...kept, ...arriving].map(({ file, path, mark }) => [source, file, path, mark])
  if (rows.length === 0) return
  await session.insert(loadedFilesTable, givenRows(loadedFilesTable.columns, rows))
}
