import { activityRows, andCounted } from '../../activities/activity-rows.js'
import {
  cellsTable,
  dictionaryTable,
  dimensionColumn,
  firstColumn,
  firstDaysTable,
  keyColumn,
  memberDaysTable,
  plainDayColumns,
} from '../../activities/activity-tables.js'
import { decidesFirstDays, type Activity } from '../../activities/activity.js'
import type { Writing } from '../../activities/row-set.js'
import { amountRows, amountsName, amountTable } from '../../measures/amount-table.js'
import { sumRows, sumTable } from '../../measures/sum-table.js'
import { historyRows } from '../../segments/history-rows.js'
import { historyTable, keptSegmentName } from '../../segments/segment-tables.js'
import { withSegments } from '../../segments/segmented-days.js'
import { boundRows } from '../../sources/source-rows.js'
import { join, name, sql, stored, type, type Sql } from '../../sql/sql.js'
import type { StoredTable } from '../../sql/stored-table.js'
import type { CheckResult, Checking, Checks } from './check.js'

/** What is kept equals what the sources' rows give now, row for row. */
export const keptChecks: Checks = async (checking) => {
  const { loaded } = checking
  const writing = await writingOf(checking)
  const { activities, segments, sums, amounts, keyTypes } = loaded.layout
  const twins = [
    ...activities.flatMap((activity) => {
      const stage = activityRows(activity, { ...writing, keyTypes })
      return activity.identities.flatMap((identity) => [
        memberDaysTwin(checking, { activity, identity, stage }),
        firstDaysTwin(checking, { activity, identity, stage }),
        ...segmentsTwin(checking, { activity, identity }),
      ])
    }),
    ...segments.map((kept) =>
      tableTwin(`history of ${keptSegmentName(kept)}`, {
        table: historyTable(kept),
        rows: sql`SELECT member, until, segment, place FROM (${historyRows(kept, writing)}) AS history`,
      }),
    ),
    ...sums.map(({ of, columns }) =>
      tableTwin(`daily sums of ${of.name}`, {
        table: sumTable(of, columns, loaded.written),
        rows: sumRows(of, columns, writing),
      }),
    ),
    ...amounts.map((found) =>
      tableTwin(`amounts by member of ${amountsName(found)}`, {
        table: amountTable(found, loaded.written),
        rows: amountRows(found, keyTypes.get(found.identity) ?? 'text', writing),
      }),
    ),
  ]
  const results: CheckResult[] = []
  for (const twin of twins) results.push(await compared(twin, checking))
  return results
}

/** The rows that are kept and those that they are made from anew, with the same columns. */
interface Twin {
  readonly of: string
  readonly columns: readonly string[]
  readonly kept: Sql
  readonly anew: Sql
}

async function compared({ of, columns, kept, anew }: Twin, { session }: Checking): Promise<CheckResult> {
  const list = join(columns.map(name))
  const [row] = await session.query(sql`SELECT
  (SELECT count(*) FROM (${kept}) AS kept) AS kept_rows,
  (SELECT count(*) FROM (
    SELECT ${list} FROM (
      SELECT ${list}, 1 AS side FROM (${kept}) AS kept
      UNION ALL
      SELECT ${list}, -1 AS side FROM (${anew}) AS anew
    ) AS both_sides GROUP BY ${list} HAVING sum(side) <> 0
  ) AS differing) AS differing_rows`)
  const differing = Number(row?.['differing_rows'])
  return {
    holds: "what is kept = what the sources' rows give",
    of,
    compared: Number(row?.['kept_rows']),
    failures:
      differing === 0 ? [] : [{ where: of, expected: '0 rows that differ', found: String(differing) }],
  }
}

function tableTwin(of: string, { table, rows }: { table: StoredTable; rows: Sql }): Twin {
  const columns = table.columns.map((column) => column.name)
  return {
    of,
    columns,
    kept: sql`SELECT ${join(columns.map(name))} FROM ${stored(table)}`,
    anew: named(table, rows),
  }
}

/** Rows with the columns' names of the table that they are for: a union is named by its first part. */
function named({ columns }: StoredTable, rows: Sql): Sql {
  const header = columns.map((column) => sql`CAST(NULL AS ${type(column.type)}) AS ${name(column.name)}`)
  return sql`SELECT ${join(header)} WHERE 1 = 0 UNION ALL ${rows}`
}

interface Member {
  readonly activity: Activity
  readonly identity: string
  /** The activity's rows, as they come from the sources. */
  readonly stage: Sql
}

function memberDaysTwin(checking: Checking, { activity, identity, stage }: Member): Twin {
  const dimensions = activity.dimensions.map(dimensionColumn)
  const listed = join([
    sql`day`,
    ...dimensions.map(name),
    sql`${name(keyColumn(identity))} AS ${name('key')}`,
  ])
  return {
    of: `member-days of ${activity.name} by ${identity}`,
    columns: ['day', ...dimensions, 'key'],
    kept: byKeys(checking, { activity, identity, of: memberDaysTable(activity, identity) }),
    anew: sql`SELECT DISTINCT ${listed} FROM (${stage}) AS staged WHERE ${name(keyColumn(identity))} IS NOT NULL${andCounted(activity)}`,
  }
}

/** The segments beside member-days are those that the history gives for their days. */
function segmentsTwin({ loaded }: Checking, { activity, identity }: Omit<Member, 'stage'>): readonly Twin[] {
  if ((activity.segments[identity] ?? []).length === 0) return []
  const table = memberDaysTable(activity, identity)
  const rows = sql`SELECT ${join(plainDayColumns(activity).map(name))} FROM ${stored(table)}`
  return [
    tableTwin(`segments of ${activity.name} by ${identity}`, {
      table,
      rows: withSegments(rows, { activity, identity, keyTypes: loaded.layout.keyTypes }),
    }),
  ]
}

function firstDaysTwin(checking: Checking, { activity, identity, stage }: Member): Twin {
  const dimensions = activity.dimensions.map(dimensionColumn)
  const [key, first] = [name(keyColumn(identity)), name(firstColumn(identity))]
  const isTold = decidesFirstDays(activity, identity)
  const earliest = isTold ? sql`min(${first})` : sql`min(day)`
  const active =
    activity.firstDayScope.length === 0
      ? sql``
      : sql` AND ${key} IN (SELECT ${key} FROM (${stage}) AS active WHERE ${key} IS NOT NULL${andCounted(activity)})`
  const told = isTold ? sql` AND ${first} IS NOT NULL` : sql``
  const grouped = [...dimensions.map(name), key]
  return {
    of: `first days of ${activity.name} by ${identity}`,
    columns: ['day', ...dimensions, 'key'],
    kept: byKeys(checking, { activity, identity, of: firstDaysTable(activity, identity) }),
    anew: sql`SELECT ${join([sql`${earliest} AS ${name('day')}`, ...dimensions.map(name), sql`${key} AS ${name('key')}`])}
FROM (${stage}) AS staged WHERE ${key} IS NOT NULL${told}${active} GROUP BY ${join(grouped)}`,
  }
}

/** A table of days and members with the dimensions' values and the members' keys in place of numbers. */
function byKeys(
  { loaded }: Checking,
  { activity, identity, of }: Omit<Member, 'stage'> & { of: StoredTable },
): Sql {
  const dimensions = activity.dimensions.map(
    (dimension) => sql`c.${name(dimensionColumn(dimension))} AS ${name(dimensionColumn(dimension))}`,
  )
  const dictionary = dictionaryTable(identity, loaded.layout.keyTypes.get(identity) ?? 'text')
  return sql`SELECT ${join([sql`m.day AS day`, ...dimensions, sql`k.key AS ${name('key')}`])}
FROM ${stored(of)} AS m
JOIN ${stored(cellsTable(activity))} AS c ON c.cell = m.cell
JOIN ${stored(dictionary)} AS k ON k.member = m.member`
}

async function writingOf({ session, dialect, loaded }: Checking): Promise<Writing> {
  const { written } = loaded
  const rowsOf = await boundRows(session, loaded.layout.sources, { written, dialect })
  return { written, dialect, calendar: loaded.project.calendar, rowsOf }
}
