import type { Writing } from '../activities/row-set.js'
import type { FileChanges } from '../sources/loaded-files.js'
import { loadSource, ofFiles, type LoadSessions } from '../sources/load-source.js'
import type { PlacedSource } from '../sources/placed-source.js'
import { allRows, latestRows, type RowsOf } from '../sources/source-rows.js'
import type { Source } from '../sources/source.js'
import { name, sql, stored, type BoundValue, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { WriteSession } from '../warehouses/warehouse.js'
import type { ChangedValues, FollowedRows } from './changed-values.js'
import {
  isRecent,
  marksOf,
  marksTable,
  undatedMarks,
  writeChanged,
  type MarkedSource,
  type Split,
} from './source-marks.js'

/** Where changes are looked for. */
export interface Finding {
  readonly session: WriteSession
  readonly writing: Writing
  /** The rows that a source holds, also those that it does not take. */
  readonly heldRowsOf: RowsOf
  /** Those too that a later one replaces. */
  readonly everyRowOf: RowsOf
}

/**
 * Loads the files that changed, and finds on which days the source's rows are others than before.
 *
 * @returns how many combinations of days changed, which stand in `changedTable`; and what a person should know
 */
export async function loadChanges(
  placed: PlacedSource,
  {
    marked,
    changes,
    sessions,
    writing,
    values,
  }: {
    readonly marked: MarkedSource
    readonly changes: FileChanges
    readonly sessions: LoadSessions
    readonly writing: Writing
    readonly values: ChangedValues
  },
): Promise<{ readonly days: number; readonly notices: readonly string[] }> {
  const { source } = placed
  const session = sessions.write
  const [before, after] = ['before', 'after'].map((when) => marksTable(marked, `${when}_${source.name}`)) as [
    ReturnType<typeof marksTable>,
    ReturnType<typeof marksTable>,
  ]
  const mark = async (table: typeof before, files: readonly { readonly file: number }[]) => {
    await session.create(table)
    const rows = fileRowsOf(source, files)
    if (rows !== undefined) await session.insert(table, marksOf(marked, { rows, writing }))
  }
  await mark(before, changes.gone)
  const { notices } = await values.during(followedRows(source), {
    before: fileRowsOf(source, changes.gone),
    work: () => loadSource(sessions, placed, changes),
    after: () => fileRowsOf(source, changes.arriving),
  })
  await mark(after, changes.arriving)
  const days = await writeChanged(session, marked, { before: stored(before), after: stored(after) })
  for (const table of [before, after]) await session.drop(table)
  return { days, notices }
}

/** A source as models follow it. */
export function followedRows({ name: of, columns }: Source): FollowedRows {
  return {
    is: 'source',
    name: of,
    columns: columns.map((column) => ({ name: column.name, type: column.type, nullable: true })),
  }
}

/** The rows of some files; of all where one file's rows decide whether another's hold. */
function fileRowsOf(source: Source, files: readonly { readonly file: number }[]): Sql | undefined {
  if (source.latestBy !== undefined) return latestRows(source)
  return files.length === 0 ? undefined : sql`(${allRows(source)} WHERE ${ofFiles(files)})`
}

/** Marks the rows of a table or a model, for a later build to find what has changed. */
export async function markTable(marked: MarkedSource, finding: Finding): Promise<void> {
  const kept = keptMarks(marked)
  await finding.session.create(kept)
  await insertMarks(marked, finding, { into: kept, split: { since: await latestOf(marked, finding) } })
}

/** Whether a table's rows were marked by the days by which they are counted now. */
export async function isMarked(marked: MarkedSource, session: WriteSession): Promise<boolean> {
  const kept = keptMarks(marked)
  if (!(await session.has(kept))) return false
  const held = await session.describe(sql`SELECT * FROM ${stored(kept)}`)
  const names = (columns: readonly { readonly name: string }[]) => columns.map((column) => column.name).join()
  return names(held) === names(kept.columns)
}

/** What has become of the rows of a table or a model. */
export interface TableChanges {
  /** How many combinations of days changed, which stand in `changedTable`. */
  readonly days: number
  /** The condition of rows other than which none changed; undefined where any may have. */
  readonly among?: Sql
}

/**
 * Finds on which days the rows of a table or a model are others than at the last build, and marks them anew. Where
 * there is a watermark, all older rows are compared in one; while they are what they were, only recent rows are told
 * apart by day.
 */
export async function tableChanges(marked: MarkedSource, finding: Finding): Promise<TableChanges> {
  const { session } = finding
  const [kept, after] = [keptMarks(marked), marksAfter(marked)]
  const since = await sinceOf(marked, session)
  const recent = since === null ? undefined : await recentChanges(marked, finding, since)
  if (recent !== undefined) return recent
  await session.create(after)
  await insertMarks(marked, finding, { into: after, split: { since: await latestOf(marked, finding) } })
  const days = await writeChanged(session, marked, { before: stored(kept), after: stored(after) })
  if (days > 0) {
    await session.create(kept)
    await session.insert(kept, sql`SELECT * FROM ${stored(after)}`)
  }
  await session.drop(after)
  return { days }
}

/** The changes among recent rows; undefined where the older ones are not what they were. */
async function recentChanges(
  marked: MarkedSource,
  finding: Finding,
  since: BoundValue,
): Promise<TableChanges | undefined> {
  const { session } = finding
  const [kept, after] = [keptMarks(marked), marksAfter(marked)]
  await session.create(after)
  await insertMarks(marked, finding, { into: after, split: { since, oldInOne: true } })
  const days = (await isOldAsBefore(marked, session))
    ? await writeChanged(session, marked, { before: recentOf(kept), after: recentOf(after) })
    : undefined
  await session.drop(after)
  if (days === undefined) return undefined
  const among = isRecent(marked.source, since)
  if (days > 0) {
    const latest = await latestOf(marked, finding, among)
    await session.remove(kept, sql`is_recent = 1`)
    await insertMarks(marked, finding, { into: kept, split: { since: latest ?? since }, among })
  }
  return { days, ...(marked.source.latestBy === undefined && { among }) }
}

async function isOldAsBefore(marked: MarkedSource, session: WriteSession): Promise<boolean> {
  const side = (sign: Sql, table: StoredTable) =>
    sql`SELECT ${sign}row_count AS row_count, ${sign}content AS content FROM ${stored(table)} WHERE is_recent = 0`
  const both = sql`${side(sql``, keptMarks(marked))} UNION ALL ${side(sql`-`, marksAfter(marked))}`
  const [row] = await session.query(
    sql`SELECT count(*) AS differing FROM (SELECT sum(row_count) AS row_count, sum(content) AS content FROM (${both}) AS both_sides) AS old WHERE row_count <> 0 OR content <> 0`,
  )
  return Number(row?.['differing']) === 0
}

function recentOf(table: StoredTable): Sql {
  return sql`(SELECT * FROM ${stored(table)} WHERE is_recent = 1)`
}

/** Adds the marks of a table's rows, or of those for which a condition holds. */
async function insertMarks(
  marked: MarkedSource,
  { session, writing, heldRowsOf, everyRowOf }: Finding,
  { into, split, among }: { readonly into: StoredTable; readonly split: Split; readonly among?: Sql },
): Promise<void> {
  const { source } = marked
  const rows = rowsAmong(heldRowsOf(source), among)
  await session.insert(into, marksOf(marked, { rows, writing, split }))
  if (source.latestBy === undefined) return
  // Rows that a later one replaces count nowhere, and still have to keep the contract.
  await session.insert(into, undatedMarks(marked, { rows: everyRowOf(source), split }))
}

function rowsAmong(rows: Sql, among: Sql | undefined): Sql {
  return among === undefined ? rows : sql`(SELECT * FROM ${rows} AS every_row WHERE ${among})`
}

/** What the last build took for recent; null where it took all rows, or the source has no watermark. */
async function sinceOf(marked: MarkedSource, session: WriteSession): Promise<BoundValue> {
  if (marked.source.watermark === undefined) return null
  const [row] = await session.query(sql`SELECT max(since) AS since FROM ${stored(keptMarks(marked))}`)
  return row?.['since'] ?? null
}

/** The latest value of a source's watermark, among all rows or some; null where there is none. */
async function latestOf(
  { source }: MarkedSource,
  { session, heldRowsOf }: Finding,
  among?: Sql,
): Promise<BoundValue> {
  if (source.watermark === undefined) return null
  const [row] = await session.query(
    sql`SELECT max(${name(source.watermark)}) AS latest FROM ${rowsAmong(heldRowsOf(source), among)} AS source`,
  )
  return row?.['latest'] ?? null
}

function keptMarks(marked: MarkedSource): StoredTable {
  return marksTable(marked, `marks_${marked.source.name}`)
}

function marksAfter(marked: MarkedSource): StoredTable {
  return marksTable(marked, `after_${marked.source.name}`)
}
