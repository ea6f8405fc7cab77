import type { Day } from '../../calendar/day.js'
import { historyTable, type KeptSegment } from '../../segments/segment-tables.js'
import { noSpan, spanOf } from '../../segments/segmented-days.js'
import { call, join, literal, name, sql, stored, type Sql } from '../../sql/sql.js'
import type { Split } from './split.js'

/**
 * Joins to each member `p` of `presence` the span of its history that holds on the window's last day (of the
 * range before: on that one's), or today. Each member's versions are looked at once for each window.
 */
export function joinEnds(today: Day, split: Split, isBefore: boolean): Sql {
  const periodEnd = isBefore ? sql`w.before_last` : sql`w.last_day`
  const day = call('dayNumber', split.asOf === 'current' ? literal(today, 'date') : periodEnd)
  return join(
    split.segments.map((kept) => {
      const span = sql`min(CASE WHEN h.until >= ${day} THEN ${spanOf(sql`h.until`, sql`h.segment`)} ELSE ${noSpan} END)`
      return sql`
  JOIN (
    SELECT q.n AS n, q.member AS member, ${span} AS ${spanColumn(kept, isBefore)}
    FROM (SELECT DISTINCT n, member FROM presence) AS q
    JOIN windows AS w ON w.n = q.n
    LEFT JOIN ${stored(historyTable(kept))} AS h ON h.member = q.member
    GROUP BY q.n, q.member
  ) AS ${endOf(kept)} ON ${endOf(kept)}.n = p.n AND ${endOf(kept)}.member = p.member`
    }),
    '',
  )
}

/** The relation that {@link joinEnds} joins for a segment. */
export function endOf({ segment }: KeptSegment): Sql {
  return name(`end_${segment.name}`)
}

/** The column that holds a member's span in the range, or in the range before. */
export function spanColumn({ segment }: KeptSegment, isBefore: boolean): Sql {
  return name(`${isBefore ? 'before' : 'range'}_${segment.name}`)
}
