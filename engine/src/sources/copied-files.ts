import { Refusal } from '../errors.js'
import { call, join, literal, name, sql, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { fileLayouts } from './file-rows.js'
import type { PlacedFile } from './placed-source.js'
import type { Source } from './source.js'
import { fileColumn } from './source-table.js'

/** A file whose rows can be looked at. */
export interface CountedFile {
  readonly file: PlacedFile
  /** Its number in the rows' {@link fileColumn}. */
  readonly number: number
  readonly rows: number
  /** Whether it was not there when the files were compared for the last time. */
  readonly isNew: boolean
}

/** The files of a source, and where their rows are. */
export interface FilesToCompare {
  readonly source: Source
  readonly counted: readonly CountedFile[]
  readonly session: ReadSession
  /** Their rows with the number of the file: a relation for FROM, without an alias. */
  readonly rows: Sql
  /** Reads files, as the warehouse's `files()` does. */
  readonly files: ReadSession
}

/** Whether a copy of a file counts its rows once more: with a key they are refused, or the latest of them holds. */
export function mayCountTwice({ key, copies }: Source): boolean {
  return key.length === 0 && copies === 'refuse'
}

/**
 * Refuses files of a source that hold the same rows, in whatever order and format, such as an export that was saved
 * twice. Only files with as many rows as another are looked at. Files that share some of their rows are no copies.
 *
 * @throws Refusal `copied-file`
 */
export async function refuseCopies(compared: FilesToCompare): Promise<void> {
  const { source, counted } = compared
  if (!mayCountTwice(source)) return
  const filled = counted.filter(({ rows }) => rows > 0)
  const suspects = alike(filled, ({ rows }) => String(rows)).flat()
  if (suspects.length === 0) return
  const contents = await contentsOf(compared, suspects)
  for (const group of alike(suspects, ({ number }) => contents.get(number))) {
    const [copies] = await wholeAlike(compared, group)
    if (copies === undefined) continue
    const paths = copies.map(({ file }) => file.path)
    throw new Refusal('copied-file', { source: source.name, paths, rows: copies[0]?.rows ?? 0 })
  }
}

/** How many rows each file has, and a sum that stands for them in whatever order; by the file's number. */
async function contentsOf(
  { source, session, rows }: FilesToCompare,
  suspects: readonly CountedFile[],
): Promise<ReadonlyMap<number, string>> {
  const columns = source.columns.map((column) => name(column.name))
  const file = name(fileColumn.name)
  const wanted = join(suspects.map(({ number }) => literal(number, 'integer')))
  const found = await session.query(
    sql`SELECT ${file} AS file, count(*) AS row_count, sum(${call('rowHash', ...columns)}) AS content FROM ${rows} AS every_row WHERE ${file} IN (${wanted}) GROUP BY ${file}`,
  )
  return new Map(
    found.map((row) => [Number(row['file']), `${String(row['row_count'])} ${String(row['content'])}`]),
  )
}

/** Of files with the same rows those that agree in what is not declared as well, where they are read alike. */
async function wholeAlike(
  { source, files }: FilesToCompare,
  group: readonly CountedFile[],
): Promise<readonly (readonly CountedFile[])[]> {
  const layouts = await fileLayouts(files, { source, files: group.map(({ file }) => file) })
  const [layout] = layouts
  if (layout === undefined || layouts.length > 1) return [group]
  const found = await files.query(
    sql`SELECT path, sum(hash(hash(whole))) AS content FROM (${layout.wholeRows(layout.files)}) AS every_row GROUP BY path`,
  )
  const contents = new Map(found.map((row) => [String(row['path']), String(row['content'])]))
  return alike(group, ({ file }) => contents.get(file.path))
}

/** Groups of files that have the same mark, with a new one among them. */
function alike(
  files: readonly CountedFile[],
  markOf: (file: CountedFile) => string | undefined,
): readonly (readonly CountedFile[])[] {
  const groups = new Map<string, CountedFile[]>()
  for (const file of files) {
    const mark = markOf(file)
    if (mark !== undefined) groups.set(mark, [...(groups.get(mark) ?? []), file])
  }
  return [...groups.values()].filter((group) => group.length > 1 && group.some(({ isNew }) => isNew))
}
