import { plainDayColumns, segmentColumn, type KeyType } from '../activities/activity-tables.js'
import type { Activity } from '../activities/activity.js'
import { call, join, literal, name, sql, stored, type, type Sql } from '../sql/sql.js'
import { dictionaryOf, historyTable, type KeptSegment } from './segment-tables.js'

/** Whose days are to be walked. */
export interface Walking {
  readonly activity: Activity
  readonly identity: string
  readonly keyTypes: ReadonlyMap<string, KeyType>
  /** A query of the members, where there are few of them; undefined for all. */
  readonly members?: Sql
}

/** The segments of the members whose days are walked. */
export function walkedSegments({ activity, identity, keyTypes }: Walking): readonly KeptSegment[] {
  const keyType = keyTypes.get(identity) ?? 'text'
  return (activity.segments[identity] ?? []).map((segment) => ({ segment, identity, keyType }))
}

/**
 * Rows of member-days with their segments, for the members who have few spans in every history: each day is compared
 * with the member's spans, which stand side by side. Rows of {@link manySpans} are left out.
 *
 * @param most segment → how many spans a member has at most in its history
 */
export function joinedSegments(rows: Sql, walking: Walking, most: ReadonlyMap<string, number>): Sql {
  const segments = walkedSegments(walking)
  if (segments.length === 0) return rows
  const columns = plainDayColumns(walking.activity).map((column) => sql`d.${name(column)}`)
  const joins = segments.map((kept) => {
    const column = name(segmentColumn(kept.segment.name))
    const spans = Math.min(most.get(kept.segment.name) ?? 0, mostSpans)
    const beside = spansBeside(kept, { spans, members: walking.members })
    return {
      found: sql`${segmentIn(firstSpan(column, spans))} AS ${column}`,
      join: sql`JOIN (${beside}) AS ${column} ON ${column}.member = d.member`,
    }
  })
  return sql`SELECT ${join([...columns, ...joins.map(({ found }) => found)])}
FROM (
${rows}
) AS d
${join(
  joins.map((each) => each.join),
  '\n',
)}`
}

/** The span among those that stand side by side in which a row's day is: the first that does not end before it. */
function firstSpan(beside: Sql, spans: number): Sql {
  if (spans === 0) return literal(0, 'integer')
  const day = spanOf(call('dayNumber', sql`d.day`), literal(0, 'integer'))
  const whens = places(spans).map((place) => {
    const span = sql`${beside}.${spanColumn(place)}`
    return sql`WHEN ${day} <= ${span} THEN ${span}`
  })
  return sql`CASE ${join(whens, ' ')} ELSE 0 END`
}

/** For each member who has no more spans than these, in one row all of them in their order, and nulls for what is missing. */
function spansBeside(
  kept: KeptSegment,
  { spans, members }: { readonly spans: number; readonly members: Sql | undefined },
): Sql {
  const columns = places(spans).map(
    (place) =>
      sql`max(CASE WHEN h.place = ${literal(place, 'integer')} THEN ${spanOf(sql`h.until`, sql`h.segment`)} END) AS ${spanColumn(place)}`,
  )
  return sql`SELECT ${join([sql`m.member AS member`, ...columns])}
FROM ${membersAmong(kept, members)} AS m LEFT JOIN ${spansAmong(kept, members)} AS h ON h.member = m.member
GROUP BY m.member HAVING coalesce(max(h.place), 0) <= ${literal(mostSpans, 'integer')}`
}

function places(spans: number): readonly number[] {
  return Array.from({ length: spans }, (_place, at) => at + 1)
}

function spanColumn(place: number): Sql {
  return name(`span_${place}`)
}

/** A query of the most spans that a member has in a history, as `most`. */
export function mostSpansIn(kept: KeptSegment): Sql {
  return sql`SELECT coalesce(max(place), 0) AS most FROM ${stored(historyTable(kept))}`
}

/** A query of the members who have many spans in some history; undefined where nobody has. */
export function manySpans(walking: Walking, most: ReadonlyMap<string, number>): Sql | undefined {
  const members = walkedSegments(walking)
    .filter(({ segment }) => (most.get(segment.name) ?? 0) > mostSpans)
    .map(
      (kept) => sql`SELECT member FROM ${spansAmong(kept, walking.members)} AS spans
WHERE place = ${literal(mostSpans + 1, 'integer')}`,
    )
  return members.length === 0 ? undefined : join(members, ' UNION ALL ')
}

/** How many spans a day is compared with; where there are more, walking past all of them once is cheaper. */
const mostSpans = 16

/** The members who may be asked for, by number: some, or all. */
function membersAmong(kept: KeptSegment, among: Sql | undefined): Sql {
  const all = stored(dictionaryOf(kept))
  return among === undefined ? all : sql`(SELECT DISTINCT member FROM (${among}) AS among)`
}

/** The spans of the members who may be asked for. */
function spansAmong(kept: KeptSegment, among: Sql | undefined): Sql {
  const all = stored(historyTable(kept))
  return among === undefined ? all : sql`(SELECT * FROM ${all} WHERE member IN (${among}))`
}

/** Rows of member-days (day, cell, member and, where there are flags, whether flagged) with their segments, by a walk. */
export function withSegments(rows: Sql, walking: Walking): Sql {
  const columns = plainDayColumns(walking.activity)
  return walkedSegments(walking).reduce<Days>((found, kept) => asOfDay(found, kept, walking.members), {
    rows,
    columns,
  }).rows
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
    FROM ${spansAmong(kept, members)} AS history
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
