import type { Activity, Part } from '../activities/activity.js'
import { dayOf, rowParts, type RowPart, type RowSet, type Writing } from '../activities/row-set.js'
import type { Day } from '../calendar/day.js'
import { join, name, sql, stored, type Sql } from '../sql/sql.js'
import type { WriteSession } from '../warehouses/warehouse.js'
import { daysOfChangedExceptions, exceptionsOf } from './exceptions.js'
import { changedTable, markedDay, type MarkedSource } from './source-marks.js'

/** What has become of a source's rows since the last build. */
export type SourceChange =
  | { readonly is: 'none' }
  /** The rows of some days are others; the days stand in the source's `changedTable`. */
  | { readonly is: 'days'; readonly marked: MarkedSource }
  /** Everything is to be looked at anew. */
  | { readonly is: 'all'; readonly because: string }

/** The days on which a row set's rows are others than at the last build, and why. */
export type ChangedDays =
  | { readonly is: 'all'; readonly because: string }
  | {
      readonly is: 'days'
      /** Days whose rows are to be read again, in order. */
      readonly days: readonly Day[]
      /** Days on which only rows changed that decide first days. */
      readonly scopeDays: readonly Day[]
      /** The sources whose rows changed. */
      readonly sources: readonly string[]
    }

export interface FindingDays {
  readonly session: WriteSession
  readonly writing: Writing
  readonly changeOf: (source: string) => SourceChange
}

/** Finds the days of a row set that have to be read again. */
export async function changedDays(of: RowSet, finding: FindingDays): Promise<ChangedDays> {
  if (of.kind === 'source') return foundDays(rowParts(of), finding)
  const own = await foundDays(of.parts, finding, exceptedDays(of, of.parts, finding))
  if (own.is === 'all') return own
  const scope = await foundDays(of.firstDayScope, finding, exceptedDays(of, of.firstDayScope, finding))
  if (scope.is === 'all') return scope
  const sources = [...new Set([...own.sources, ...scope.sources])]
  return { is: 'days', days: own.days, scopeDays: scope.days, sources }
}

type Found = Exclude<ChangedDays, { is: 'all' }>
type Queries = () => Promise<
  { readonly days: readonly Sql[]; readonly sources: readonly string[] } | { readonly all: string }
>

async function foundDays(
  parts: readonly RowPart[],
  { session, changeOf }: FindingDays,
  excepted?: Queries,
): Promise<ChangedDays> {
  const sources: string[] = []
  const queries: Sql[] = []
  for (const { from, day } of parts) {
    const change = changeOf(from.name)
    if (change.is === 'all') return change
    if (change.is === 'none') continue
    sources.push(from.name)
    const column = name(markedDay(change.marked, day))
    queries.push(
      sql`SELECT ${column} AS day FROM ${stored(changedTable(change.marked))} WHERE ${column} IS NOT NULL`,
    )
  }
  const more = await excepted?.()
  if (more && 'all' in more) return { is: 'all', because: more.all }
  const all = [...queries, ...(more?.days ?? [])]
  const found: Omit<Found, 'days'> = {
    is: 'days',
    scopeDays: [],
    sources: [...new Set([...sources, ...(more?.sources ?? [])])],
  }
  if (all.length === 0) return { ...found, days: [] }
  const rows = await session.query(
    sql`SELECT DISTINCT day FROM (${join(all, ' UNION ALL ')}) AS every_day WHERE day IS NOT NULL ORDER BY day`,
  )
  return { ...found, days: rows.map(({ day }) => String(day)) }
}

/** The days of rows that agree with an exception that has come or gone. */
function exceptedDays(
  activity: Activity,
  parts: readonly Part[],
  { session, writing, changeOf }: FindingDays,
): Queries {
  return async () => {
    const days: Sql[] = []
    const sources: string[] = []
    for (const placed of exceptionsOf(activity).filter(({ part }) => parts.includes(part))) {
      const { from } = placed.exception
      if (changeOf(from.name).is === 'none') continue
      const what = `the day of the activity "${activity.name}"`
      const found = await daysOfChangedExceptions(placed, dayOf(placed.part, { ...writing, what }), {
        session,
        writing,
      })
      if (found === undefined) return { all: `its exceptions in ${from.name} were not kept` }
      days.push(found)
      sources.push(from.name)
    }
    return { days, sources }
  }
}
