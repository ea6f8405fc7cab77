import { Refusal } from '../errors.js'
import { join, literal, name, sql, stored, type Sql } from '../sql/sql.js'
import type { ReadSession, WriteSession } from '../warehouses/warehouse.js'
import { checkFiles, contractBroken } from './check-contract.js'
import { checkKeys, rowsOfKeys } from './check-keys.js'
import { mayCountTwice, refuseCopies } from './copied-files.js'
import { fileLayouts, numberedFileRows } from './file-rows.js'
import { fileChanges, writeLoadedFiles, type FileChanges } from './loaded-files.js'
import { fileMark } from './place-source.js'
import type { PlacedFile, PlacedSource } from './placed-source.js'
import { refusingUnreadable } from './read-refusal.js'
import type { Source } from './source.js'
import { fileColumn, sourceTable } from './source-table.js'
import { fetchedSource } from './remote/fetched-files.js'
import { refuseCutOff } from './whole-files.js'

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
 * there. Given what has become of the files that were loaded before, it reads those that are new or have
 * changed, and leaves the rows of the others. Where the contract is broken nothing is changed. A source that is a
 * table is not loaded.
 *
 * @throws Refusal `contract-broken`, `file-changed`, and all that `checkSource` refuses
 * @example
 * await warehouse.write(async (write) => loadSource({ write, files: await warehouse.files() }, placed))
 * // { rows: 541909, files: [{ path: '/data/online_retail.parquet', … }], notices: [] }
 */
export async function loadSource(
  sessions: LoadSessions,
  placed: PlacedSource,
  changes: FileChanges = fileChanges([], placed),
): Promise<LoadedSource> {
  const { source } = placed
  if (placed.files === undefined) return { rows: 0, files: [], notices: [] }
  const { kept, gone, arriving } = changes
  const isAdded = kept.length > 0
  const table = sourceTable(source)
  const arrived = await fetchedSource({
    ...placed,
    source: { ...source, mayBeEmpty: source.mayBeEmpty || isAdded },
    files: arriving,
  })
  await refuseCutOff(arrived)
  const layouts = await fileLayouts(sessions.files, arrived)
  const { rows, violations } = await checkFiles(sessions.files, arrived, { layouts, isLoaded: true })
  if (violations.length > 0) throw contractBroken(source, violations)
  if (!isAdded) await sessions.write.create(table)
  else if (gone.length > 0) await sessions.write.remove(table, ofFiles(gone))
  if (arriving.length > 0) {
    const files = layouts.flatMap((layout) => layout.files)
    await refusingUnreadable({ source, files }, () =>
      sessions.write.load(
        table,
        numberedFileRows(layouts, new Map(arriving.map((each) => [each.path, each.file]))),
      ),
    )
    await refuseChanged(source, arriving)
    if (isAdded) await refuseRepeated(sessions.write, source, arriving)
    await refuseCopied(sessions, placed, { kept, arriving })
  }
  if (isAdded && rows.size === 0) await refuseEmptied(sessions.write, placed)
  await writeLoadedFiles(sessions.write, source.name, changes)
  const notices = arriving.filter(({ path }) => !rows.has(path)).map(withoutRows)
  return { rows: [...rows.values()].reduce((sum, count) => sum + count, 0), files: placed.files, notices }
}

/** The rows of a source's table that came from some of its files. */
export function ofFiles(files: readonly { readonly file: number }[]): Sql {
  return sql`${name(fileColumn.name)} IN (${join(files.map(({ file }) => literal(file, 'integer')))})`
}

/** A key of the files that arrived must not be one of the rows that were there. */
async function refuseRepeated(
  session: WriteSession,
  source: Source,
  arriving: FileChanges['arriving'],
): Promise<void> {
  if (source.key.length === 0) return
  const violations = await checkKeys(session, {
    source,
    rows: rowsOfKeys(source, sql`${stored(sourceTable(source))} WHERE ${ofFiles(arriving)}`),
    where: 'files' in source.from ? source.from.files.join(', ') : source.name,
  })
  if (violations.length > 0) throw contractBroken(source, violations)
}

/** No file that arrived may hold the rows of another. */
async function refuseCopied(
  { write, files }: LoadSessions,
  { source, files: placed = [] }: PlacedSource,
  { kept, arriving }: Pick<FileChanges, 'kept' | 'arriving'>,
): Promise<void> {
  if (placed.length < 2 || !mayCountTwice(source)) return
  const rows = stored(sourceTable(source))
  const file = name(fileColumn.name)
  const found = await write.query(
    sql`SELECT ${file} AS file, count(*) AS row_count FROM ${rows} GROUP BY ${file}`,
  )
  const counts = new Map(found.map((row) => [Number(row['file']), Number(row['row_count'])]))
  const numbers = new Map([...kept, ...arriving].map(({ path, file: number }) => [path, number]))
  const isNew = new Set(arriving.map(({ path }) => path))
  const counted = placed.map((each) => {
    const number = numbers.get(each.path) ?? 0
    return { file: each, number, rows: counts.get(number) ?? 0, isNew: isNew.has(each.path) }
  })
  await refuseCopies({ source, counted, session: write, rows, files })
}

/** The files that are left must hold rows, as those of a source that is read for the first time. */
async function refuseEmptied(session: WriteSession, { source, files = [] }: PlacedSource): Promise<void> {
  if (source.mayBeEmpty) return
  const [row] = await session.query(sql`SELECT count(*) AS row_count FROM ${stored(sourceTable(source))}`)
  if (Number(row?.['row_count']) > 0) return
  throw new Refusal('source-without-rows', { source: source.name, paths: files.map(({ path }) => path) })
}

/** What was checked must be what was loaded. */
async function refuseChanged(source: Source, files: readonly PlacedFile[]): Promise<void> {
  for (const { path, mark, address } of files) {
    // What was read is a copy, and that was whole.
    if (address !== undefined) continue
    if ((await fileMark(source.name, path)).mark !== mark)
      throw new Refusal('file-changed', { source: source.name, path })
  }
}

function withoutRows({ path }: PlacedFile): string {
  return `${path} has a header but no rows.`
}
