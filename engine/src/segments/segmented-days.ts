import { dictionaryTable, flagColumn, segmentColumn, type KeyType } from '../activities/activity-tables.js'
import { hasFlag, type Activity } from '../activities/activity.js'
import { call, join, literal, name, raw, sql, stored, type, type Sql } from '../sql/sql.js'
import { forEver } from './history-rows.js'
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
 * Rows of member-days with their segments, for the members who have few spans in every history: each day is
 * compared with all of the member's spans. Rows of {@link manySpans} are left out.
 */
export function joinedSegments(rows: Sql, { activity, identity, keyTypes, members }: Walking): Sql {
  const keyType = keyTypes.get(identity) ?? 'text'
  const segments = activity.segments[identity] ?? []
  if (segments.length === 0) return rows
  const columns = plainColumns(activity).map((column) => sql`d.${name(column)}`)
  const day = call('dayNumber', sql`d.day`)
  const joins = segments.map((segment) => {
    const column = name(segmentColumn(segment.name))
    return {
      found: sql`${column}.segment AS ${column}`,
      join: sql`JOIN (${fewSpans({ segment, identity, keyType }, members)}) AS ${column} ON ${column}.member = d.member`,
      holds: sql`${column}.after < ${day} AND ${column}.until >= ${day}`,
    }
  })
  return sql`SELECT ${join([...columns, ...joins.map(({ found }) => found)])}
FROM (
${rows}
) AS d
${join(
  joins.map((each) => each.join),
  '\n',
)}
WHERE ${join(
    joins.map(({ holds }) => holds),
    ' AND ',
  )}`
}

/** A query of the members who have many spans in some history; undefined where there are no histories. */
export function manySpans({ activity, identity, keyTypes, members: among }: Walking): Sql | undefined {
  const keyType = keyTypes.get(identity) ?? 'text'
  const segments = activity.segments[identity] ?? []
  if (segments.length === 0) return undefined
  const members = segments.map(
    (segment) => sql`SELECT m.member FROM ${byMember({ segment, identity, keyType }, 'JOIN', among)}
GROUP BY m.member HAVING count(*) > ${mostSpans}`,
  )
  return join(members, ' UNION ALL ')
}

/** How many spans a day is compared with; where there are more, walking past all of them once is cheaper. */
const mostSpans = literal(16, 'integer')

/** Earlier and later than every day. */
const [before, after] = [literal(-10_000_000, 'integer'), literal(10_000_000, 'integer')]

/**
 * The spans of the members who have few: each with the day before its first, its last, and its segment. One
 * without a segment follows the last, so that every day of a member is in one.
 */
function fewSpans(kept: KeptSegment, members: Sql | undefined): Sql {
  return sql`SELECT member, coalesce(ended, ${before}) AS after, until, segment FROM (
  SELECT m.member AS member, h.until AS until, h.segment AS segment, count(*) OVER (PARTITION BY m.member) AS spans,
    max(h.until) OVER (PARTITION BY m.member ORDER BY h.until ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING) AS ended
  FROM ${byMember(kept, 'JOIN', members)}
) AS following WHERE spans <= ${mostSpans}
UNION ALL
SELECT m.member AS member, coalesce(max(h.until), ${before}) AS after, ${after} AS until, ${literal(0, 'integer')} AS segment
FROM ${byMember(kept, 'LEFT JOIN', members)}
GROUP BY m.member HAVING count(h.until) <= ${mostSpans} AND coalesce(max(h.until), ${before}) < ${literal(forEver, 'integer')}`
}

/** The members `m`, and the spans `h` of their history. Of some members the others are left out before spans are looked up. */
function byMember(kept: KeptSegment, joined: 'JOIN' | 'LEFT JOIN', among: Sql | undefined): Sql {
  const all = stored(dictionaryTable(kept.identity, kept.keyType))
  const members = among === undefined ? all : sql`(SELECT member, key FROM ${all} WHERE member IN (${among}))`
  return sql`${members} AS m ${raw(joined)} ${stored(historyTable(kept))} AS h ON h.key = m.key`
}

function plainColumns(activity: Activity): readonly string[] {
  return ['day', 'cell', 'member', ...(hasFlag(activity) ? [flagColumn.name] : [])]
}

/** Rows of member-days (day, cell, member and, where there are flags, whether flagged) with their segments, by a walk. */
export function withSegments(rows: Sql, { activity, identity, keyTypes, members }: Walking): Sql {
  const keyType = keyTypes.get(identity) ?? 'text'
  const columns = plainColumns(activity)
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
  const history = sql`SELECT m.member AS member, h.until AS until, h.segment AS segment
    FROM ${byMember(kept, 'JOIN', members)}`
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
