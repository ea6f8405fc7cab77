import type { PresenceLeaf } from '../../measures/leaf.js'
import { call, join, name, sql, type Sql } from '../../sql/sql.js'
import { memberDaysOf } from './cut-rows.js'
import { figureConditions, firstDaysByGroup, flagSeen, joinFirstDays } from './figure-conditions.js'
import {
  daysTouched,
  dimensionList,
  groupedCells,
  groupNames,
  windowDays,
  windowDaysAndBefore,
  windowsTable,
} from './fragments.js'
import { figureColumn, type PassKind, type PassRequest } from './pass.js'
import { isSwept, rollingPresence } from './rolling-presence.js'
import { segmentedActives, segmentedCohorts } from './segmented-presence.js'
import { splitOf } from './split.js'

/** Counts members by what they are in each window and the range before it. */
export const presencePass: PassKind<PresenceLeaf> = (request) => {
  const [{ of, identity }] = request.leaves
  const split = splitOf(of, identity, request)
  if (isSwept(request, split)) return rollingPresence(request, split)
  const figures = request.leaves.map(({ figure }) => figureConditions(of)[figure])
  const isPlain = !figures.some(({ looksBack, needsFirst }) => looksBack || needsFirst)
  if (split.segments.length === 0) return isPlain ? actives(request) : cohorts(request)
  const days = request.windows.every(({ range }) => range.from === range.to)
  const isByDay = split.asOf === 'each-activity' || (days && split.asOf !== 'current')
  return isPlain && isByDay ? segmentedActives(request, split) : segmentedCohorts(request, split)
}

/** Different members alone: one grouped count. */
function actives({ leaves, windows, by, where, cut }: PassRequest<PresenceLeaf>): Sql {
  const [{ of, identity }] = leaves
  const figures = leaves.map(
    (_leaf, index) => sql`, ${call('countDistinct', sql`m.member`)} AS ${name(figureColumn(index))}`,
  )
  return sql`WITH ${windowsTable(windows)},
${windowDays},
${groupedCells(of, by, { where })}
SELECT w.n${dimensionList(by, 'c')}${join(figures, '')}
FROM ${memberDaysOf(of, identity, cut)} AS m
JOIN window_days AS w ON w.day = m.day
JOIN cells AS c ON c.cell = m.cell
WHERE m.day ${daysTouched(windows, { before: false })}
GROUP BY w.n${dimensionList(by, 'c')}`
}

/** Each member once for each window and group, with where the member was seen; then the figures' counts. */
function cohorts({ leaves, windows, by, where, cut }: PassRequest<PresenceLeaf>): Sql {
  const [{ of, identity }] = leaves
  const asked = leaves.map(({ figure }) => figureConditions(of)[figure])
  const before = asked.some(({ looksBack }) => looksBack)
  const figures = asked.map(
    ({ holds }, index) => sql`, ${call('countIf', holds)} AS ${name(figureColumn(index))}`,
  )
  const needsFirst = asked.some((figure) => figure.needsFirst)
  const seen = before
    ? sql`max(w.in_range) AS in_range, max(w.in_before) AS in_before`
    : sql`1 AS in_range, 0 AS in_before`
  return sql`WITH ${windowsTable(windows)},
${before ? windowDaysAndBefore : windowDays},
${groupedCells(of, by, { where })},
presence AS (
  SELECT w.n AS n, c.grp AS grp, m.member AS member, ${seen}${flagSeen(of, before)}
  FROM ${memberDaysOf(of, identity, cut)} AS m
  JOIN window_days AS w ON w.day = m.day
  JOIN cells AS c ON c.cell = m.cell
  WHERE m.day ${daysTouched(windows, { before })}
  GROUP BY w.n, c.grp, m.member
)${needsFirst ? sql`,\n${firstDaysByGroup(of, identity, cut)}` : sql``}
SELECT p.n${dimensionList(by, 'g')}${join(figures, '')}
FROM presence AS p
JOIN windows AS w ON w.n = p.n${needsFirst ? joinFirstDays(of) : sql``}
JOIN ${groupNames(by)} AS g ON g.grp = p.grp
GROUP BY p.n${dimensionList(by, 'g')}`
}
