import { segmentColumn } from '../activities/activity-tables.js'
import type { AsOf } from '../activities/member-segment.js'
import type { Day } from '../calendar/day.js'
import { countsMembers, type Leaf, type MemberLeaf } from '../measures/leaf.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { segmentIn } from '../segments/segmented-days.js'
import type { KeptSegment } from '../segments/segment-tables.js'
import { join, name, sql, type Sql } from '../sql/sql.js'
import { askedSegments, type SegmentQuestion } from './asked-segments.js'
import { cutRows, type RowReading } from './cut-passes.js'
import { trailingWindow } from './figures.js'
import { memberDaysOf, type CutRows } from './passes/cut-rows.js'
import { daysTouched, groupedCells, windowDays, windowsTable } from './passes/fragments.js'
import { endOf, joinEnds, spanColumn } from './passes/held-at-end.js'
import { splitOf, type Split } from './passes/split.js'
import type { Window } from './windows.js'

/** What the unmatched members of an answer are found from. */
export interface Unmatched extends SegmentQuestion {
  readonly loaded: LoadedProject
  readonly leaves: readonly Leaf[]
  /** The whole range of the answer. */
  readonly window: Window
  readonly today: Day
}

/**
 * For each identity, a statement that counts as `unmatched` the members who are active in the range and whom no
 * version of the segments that are asked for explains. Filters on segments are not heeded: whoever has none is
 * not in any.
 */
export async function unmatchedStatements(
  { leaves, ...asked }: Unmatched,
  reading: RowReading,
): Promise<readonly Sql[]> {
  const byIdentity = new Map<string, Map<string, Sql>>()
  for (const leaf of leaves.filter(countsMembers)) {
    if (askedSegments(leaf, asked).length === 0) continue
    const window = trailingWindow(asked.window, leaf.rolling)
    const rows = window.cut && (await cutRows(leaf.of, window.cut, reading))
    const key = [leaf.of.name, window.range.from, window.range.to].join()
    const found = byIdentity.get(leaf.identity) ?? new Map<string, Sql>()
    byIdentity.set(leaf.identity, found.set(key, unexplained(leaf, { ...asked, window, rows })))
  }
  return [...byIdentity.values()].map(
    (each) => sql`SELECT count(DISTINCT member) AS unmatched FROM (
${join([...each.values()], '\nUNION ALL\n')}
) AS unexplained`,
  )
}

function unexplained(
  { of, identity }: MemberLeaf,
  {
    loaded,
    window,
    rows,
    by,
    where,
    segmentAsOf,
    today,
  }: Omit<Unmatched, 'leaves'> & { rows: CutRows | undefined },
): Sql {
  const split = splitOf(of, identity, { by, where, kept: loaded.layout.segments, segmentAsOf })
  const seen = sql`${memberDaysOf(of, identity, rows)} AS m
    JOIN window_days AS w ON w.day = m.day
    JOIN cells AS c ON c.cell = m.cell
    WHERE m.day ${daysTouched([window], { before: false })}`
  const given = sql`WITH ${windowsTable([window])},
${windowDays},
${groupedCells(of, [], { where: split.ownWhere })}`
  if (isByDay(split.asOf)) {
    return sql`SELECT member FROM (${given}
SELECT m.member AS member FROM ${seen} AND (${none(split, ({ segment }) => sql`m.${name(segmentColumn(segment.name))}`)})) AS each_day`
  }
  return sql`SELECT member FROM (${given},
presence AS (
  SELECT DISTINCT w.n AS n, m.member AS member FROM ${seen}
)
SELECT p.member AS member FROM presence AS p${joinEnds(today, split, false)}
WHERE ${none(split, (kept) => segmentIn(sql`${endOf(kept)}.${spanColumn(kept, false)}`))}) AS at_end`
}

function isByDay(asOf: AsOf): boolean {
  return asOf === 'last-activity' || asOf === 'each-activity'
}

/** Whether one of the segments is number 0. */
function none({ segments }: Split, numberOf: (kept: KeptSegment) => Sql): Sql {
  return join(
    segments.map((kept) => sql`${numberOf(kept)} = 0`),
    ' OR ',
  )
}
