import type { Writing } from '../activities/row-set.js'
import type { FileChanges } from '../sources/loaded-files.js'
import { loadSource, ofFiles, type LoadSessions } from '../sources/load-source.js'
import type { PlacedSource } from '../sources/placed-source.js'
import { allRows, latestRows, type RowsOf } from '../sources/source-rows.js'
import type { Source } from '../sources/source.js'
import { join, literal, name, sql, stored, type Sql } from '../sql/sql.js'
import type { WriteSession } from '../warehouses/warehouse.js'
import { markedDays, marksOf, marksTable, writeChanged, type MarkedSource } from './source-marks.js'

/** Where changes are looked for. */
export interface Finding {
  readonly session: WriteSession
  readonly writing: Writing
  /** The rows that a source holds, also those that it does not take. */
  readonly heldRowsOf: RowsOf
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
  }: {
    readonly marked: MarkedSource
    readonly changes: FileChanges
    readonly sessions: LoadSessions
    readonly writing: Writing
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
  const { notices } = await loadSource(sessions, placed, changes)
  await mark(after, changes.arriving)
  const days = await writeChanged(session, marked, { before: stored(before), after: stored(after) })
  for (const table of [before, after]) await session.drop(table)
  return { days, notices }
}

/** The rows of some files; of all where one file's rows decide whether another's hold. */
function fileRowsOf(source: Source, files: readonly { readonly file: number }[]): Sql | undefined {
  if (source.latestBy !== undefined) return latestRows(source)
  return files.length === 0 ? undefined : sql`(${allRows(source)} WHERE ${ofFiles(files)})`
}

/** Marks the rows of a table or a model, for a later build to find what has changed. */
export async function markTable(
  marked: MarkedSource,
  { session, writing, heldRowsOf }: Finding,
): Promise<void> {
  const kept = keptMarks(marked)
  await session.create(kept)
  await session.insert(kept, marksOf(marked, { rows: heldRowsOf(marked.source), writing }))
}

/**
 * Finds on which days the rows of a table or a model are others than at the last build, and marks them anew.
 *
 * @returns how many combinations of days changed, which stand in `changedTable`
 */
export async function tableChanges(marked: MarkedSource, finding: Finding): Promise<number> {
  const { session } = finding
  const kept = keptMarks(marked)
  const recent = await sinceWatermark(marked, finding)
  const after = marksTable(marked, `after_${marked.source.name}`)
  const before = recent === undefined ? stored(kept) : sql`(SELECT * FROM ${stored(kept)} WHERE ${recent})`
  const days = await writeChanged(session, marked, { before, after: stored(after) })
  if (days > 0) {
    await session.remove(kept, recent ?? sql`1 = 1`)
    await session.insert(kept, sql`SELECT * FROM ${stored(after)}`)
  }
  await session.drop(after)
  return days
}

/**
 * Marks the rows anew. By a watermark it is enough to look at the days that have a row that is not older than
 * the latest one seen, as long as the number of rows says that nothing else has come or gone.
 *
 * @returns the condition on marks of the days that were looked at; undefined for all
 */
async function sinceWatermark(marked: MarkedSource, finding: Finding): Promise<Sql | undefined> {
  const { session, writing, heldRowsOf } = finding
  const { source, days } = marked
  const kept = keptMarks(marked)
  const after = marksTable(marked, `after_${source.name}`)
  const rows = heldRowsOf(source)
  await session.create(after)
  const only = days.length === 1 ? await recentDays(marked, finding) : undefined
  if (only !== undefined) {
    await session.insert(after, marksOf(marked, { rows, only, writing }))
    if (await countsAgree({ rows, kept: stored(kept), after: stored(after), only, session })) return only
    await session.create(after)
  }
  await session.insert(after, marksOf(marked, { rows, writing }))
  return undefined
}

/** The condition that a row's day is one on which something is not older than the watermark. */
async function recentDays(
  marked: MarkedSource,
  { session, writing, heldRowsOf }: Finding,
): Promise<Sql | undefined> {
  const { source } = marked
  if (source.watermark === undefined) return undefined
  const latest = sql`${name(source.watermark)} AS latest`
  const rows = await session.query(sql`SELECT DISTINCT day_0
FROM (SELECT ${join([...markedDays(marked, writing), latest])} FROM ${heldRowsOf(source)} AS source) AS marked
WHERE latest IS NULL OR latest >= (SELECT max(latest) FROM ${stored(keptMarks(marked))})`)
  const days = rows.flatMap(({ day_0: day }) => (typeof day === 'string' ? [literal(day, 'date')] : []))
  return days.length === 0 ? sql`day_0 IS NULL` : sql`(day_0 IS NULL OR day_0 IN (${join(days)}))`
}

async function countsAgree({
  rows,
  kept,
  after,
  only,
  session,
}: {
  readonly rows: Sql
  readonly kept: Sql
  readonly after: Sql
  readonly only: Sql
  readonly session: WriteSession
}): Promise<boolean> {
  const [counted] = await session.query(sql`SELECT
  (SELECT count(*) FROM ${rows} AS source) AS rows_now,
  (SELECT coalesce(sum(row_count), 0) FROM ${kept} AS marks WHERE NOT (${only})) + (SELECT coalesce(sum(row_count), 0) FROM ${after} AS marks) AS rows_marked`)
  return String(counted?.['rows_now']) === String(counted?.['rows_marked'])
}

function keptMarks(marked: MarkedSource) {
  return marksTable(marked, `marks_${marked.source.name}`)
}
