import { segmentColumn } from '../../activities/activity-tables.js'
import { hasFlag } from '../../activities/activity.js'
import { call, join, name, sql, type Sql } from '../../sql/sql.js'
import { memberDaysOf } from './cut-rows.js'
import type { PresenceLeaf } from '../../measures/leaf.js'
import type { KeptSegment } from '../../segments/segment-tables.js'
import { segmentIn, spanOf } from '../../segments/segmented-days.js'
import {
  figureConditions,
  firstDaysByGroup,
  flagSeen,
  joinFirstDays,
  type FigureCondition,
} from './figure-conditions.js'
import {
  daysTouched,
  dimensionList,
  groupedCells,
  groupNames,
  windowDays,
  windowDaysAndBefore,
  windowsTable,
} from './fragments.js'
import { figureColumn, type PassRequest } from './pass.js'
import { endOf, joinEnds, spanColumn } from './held-at-end.js'
import { attributeList, carriedAttributes, heldConditions, joinSegments, type Split } from './split.js'

/** Different members by the segments of the days on which they were active: one grouped count. */
export function segmentedActives({ leaves, windows, cut }: PassRequest<PresenceLeaf>, split: Split): Sql {
  const [{ of, identity }] = leaves
  const figures = leaves.map(
    (_leaf, index) => sql`, ${call('countDistinct', sql`m.member`)} AS ${name(figureColumn(index))}`,
  )
  return sql`WITH ${windowsTable(windows)},
${windowDays},
${groupedCells(of, split.own, { where: split.ownWhere })}
SELECT w.n AS n${dimensionList(split.own, 'c')}${attributeList(split, { named: true })}${join(figures, '')}
FROM ${memberDaysOf(of, identity, cut)} AS m
JOIN window_days AS w ON w.day = m.day
JOIN cells AS c ON c.cell = m.cell${joinSegments(split.segments, 'm')}
WHERE m.day ${daysTouched(windows, { before: false })}${heldConditions(split)}
GROUP BY w.n${dimensionList(split.own, 'c')}${attributeList(split, { named: false })}`
}

/** The members of each window and group by their segments, and the figures' counts of them. */
export function segmentedCohorts(request: PassRequest<PresenceLeaf>, split: Split): Sql {
  const { leaves } = request
  const [{ of }] = leaves
  const asked = leaves.map(({ figure }) => figureConditions(of)[figure])
  const needsFirst = asked.some((figure) => figure.needsFirst)
  const figures = asked.map(
    (figure, index) => sql`, ${call('countIf', countedIf(figure))} AS ${name(figureColumn(index))}`,
  )
  const attributes = attributeList({ ...split, segments: [] }, { named: false })
  return sql`WITH ${countedMembers(request, split)}
SELECT p.n AS n${dimensionList(split.own, 'g')}${attributes}${join(figures, '')}
FROM counted AS p
JOIN windows AS w ON w.n = p.n${needsFirst ? joinFirstDays(of) : sql``}
JOIN ${groupNames(split.own)} AS g ON g.grp = p.grp
GROUP BY p.n${dimensionList(split.own, 'g')}${attributes}`
}

/** Whether a row of `counted`, as `p`, is one that a figure counts. */
export function countedIf({ holds, in: side }: FigureCondition): Sql {
  return sql`p.is_before = ${side === 'before' ? sql`1` : sql`0`} AND ${holds}`
}

/**
 * Each member once for each window and group, with where the member was seen (`presence`) and the segments that
 * hold for it (`held`): in the range for figures of the range, in the range before for figures of that one. Then
 * the filters on segments (`counted`).
 */
export function countedMembers(request: PassRequest<PresenceLeaf>, split: Split): Sql {
  const { leaves, windows } = request
  const [{ of, identity }] = leaves
  const asked = leaves.map(({ figure }) => figureConditions(of)[figure])
  const before = asked.some(({ looksBack }) => looksBack)
  const needsFirst = asked.some((figure) => figure.needsFirst)
  const counted = split.asOf === 'each-activity' ? countedEach : countedOnce
  return sql`${windowsTable(windows)},
${before ? windowDaysAndBefore : windowDays},
${groupedCells(of, split.own, { where: split.ownWhere })},
${counted(request, split, before)}${needsFirst ? sql`,\n${firstDaysByGroup(of, identity, request.cut)}` : sql``}`
}

/** `counted`: each member once, in the segments that hold for the range, or for the range before. */
function countedOnce(request: PassRequest<PresenceLeaf>, split: Split, before: boolean): Sql {
  const [{ of }] = request.leaves
  const flag = hasFlag(of) ? sql`, h.flagged AS flagged` : sql``
  return sql`${presence(request, split, before)},
held AS (
${held(request, split, before)}
),
counted AS (
  SELECT h.n AS n, h.grp AS grp, h.member AS member, h.is_before AS is_before,
    h.in_range AS in_range, h.in_before AS in_before${flag}${attributeList(split, { named: true })}
  FROM held AS h${joinSegments(split.segments, 'h')}
  WHERE 1 = 1${heldConditions(split)}
)`
}

/**
 * `counted`: each member once in every segment that it was active in. Where else it was seen is told by all of
 * its days, in whichever segment.
 */
function countedEach(
  { leaves, windows, cut }: PassRequest<PresenceLeaf>,
  split: Split,
  before: boolean,
): Sql {
  const [{ of, identity }] = leaves
  const isFlagged = hasFlag(of)
  const all = { ...split, attributes: carriedAttributes(split) }
  const kept = { ...split, segments: [] }
  const seen = before
    ? sql`max(w.in_range) AS in_range, max(w.in_before) AS in_before`
    : sql`1 AS in_range, 0 AS in_before`
  const side = (isBefore: boolean) =>
    sql`SELECT DISTINCT b.n AS n, b.grp AS grp, b.member AS member, ${isBefore ? sql`1` : sql`0`} AS is_before,
    p.in_range AS in_range, p.in_before AS in_before${isFlagged ? sql`, p.flagged AS flagged` : sql``}${attributeList(kept, { named: false })}
  FROM by_segment AS b JOIN presence AS p ON p.n = b.n AND p.grp = b.grp AND p.member = b.member
  WHERE b.${isBefore ? sql`in_before` : sql`in_range`} = 1${heldConditions(split)}`
  return sql`by_segment AS (
  SELECT w.n AS n, c.grp AS grp, m.member AS member, ${seen}${flagSeen(of, before)}${attributeList(all, { named: true })}
  FROM ${memberDaysOf(of, identity, cut)} AS m
  JOIN window_days AS w ON w.day = m.day
  JOIN cells AS c ON c.cell = m.cell${joinSegments(split.segments, 'm')}
  WHERE m.day ${daysTouched(windows, { before })}
  GROUP BY w.n, c.grp, m.member${attributeList(all, { named: false })}
),
presence AS (
  SELECT n, grp, member, max(in_range) AS in_range, max(in_before) AS in_before${isFlagged ? sql`, max(flagged) AS flagged` : sql``}
  FROM by_segment GROUP BY n, grp, member
),
counted AS (
  ${before ? sql`${side(false)}\n  UNION ALL\n  ${side(true)}` : side(false)}
)`
}

/** `presence`, with the spans that say which segments a member was in where the last activity decides. */
function presence({ leaves, windows, cut }: PassRequest<PresenceLeaf>, split: Split, before: boolean): Sql {
  const [{ of, identity }] = leaves
  const seen = before
    ? sql`max(w.in_range) AS in_range, max(w.in_before) AS in_before`
    : sql`1 AS in_range, 0 AS in_before`
  const last = (kept: KeptSegment) => {
    const span = spanOf(call('dayNumber', sql`m.day`), sql`m.${name(segmentColumn(kept.segment.name))}`)
    if (!before) return sql`, max(${span}) AS ${spanColumn(kept, false)}`
    return sql`, max(CASE WHEN w.in_range = 1 THEN ${span} ELSE 0 END) AS ${spanColumn(kept, false)}, max(CASE WHEN w.in_before = 1 THEN ${span} ELSE 0 END) AS ${spanColumn(kept, true)}`
  }
  const spans = split.asOf === 'last-activity' ? join(split.segments.map(last), '') : sql``
  return sql`presence AS (
  SELECT w.n AS n, c.grp AS grp, m.member AS member, ${seen}${flagSeen(of, before)}${spans}
  FROM ${memberDaysOf(of, identity, cut)} AS m
  JOIN window_days AS w ON w.day = m.day
  JOIN cells AS c ON c.cell = m.cell
  WHERE m.day ${daysTouched(windows, { before })}
  GROUP BY w.n, c.grp, m.member
)`
}

/** The rows of `held`: a member's presence with the segments of the range, and with those of the range before. */
function held(request: PassRequest<PresenceLeaf>, split: Split, before: boolean): Sql {
  const [{ of }] = request.leaves
  const flag = hasFlag(of) ? sql`, p.flagged AS flagged` : sql``
  const columns = sql`p.n AS n, p.grp AS grp, p.member AS member, p.in_range AS in_range, p.in_before AS in_before${flag}`
  const side = (isBefore: boolean) => {
    const found = split.segments.map((kept) => {
      const from = split.asOf === 'last-activity' ? sql`p` : endOf(kept)
      const span = sql`${from}.${spanColumn(kept, isBefore)}`
      return sql`, ${segmentIn(span)} AS ${name(segmentColumn(kept.segment.name))}`
    })
    const ends = split.asOf === 'last-activity' ? sql`` : joinEnds(request.today, split, isBefore)
    return sql`  SELECT ${columns}, ${isBefore ? sql`1` : sql`0`} AS is_before${join(found, '')}
  FROM presence AS p${ends}
  WHERE p.${isBefore ? sql`in_before` : sql`in_range`} = 1`
  }
  return before ? sql`${side(false)}\n  UNION ALL\n${side(true)}` : side(false)
}
