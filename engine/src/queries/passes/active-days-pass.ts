import type { Leaf } from '../../measures/leaf.js'
import { name, sql } from '../../sql/sql.js'
import { memberDaysOf } from './cut-rows.js'
import { daysTouched, dimensionList, groupedCells, windowDays, windowsTable } from './fragments.js'
import { figureColumn, type PassKind } from './pass.js'
import { attributeList, heldConditions, joinSegments, splitOf } from './split.js'

/**
 * Counts on how many days members were active: each member once for each day. Split by a segment, every day
 * counts in the segment that the member was in on that day.
 */
export const activeDaysPass: PassKind<Extract<Leaf, { pass: 'active-days' }>> = (request) => {
  const { leaves, windows } = request
  const [{ of, identity }] = leaves
  const split = splitOf(of, identity, request)
  const named = { ...split, segments: [] }
  return sql`WITH ${windowsTable(windows)},
${windowDays},
${groupedCells(of, split.own, { where: split.ownWhere })},
each_day AS (
  SELECT DISTINCT w.n AS n, m.day AS day, m.member AS member${dimensionList(split.own, 'c')}${attributeList(split, { named: true })}
  FROM ${memberDaysOf(of, identity, request.cut)} AS m
  JOIN window_days AS w ON w.day = m.day
  JOIN cells AS c ON c.cell = m.cell${joinSegments(split.segments, 'm')}
  WHERE m.day ${daysTouched(windows, { before: false })}${heldConditions(split)}
)
SELECT d.n AS n${dimensionList(split.own, 'd')}${attributeList(named, { named: false })}, count(*) AS ${name(figureColumn(0))}
FROM each_day AS d
GROUP BY d.n${dimensionList(split.own, 'd')}${attributeList(named, { named: false })}`
}
