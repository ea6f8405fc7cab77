import type { Leaf } from '../../measures/leaf.js'
import { sql } from '../../sql/sql.js'
import { amountsOf, memberDaysOf } from './cut-rows.js'
import {
  daysTouched,
  dimensionList,
  groupedCells,
  summedFigures,
  windowDays,
  windowsTable,
} from './fragments.js'
import type { PassKind } from './pass.js'

/**
 * Adds up the amounts of members who are active in the window, in the same group. Who is active is looked up and not
 * joined: a planner that joins amounts and members first makes a row for each pair of a member's days.
 */
export const activeSumsPass: PassKind<Extract<Leaf, { pass: 'active-sums' }>> = ({
  leaves,
  windows,
  by,
  apart = [],
  where,
  stored: columns,
  written,
  cut,
}) => {
  const [{ of, identity }] = leaves
  const touched = daysTouched(windows, { before: false })
  return sql`WITH ${windowsTable(windows)},
${windowDays},
${groupedCells(of, by, { where, apart })},
active AS (
  SELECT DISTINCT w.n, c.grp, m.member
  FROM ${memberDaysOf(of, identity, cut)} AS m
  JOIN window_days AS w ON w.day = m.day
  JOIN cells AS c ON c.cell = m.cell
  WHERE m.day ${touched}
)
SELECT w.n${dimensionList([...by, ...apart], 'c')}${summedFigures(leaves, 'a')}
FROM ${amountsOf({ of, identity, rows: 'all', columns }, written, cut)} AS a
JOIN window_days AS w ON w.day = a.day
JOIN cells AS c ON c.cell = a.cell
WHERE a.day ${touched} AND (w.n, c.grp, a.member) IN (SELECT n, grp, member FROM active)
GROUP BY w.n${dimensionList([...by, ...apart], 'c')}`
}
