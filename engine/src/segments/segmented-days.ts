import { memberDays } from '../activities/activity-rows.js'
import { dictionaryTable, flagColumn, segmentColumn, type KeyType } from '../activities/activity-tables.js'
import { hasFlag, type Activity } from '../activities/activity.js'
import { call, join, literal, name, sql, stored, type, type Sql } from '../sql/sql.js'
import { historyTable, type KeptSegment } from './segment-tables.js'

/** Whose days are to be walked. */
export interface Walking {
  readonly activity: Activity
  readonly identity: string
  readonly keyTypes: ReadonlyMap<string, KeyType>
  /** A query of the members, where there are few of them; undefined for all. */
  readonly members?: Sql
}

/**
 * The rows of a member-days table: days, cells and members, each with the number of the segment that the member
 * was in that day, for every segment of the identity.
 */
export function segmentedMemberDays(
  activity: Activity,
  identity: string,
  { keyTypes, members }: Pick<Walking, 'keyTypes' | 'members'>,
): Sql {
  return withSegments(memberDays(activity, identity, keyTypes), {
    activity,
    identity,
    keyTypes,
    ...(members && { members }),
  })
}

/** Rows of member-days (day, cell, member and, where there are flags, whether flagged) with their segments. */
export function withSegments(rows: Sql, { activity, identity, keyTypes, members }: Walking): Sql {
  const keyType = keyTypes.get(identity) ?? 'text'
  const columns = ['day', 'cell', 'member', ...(hasFlag(activity) ? [flagColumn.name] : [])]
  return (activity.segments[identity] ?? []).reduce<Days>(
    (found, segment) => asOfDay(found, { segment, identity, keyType }, members),
    { rows, columns },
  ).rows
}

interface Days {
  readonly rows: Sql
  readonly columns: readonly string[]
}

/**
 * Each row with its segment that day, by one walk over days and history together, the latest first: the span
 * that was met last is the one that ends first of those that end on the day or later.
 */
function asOfDay({ rows, columns }: Days, kept: KeptSegment, members: Sql | undefined): Days {
  const among = members === undefined ? sql`` : sql`\n    WHERE m.member IN (${members})`
  const history = sql`SELECT m.member AS member, h.until AS until, h.segment AS segment
    FROM ${stored(historyTable(kept))} AS h
    JOIN ${stored(dictionaryTable(kept.identity, kept.keyType))} AS m ON m.key = h.key${among}`
  const nothing = columns.map((column) => (column === 'member' ? sql`member` : absent(column)))
  const list = join(columns.map(name))
  return {
    columns: [...columns, segmentColumn(kept.segment.name)],
    rows: sql`SELECT ${list}, ${segmentIn(sql`met_last`)} AS ${name(segmentColumn(kept.segment.name))}
FROM (
  SELECT ${list}, is_day, min(span) OVER (
    PARTITION BY member ORDER BY day_number DESC, is_day ROWS UNBOUNDED PRECEDING
  ) AS met_last
  FROM (
    SELECT ${list}, ${call('dayNumber', sql`day`)} AS day_number, 1 AS is_day, ${noSpan} AS span
    FROM (
${rows}
    ) AS days
    UNION ALL
    SELECT ${join(nothing)}, until AS day_number, 0 AS is_day, ${spanOf(sql`until`, sql`segment`)} AS span
    FROM (
    ${history}
    ) AS history
  ) AS both_sides
) AS walked
WHERE is_day = 1`,
  }
}

function absent(column: string): Sql {
  return column === 'day'
    ? literal('1970-01-01', 'date')
    : literal(0, column === 'cell' ? 'member' : 'integer')
}

/** A day's number and a segment's as one number that is ordered by the day. */
export function spanOf(dayNumber: Sql, segment: Sql): Sql {
  return sql`(${dayNumber} + ${literal(dayShift, 'integer')}) * ${literal(segmentsPerDay, 'integer')} + ${segment}`
}

/** The segment in a number that {@link spanOf} made. */
export function segmentIn(span: Sql): Sql {
  return sql`CAST(mod(${span}, ${literal(segmentsPerDay, 'integer')}) AS ${type('integer')})`
}

/** Makes every day's number positive, from the year 1 on. */
const dayShift = 1_000_000
const segmentsPerDay = 4_294_967_296

/** Later than every day, and without a segment. */
export const noSpan: Sql = literal(10_000_000 * segmentsPerDay, 'integer')
