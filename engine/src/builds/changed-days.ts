import type { Activity, Part } from '../activities/activity.js'
import { dayOf, rowParts, type RowPart, type RowSet, type Writing } from '../activities/row-set.js'
import type { Day } from '../calendar/day.js'
import { join, name, sql, stored, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { WriteSession } from '../warehouses/warehouse.js'
import { daysOfKeys, exceptionsOf, keptAs, renewException } from './exceptions.js'
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
  if (of.kind === 'source') return foundDays(rowParts(of), finding, [])
  const whole = [...of.parts, ...of.firstDayScope].flatMap(({ from }) => {
    const change = finding.changeOf(from.name)
    return change.is === 'all' ? [change] : []
  })
  if (whole[0] !== undefined) return whole[0]
  const changed = await changedExceptions(of, finding)
  if (changed.is === 'all') return changed
  const own = await foundDays(of.parts, finding, exceptedDays(of, of.parts, { ...finding, ...changed }))
  const scoped = exceptedDays(of, of.firstDayScope, { ...finding, ...changed })
  const scope = await foundDays(of.firstDayScope, finding, scoped)
  for (const table of changed.keys.values()) await finding.session.drop(table)
  if (own.is === 'all') return own
  if (scope.is === 'all') return scope
  const sources = [...new Set([...own.sources, ...scope.sources])]
  return { is: 'days', days: own.days, scopeDays: scope.days, sources }
}

/** The days of rows that agree with an exception that has come or gone. */
interface ExceptedDays {
  readonly days: Sql
  readonly source: string
}

async function foundDays(
  parts: readonly RowPart[],
  { session, changeOf }: FindingDays,
  excepted: readonly ExceptedDays[],
): Promise<ChangedDays> {
  const sources: string[] = []
  const queries: Sql[] = []
  for (const { from, day } of parts) {
    const change = changeOf(from.name)
    if (change.is === 'all') return change
    if (change.is === 'none') continue
    sources.push(from.name)
    const column = name(markedDay(day))
    queries.push(
      sql`SELECT ${column} AS day FROM ${stored(changedTable(change.marked))} WHERE ${column} IS NOT NULL`,
    )
  }
  const found = {
    is: 'days' as const,
    scopeDays: [],
    sources: [...new Set([...sources, ...excepted.map(({ source }) => source)])],
  }
  const all = [...queries, ...excepted.map(({ days }) => days)]
  if (all.length === 0) return { ...found, days: [] }
  const rows = await session.query(
    sql`SELECT DISTINCT day FROM (${join(all, ' UNION ALL ')}) AS every_day WHERE day IS NOT NULL ORDER BY day`,
  )
  return { ...found, days: rows.map(({ day }) => String(day)) }
}

/** The tables of the keys that have come or gone, by the place of the exception. */
async function changedExceptions(
  activity: Activity,
  { session, writing, changeOf }: FindingDays,
): Promise<
  { readonly is: 'days'; readonly keys: ReadonlyMap<number, StoredTable> } | (ChangedDays & { is: 'all' })
> {
  const keys = new Map<number, StoredTable>()
  for (const kept of exceptionsOf(activity)) {
    const { from } = kept.exception
    if (changeOf(from.name).is === 'none') continue
    const changed = await renewException(kept, { session, writing })
    if (changed === undefined) return { is: 'all', because: `its exceptions in ${from.name} were not kept` }
    keys.set(kept.place, changed)
  }
  return { is: 'days', keys }
}

function exceptedDays(
  activity: Activity,
  parts: readonly Part[],
  { keys, writing }: { readonly keys: ReadonlyMap<number, StoredTable>; readonly writing: Writing },
): readonly ExceptedDays[] {
  const what = `the day of the activity "${activity.name}"`
  return parts.flatMap((part) =>
    part.except.flatMap((exception) => {
      const changed = keys.get(keptAs(activity, exception).place)
      if (changed === undefined) return []
      const day = dayOf(part, { ...writing, what })
      return [
        {
          days: daysOfKeys({ activity, part, exception }, { day, changed, writing }),
          source: exception.from.name,
        },
      ]
    }),
  )
}
