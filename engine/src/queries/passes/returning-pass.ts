import type { Leaf } from '../../measures/leaf.js'
import { sql } from '../../sql/sql.js'
import { amountsOf, firstDaysOf } from './cut-rows.js'
import {
  daysTouched,
  dimensionList,
  groupedCells,
  summedFigures,
  windowDays,
  windowsTable,
} from './fragments.js'
import type { PassKind } from './pass.js'

/** Adds up the amounts of members whose first day lies before the window. */
export const returningPass: PassKind<Extract<Leaf, { pass: 'returning' }>> = ({
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
  return sql`WITH ${windowsTable(windows)},
${windowDays},
${groupedCells(of, by, { where, apart })},
first_days AS (
  SELECT c.grp, f.member, min(f.day) AS first_day
  FROM ${firstDaysOf(of, identity, cut)} AS f JOIN cells AS c ON c.cell = f.cell
  GROUP BY c.grp, f.member
)
SELECT w.n${dimensionList([...by, ...apart], 'c')}${summedFigures(leaves, 'a')}
FROM ${amountsOf({ of, identity, rows: 'active', columns }, written, cut)} AS a
JOIN window_days AS w ON w.day = a.day
JOIN cells AS c ON c.cell = a.cell
JOIN first_days AS f ON f.grp = c.grp AND f.member = a.member
WHERE a.day ${daysTouched(windows, { before: false })} AND f.first_day < w.first_day
GROUP BY w.n${dimensionList([...by, ...apart], 'c')}`
}
