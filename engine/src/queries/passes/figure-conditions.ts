import { hasFlag, type Activity } from '../../activities/activity.js'
import type { Figure } from '../../measures/leaf.js'
import { sql, type Sql } from '../../sql/sql.js'
import { firstDaysOf, type CutRows } from './cut-rows.js'

/** What a figure asks of a member who is in the window's range, or in the range before it, or in both. */
export interface FigureCondition {
  /** Over `p`, a member's presence, `f`, its first day, and `w`, the window. */
  readonly holds: Sql
  readonly looksBack: boolean
  readonly needsFirst: boolean
  /** The range in which the member is counted, and whose segment holds for it. */
  readonly in: 'range' | 'before'
}

/** The conditions of all figures over an activity. */
export function figureConditions(activity: Activity): Readonly<Record<Figure, FigureCondition>> {
  const { isNew, isOld } = newness(activity)
  const inRange = { looksBack: false, needsFirst: false, in: 'range' } as const
  const inBefore = { looksBack: true, needsFirst: false, in: 'before' } as const
  return {
    active: { ...inRange, holds: sql`p.in_range = 1` },
    before: { ...inBefore, holds: sql`p.in_before = 1` },
    retained: { ...inRange, holds: sql`p.in_range = 1 AND p.in_before = 1`, looksBack: true },
    stayed: { ...inBefore, holds: sql`p.in_range = 1 AND p.in_before = 1` },
    churned: { ...inBefore, holds: sql`p.in_range = 0 AND p.in_before = 1` },
    new: { ...inRange, holds: sql`p.in_range = 1 AND ${isNew}`, needsFirst: true },
    existing: { ...inRange, holds: sql`p.in_range = 1 AND ${isOld}`, needsFirst: true },
    reactivated: {
      ...inRange,
      holds: sql`p.in_range = 1 AND p.in_before = 0 AND ${isOld}`,
      looksBack: true,
      needsFirst: true,
    },
  }
}

/**
 * Whether a member is new in a window: the first day lies in it. Where flags decide, also who is flagged in it;
 * then a member may have no first day at all, or a later one.
 */
function newness(activity: Activity): { isNew: Sql; isOld: Sql } {
  if (!hasFlag(activity)) {
    return { isNew: sql`f.first_day >= w.first_day`, isOld: sql`f.first_day < w.first_day` }
  }
  const told = sql`CASE WHEN p.flagged = 1 OR f.first_day BETWEEN w.first_day AND w.last_day THEN 1 ELSE 0 END`
  return { isNew: sql`${told} = 1`, isOld: sql`${told} = 0` }
}

/** `JOIN first_days …`, over `p`: with flags a member may have none. */
export function joinFirstDays(activity: Activity): Sql {
  const kind = hasFlag(activity) ? sql`LEFT JOIN` : sql`JOIN`
  return sql`\n${kind} first_days AS f ON f.grp = p.grp AND f.member = p.member`
}

/** `, … AS flagged`: whether a member is flagged as new in the range. */
export function flagSeen(of: Activity, before: boolean): Sql {
  if (!hasFlag(of)) return sql``
  return before ? sql`, max(m.flagged * w.in_range) AS flagged` : sql`, max(m.flagged) AS flagged`
}

/** `first_days`: the first day of each member in each group. */
export function firstDaysByGroup(of: Activity, identity: string, cut?: CutRows): Sql {
  return sql`first_days AS (
  SELECT c.grp AS grp, f.member AS member, min(f.day) AS first_day
  FROM ${firstDaysOf(of, identity, cut)} AS f JOIN cells AS c ON c.cell = f.cell
  GROUP BY c.grp, f.member
)`
}
