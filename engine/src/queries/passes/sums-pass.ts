import type { Leaf } from '../../measures/leaf.js'
import { join, sql } from '../../sql/sql.js'
import { sumsOf } from './cut-rows.js'
import {
  daysTouched,
  dimensionList,
  condition,
  summedFigures,
  windowDays,
  windowsTable,
} from './fragments.js'
import type { PassKind } from './pass.js'

/** Adds up daily sums over each window. */
export const sumsPass: PassKind<Extract<Leaf, { pass: 'sums' }>> = ({
  leaves,
  windows,
  by: own,
  apart = [],
  where,
  stored: columns,
  written,
  cut,
}) => {
  const by = [...own, ...apart]
  const conditions = [sql`s.day ${daysTouched(windows, { before: false })}`, ...where.map(condition)]
  return sql`WITH ${windowsTable(windows)},
${windowDays}
SELECT w.n${dimensionList(by, 's')}${summedFigures(leaves, 's')}
FROM ${sumsOf(leaves[0].of, { columns, written }, cut)} AS s
JOIN window_days AS w ON w.day = s.day
WHERE ${join(conditions, ' AND ')}
GROUP BY w.n${dimensionList(by, 's')}`
}
