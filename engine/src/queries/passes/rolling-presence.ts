import { dimensionColumn } from '../../activities/activity-tables.js'
import { hasFlag } from '../../activities/activity.js'
import type { Figure, PresenceLeaf } from '../../measures/leaf.js'
import { call, join, literal, name, sql, type Sql } from '../../sql/sql.js'
import { memberDaysOf } from './cut-rows.js'
import { firstDaysByGroup } from './figure-conditions.js'
import { condition, daysTouched, dimensionList, groupedCells, groupNames, windowsTable } from './fragments.js'
import { figureColumn, type PassRequest } from './pass.js'
import { attributeList, carriedAttributes, heldConditions, joinSegments, type Split } from './split.js'

/** How each figure that can be swept is told from the numbers of active and of new members. */
const swept: Readonly<Partial<Record<Figure, Sql>>> = {
  active: sql`s.active`,
  new: sql`s.fresh`,
  existing: sql`s.active - s.fresh`,
}

/** Whether rolling figures can be found by one sweep over each member's days, instead of window by window. */
export function isSwept({ leaves, windows }: PassRequest<PresenceLeaf>, split: Split): boolean {
  const [{ of, rolling }] = leaves
  const isSplit = split.segments.length > 0
  return (
    rolling !== undefined &&
    windows.length > 1 &&
    leaves.every(({ figure }) => swept[figure] !== undefined) &&
    (!isSplit || split.asOf === 'last-activity' || (split.asOf === 'each-activity' && !hasFlag(of)))
  )
}

/**
 * Members of windows that all trail their last day by as many days, in one sweep, however much the windows
 * overlap. A member's activity counts from its day on until it expires, or until the next activity takes its
 * place: that is a span. Where spans begin, one comes; where they end, one goes; how many there are on a window's
 * last day is how many have come less how many have gone. The cost follows the number of member-days.
 */
export function rollingPresence(request: PassRequest<PresenceLeaf>, split: Split): Sql {
  const { leaves, windows } = request
  const [{ of, identity }] = leaves
  const needsFirst = leaves.some(({ figure }) => figure !== 'active')
  const figures = leaves.map(
    ({ figure }, index) => sql`, ${swept[figure] ?? sql`0`} AS ${name(figureColumn(index))}`,
  )
  const kept = columns(split.attributes)
  return sql`WITH ${windowsTable(windows)},
${groupedCells(of, split.own, { where: split.ownWhere })},
${needsFirst ? sql`${firstDaysByGroup(of, identity, request.cut)},\n` : sql``}${activeDays(request, split)},
${spans(request, split)},
${needsFirst ? sql`${freshSpans(request, split)},\n` : sql``}changes AS (
  SELECT grp${kept}, change_day, sum(active) AS active, sum(fresh) AS fresh
  FROM (
    SELECT grp${kept}, since AS change_day, 1 AS active, 0 AS fresh FROM spans
    UNION ALL SELECT grp${kept}, until AS change_day, -1 AS active, 0 AS fresh FROM spans${
      needsFirst
        ? sql`
    UNION ALL SELECT grp${kept}, since AS change_day, 0 AS active, weight AS fresh FROM fresh_spans WHERE since < until
    UNION ALL SELECT grp${kept}, until AS change_day, 0 AS active, -weight AS fresh FROM fresh_spans WHERE since < until`
        : sql``
    }
  ) AS each_change
  GROUP BY grp${kept}, change_day
),
sampled AS (
  SELECT n, grp${kept}, sum(active) ${running(kept)} AS active, sum(fresh) ${running(kept)} AS fresh
  FROM (
    SELECT -1 AS n, grp${kept}, change_day, active, fresh FROM changes
    UNION ALL
    SELECT w.n, k.grp${columns(split.attributes, 'k')}, ${dayNumber(sql`w.last_day`)} AS change_day, 0 AS active, 0 AS fresh
    FROM (SELECT DISTINCT grp${kept} FROM changes) AS k CROSS JOIN windows AS w
  ) AS changes_and_days
)
SELECT s.n AS n${dimensionList(split.own, 'g')}${columns(split.attributes, 's')}${join(figures, '')}
FROM sampled AS s JOIN ${groupNames(split.own)} AS g ON g.grp = s.grp
WHERE s.n >= 0 AND s.active > 0`
}

/** How many have come and gone up to a day, the day's own changes included. */
function running(kept: Sql): Sql {
  return sql`OVER (PARTITION BY grp${kept} ORDER BY change_day, n ROWS UNBOUNDED PRECEDING)`
}

/** `active_days`: one row for a group, a member and a day, with the attributes that are asked for or filtered by. */
function activeDays({ leaves, windows, cut }: PassRequest<PresenceLeaf>, split: Split): Sql {
  const [{ of, identity }] = leaves
  const all = { ...split, attributes: carriedAttributes(split) }
  const flag = hasFlag(of) ? sql`, max(m.flagged) AS flagged` : sql``
  const kept = split.asOf === 'each-activity' ? heldConditions(split) : sql``
  return sql`active_days_of AS (
  SELECT c.grp AS grp, m.member AS member, ${dayNumber(sql`m.day`)} AS day_number${attributeList(all, { named: true })}${flag}
  FROM ${memberDaysOf(of, identity, cut)} AS m
  JOIN cells AS c ON c.cell = m.cell${joinSegments(split.segments, 'm')}
  WHERE m.day ${daysTouched(windows, { before: false })}${kept}
  GROUP BY c.grp, m.member, m.day${attributeList(all, { named: false })}
)`
}

/**
 * `spans`: from a day of activity until it expires or the next takes its place. Where the last activity says in
 * which segment a member is, the next one of any segment does; where each one counts, the next of the same.
 */
function spans({ leaves }: PassRequest<PresenceLeaf>, split: Split): Sql {
  const [{ of, rolling = 1 }] = leaves
  const who = split.asOf === 'each-activity' ? sql`grp, member${columns(split.attributes)}` : sql`grp, member`
  const expires = sql`day_number + ${literal(rolling, 'integer')}`
  const flagged = hasFlag(of)
    ? sql`, max(CASE WHEN flagged = 1 THEN day_number ELSE 0 END) OVER (PARTITION BY grp, member ORDER BY day_number ROWS UNBOUNDED PRECEDING) AS flagged_on`
    : sql``
  const filters = split.asOf === 'each-activity' ? [] : split.heldWhere.map((filter) => condition(filter))
  return sql`spans AS (
  SELECT grp, member${columns(split.attributes)}, day_number AS since,
    CASE WHEN next_day > day_number AND next_day < ${expires} THEN next_day ELSE ${expires} END AS until${hasFlag(of) ? sql`, flagged_on` : sql``}
  FROM (
    SELECT grp, member, day_number${columns(carriedAttributes(split))}, min(day_number) OVER (
      PARTITION BY ${who} ORDER BY day_number ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING
    ) AS next_day${flagged}
    FROM active_days_of
  ) AS followed${filters.length === 0 ? sql`` : sql`\n  WHERE ${join(filters, ' AND ')}`}
)`
}

/**
 * `fresh_spans`: the part of each span in which the member is new, because the first day has not expired, or
 * because the last flag has not. What is counted twice by that is taken off again by a span of weight −1.
 */
function freshSpans({ leaves }: PassRequest<PresenceLeaf>, split: Split): Sql {
  const [{ of, rolling = 1 }] = leaves
  const first = dayNumber(sql`f.first_day`)
  const days = literal(rolling, 'integer')
  const kept = columns(split.attributes, 's')
  const span = (since: Sql, until: Sql, weight: Sql) =>
    sql`SELECT s.grp AS grp${kept}, ${since} AS since, ${until} AS until, ${weight} AS weight FROM spans AS s`
  const firstDay = sql` JOIN first_days AS f ON f.grp = s.grp AND f.member = s.member`
  const since = sql`greatest(s.since, ${first})`
  const byFirst = sql`${span(since, sql`least(s.until, ${first} + ${days})`, sql`1`)}${firstDay}`
  if (!hasFlag(of)) return sql`fresh_spans AS (\n  ${byFirst}\n)`
  const byFlag = span(sql`s.since`, sql`least(s.until, s.flagged_on + ${days})`, sql`1`)
  const both = span(since, sql`least(s.until, ${first} + ${days}, s.flagged_on + ${days})`, sql`-1`)
  return sql`fresh_spans AS (
  ${byFirst}
  UNION ALL ${byFlag}
  UNION ALL ${both}${firstDay}
)`
}

/** `, by_level`: attributes' columns, each after a comma. */
function columns(attributes: readonly string[], alias?: string): Sql {
  const of = (attribute: string) => name(dimensionColumn(attribute))
  return join(
    attributes.map((attribute) =>
      alias === undefined
        ? sql`, ${of(attribute)}`
        : sql`, ${name(alias)}.${of(attribute)} AS ${of(attribute)}`,
    ),
    '',
  )
}

/** A day as a number above 0: 0 is no day. */
function dayNumber(day: Sql): Sql {
  return sql`(${call('dayNumber', day)} + 1000000)`
}
