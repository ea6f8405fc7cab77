import { stat } from 'node:fs/promises'

import { Refusal } from '../errors.js'
import type { ReadSession, WriteSession } from '../warehouses/warehouse.js'
import { checkFiles, contractBroken } from './check-contract.js'
import { fileLayouts, fileRows } from './file-rows.js'
import type { PlacedFile, PlacedSource } from './placed-source.js'
import { refusingUnreadable } from './read-refusal.js'
import { sourceTable } from './source-table.js'

/** What was loaded. */
export interface LoadedSource {
  readonly rows: number
  readonly files: readonly PlacedFile[]
  /** What a person should know though nothing is broken, as sentences. */
  readonly notices: readonly string[]
}

export interface LoadSessions {
  readonly write: WriteSession
  /** The warehouse's `files()` session. */
  readonly files: ReadSession
}

/**
 * Checks the files of a source and loads their rows into its {@link sourceTable}, in place of those that were
 * there. Where the contract is broken nothing is changed. A source that is a table is not loaded.
 *
 * @throws Refusal `contract-broken`, `file-changed`, and all that `checkSource` refuses
 * @example
 * await warehouse.write(async (write) => loadSource({ write, files: await warehouse.files() }, placed))
 * // { rows: 541909, files: [{ path: '/data/online_retail.parquet', … }], notices: [] }
 */
export async function loadSource(sessions: LoadSessions, placed: PlacedSource): Promise<LoadedSource> {
  const { source, files } = placed
  if (files === undefined) return { rows: 0, files: [], notices: [] }
  const layouts = await fileLayouts(sessions.files, placed)
  const { rows, violations } = await checkFiles(sessions.files, placed, layouts)
  if (violations.length > 0) throw contractBroken(source, violations)
  const table = sourceTable(source)
  await sessions.write.create(table)
  await refusingUnreadable(placed, () => sessions.write.load(table, fileRows(layouts)))
  await refuseChanged(placed, files)
  const notices = files.filter(({ path }) => !rows.has(path)).map(withoutRows)
  return { rows: [...rows.values()].reduce((sum, count) => sum + count, 0), files, notices }
}

/** What was checked must be what was loaded. */
async function refuseChanged({ source }: PlacedSource, files: readonly PlacedFile[]): Promise<void> {
  for (const { path, bytes, modified } of files) {
    const now = await stat(path)
    if (now.size !== bytes || now.mtime.toISOString() !== modified) {
      throw new Refusal('file-changed', { source: source.name, path })
    }
  }
}

function withoutRows({ path }: PlacedFile): string {
  return `${path} has a header but no rows.`
}
