import { sameDimensions } from '../activities/same-dimensions.js'
import type { Segment } from '../activities/member-segment.js'
import { dimensionColumn } from '../activities/activity-tables.js'
import {
  conditionOf,
  dayOf,
  dayOfMoment,
  columnTypeOf,
  dimensionOf,
  expressionOver,
  memberKeyOf,
  type RowPart,
  type Writing,
} from '../activities/row-set.js'
import { call, join, literal, name, sql, stored, type, type Sql } from '../sql/sql.js'
import { dictionaryOf, segmentsTable, type KeptSegment } from './segment-tables.js'

/** Days since 1970-01-01 that stand for ever: 0001-01-01 and 9999-12-31. */
export const [fromEver, forEver] = [-719162, 2932896]

/** The row of a segments table that stands for no version. */
export function noSegment({ segment }: KeptSegment): Sql {
  const none = segment.attributeNames.map(() => sql`CAST(NULL AS ${type('text')})`)
  return sql`SELECT ${join([literal(0, 'integer'), ...none])}`
}

/** The combinations of attributes that a history has and that are not yet numbered, numbered on from the last. */
export function newSegments(kept: KeptSegment, writing: Writing): Sql {
  const columns = kept.segment.attributeNames.map(dimensionColumn)
  const list = (alias: string) => join(columns.map((column) => sql`${name(alias)}.${name(column)}`))
  return sql`SELECT row_number() OVER (ORDER BY ${list('s')}) - 1 + (SELECT count(*) FROM ${stored(segmentsTable(kept))}), ${list('s')}
FROM (SELECT DISTINCT ${join(columns.map(name))} FROM (
${versionRows(kept, writing)}
) AS versions) AS s
LEFT JOIN ${numbered(kept)} AS c ON ${sameDimensions(columns, 's', 'c')}
WHERE c.segment IS NULL`
}

/**
 * The rows of a history table: for each member the spans of days, told by where they end. They change where a
 * version starts and the day after one ends. Where one starts, it holds. Where one ends, the latest of those
 * that still hold does; versions are looked through only where the ends seen so far say that one still holds. A
 * span before one of the same segment is left to that one. Members and segments must be numbered.
 */
export function historyRows(kept: KeptSegment, writing: Writing): Sql {
  const attributes = kept.segment.attributeNames.map(dimensionColumn)
  const ordered = join([
    sql`v.since`,
    sql`v.started`,
    sql`v.until`,
    sql`v.ended`,
    ...attributes.map((column) => sql`v.${name(column)}`),
  ])
  const following = sql`OVER (PARTITION BY member ORDER BY since ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING)`
  return sql`WITH versions AS (
  SELECT m.member AS member, v.since AS since, v.until AS until, c.segment AS segment, row_number() OVER (PARTITION BY m.member ORDER BY ${ordered}) AS place
  FROM (
${versionRows(kept, writing)}
  ) AS v JOIN ${stored(dictionaryOf(kept))} AS m ON m.key = v.key
  JOIN ${numbered(kept)} AS c ON ${sameDimensions(attributes, 'v', 'c')}
),
changes AS (
  SELECT member, since, max(place) AS place, max(reach) AS reach
  FROM (
    SELECT member, since, place,
      max(until) OVER (PARTITION BY member ORDER BY since, place DESC ROWS UNBOUNDED PRECEDING) AS reach
    FROM (
      SELECT member, since, place, until FROM versions
      UNION ALL
      SELECT member, until + 1 AS since, 0 AS place, until FROM versions
    ) AS each_change
  ) AS reaching
  GROUP BY member, since
),
spans AS (
  SELECT member, since, place, reach, min(since) ${following} - 1 AS until FROM changes
),
holding AS (
  SELECT member, until, place FROM spans WHERE place > 0
  UNION ALL
  SELECT s.member AS member, s.until AS until, max(v.place) AS place
  FROM spans AS s JOIN versions AS v ON v.member = s.member
  WHERE s.place = 0 AND s.reach >= s.since AND v.since <= s.since AND v.until >= s.since
  GROUP BY s.member, s.until
)
SELECT member, until, segment, CAST(row_number() OVER (PARTITION BY member ORDER BY until) AS ${type('integer')}) AS place
FROM (
  SELECT member, until, segment, max(segment) OVER (
    PARTITION BY member ORDER BY until ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING
  ) AS next_segment
  FROM (
    SELECT h.member AS member, h.until AS until, v.segment AS segment
    FROM holding AS h JOIN versions AS v ON v.member = h.member AND v.place = h.place
  ) AS told
) AS followed
WHERE next_segment IS NULL OR next_segment <> segment`
}

/** The members that a history tells of and that have no number yet, numbered on from the last, by first day and key. */
export function historyMembers(kept: KeptSegment, writing: Writing): Sql {
  const members = stored(dictionaryOf(kept))
  return sql`SELECT row_number() OVER (ORDER BY s.since, s.key) - 1 + (SELECT count(*) FROM ${members}), s.key
FROM (SELECT key, min(since) AS since FROM (
${versionRows(kept, writing)}
) AS versions GROUP BY key) AS s
LEFT JOIN ${members} AS m ON m.key = s.key
WHERE m.member IS NULL`
}

/** The segments that stand for versions: all but number 0. */
function numbered(kept: KeptSegment): Sql {
  return sql`(SELECT * FROM ${stored(segmentsTable(kept))} WHERE segment > 0)`
}

/** {@link datedVersions} without those that hold on no day. */
function versionRows(kept: KeptSegment, writing: Writing): Sql {
  return sql`    SELECT * FROM (
${datedVersions(kept, writing)}
    ) AS dated WHERE lasts > 0`
}

/**
 * A history's versions: key, first and last day as numbers, the day of their end as it is given, attributes. `started`
 * and `ended` tell the order of those that start on one day: moments where `validTo` is exclusive and both are moments of
 * one type, else days. `lasts` is above 0 where a version holds at all, 0 where it ends as it starts, and below 0 where
 * it ends before.
 */
export function datedVersions({ segment, keyType }: KeptSegment, writing: Writing): Sql {
  const of = (what: string) => ({ ...writing, what: `${what} of the segment "${segment.name}"` })
  const { from, member, validFrom, attributes, attributeNames } = segment
  const part: RowPart = { from, where: segment.where, day: validFrom, dimensions: attributes }
  const key = memberKeyOf(from, { identity: member, keyType }, of('the member'))
  const selected = [
    sql`${key} AS key`,
    sql`${orElse(call('dayNumber', dayOf(part, of('the first day'))), fromEver)} AS since`,
    ...endsOf(segment, writing),
    ...attributeNames.map(
      (attribute) =>
        sql`${dimensionOf(part, attribute, of(`the attribute "${attribute}"`))} AS ${name(dimensionColumn(attribute))}`,
    ),
  ]
  const versions = sql`      SELECT ${join(selected)}
      FROM ${writing.rowsOf(from)} AS source
      WHERE ${conditionOf(part, of('the condition'))} AND ${key} IS NOT NULL`
  return sql`      SELECT *, ${orderOf(segment)} FROM (
${versions}
      ) AS given`
}

function orElse(dayNumber: Sql, otherwise: number): Sql {
  return sql`coalesce(${dayNumber}, ${literal(otherwise, 'integer')})`
}

/** Where a version ends: `until` and `end_day`, and the moments of its start and end where they tell more than days. */
function endsOf(segment: Segment, writing: Writing): readonly Sql[] {
  const { endDay, until, moments } = endOf(segment, writing)
  const ends = [sql`${endDay} AS end_day`, sql`${until} AS until`]
  if (moments === undefined) return ends
  return [...ends, sql`${moments.start} AS start_moment`, sql`${moments.end} AS end_moment`]
}

function endOf(segment: Segment, writing: Writing) {
  const { from, validFrom, validTo, endsBefore } = segment
  const of = { ...writing, what: `the last day of the segment "${segment.name}"` }
  const part: RowPart = { from, where: undefined, day: validTo, dimensions: {} }
  const endDay = orElse(call('dayNumber', dayOf(part, of)), forEver)
  const until = endsBefore ? lastDay(part, of, endDay) : endDay
  if (!hasMoments(segment)) return { endDay, until, moments: undefined }
  const moments = { start: expressionOver(from, validFrom, of), end: expressionOver(from, validTo, of) }
  return { endDay, until, moments }
}

/** The condition that a history's row is a version that holds on no day: one that ends before it starts or as it does. */
export function neverHolds(segment: Segment, writing: Writing & { what: string }): Sql {
  const { until, moments } = endOf(segment, writing)
  if (moments !== undefined) return sql`${moments.end} <= ${moments.start}`
  const part: RowPart = { from: segment.from, where: undefined, day: segment.validFrom, dimensions: {} }
  return sql`${until} < ${orElse(call('dayNumber', dayOf(part, writing)), fromEver)}`
}

/** The day of what is just before an exclusive end. The last day that there is stands for ever in any case. */
function lastDay(part: RowPart, of: Writing & { what: string }, given: Sql): Sql {
  const { from, day } = part
  const held = columnTypeOf(from, day)
  const ever = literal(forEver, 'integer')
  if (held !== 'timestamp' && held !== 'instant') {
    return call('if', sql`${given} >= ${ever}`, ever, sql`${given} - 1`)
  }
  const before = call('justBefore', expressionOver(from, day, of))
  const date = dayOfMoment(before, held, of)
  return call('if', sql`${given} >= ${ever}`, ever, orElse(call('dayNumber', date), forEver))
}

/** Whether a version's start and end are compared as moments rather than as days. */
export function hasMoments({ from, validFrom, validTo, endsBefore }: Segment): boolean {
  const [start, end] = [columnTypeOf(from, validFrom), columnTypeOf(from, validTo)]
  return endsBefore && start === end && (end === 'timestamp' || end === 'instant')
}

function orderOf(segment: Segment): Sql {
  if (!hasMoments(segment)) {
    // An exclusive end on the day of the start leaves the last day just before it.
    const lasts = segment.endsBefore
      ? sql`until - since + 1`
      : sql`CASE WHEN until < since THEN -1 ELSE 1 END`
    return sql`since AS started, until AS ended, ${lasts} AS lasts`
  }
  const lasts = sql`CASE WHEN end_moment < start_moment THEN -1 WHEN end_moment = start_moment THEN 0 ELSE 1 END`
  return sql`start_moment AS started, end_moment AS ended, ${lasts} AS lasts`
}
