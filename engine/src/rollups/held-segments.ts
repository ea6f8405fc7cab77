import { givenRows, sql, type Sql } from '../sql/sql.js'
import type { CellGroup } from './asked-cells.js'
import type { SegmentGroups } from './segment-groups.js'

const columns = [
  { name: 'segments', type: 'text', nullable: false },
  { name: 'held', type: 'integer', nullable: false },
] as const

/** `held`: to which group of attributes each combination of segments belongs, -1 where it is not wanted; undefined where none is. */
export function heldSegments(groups: readonly CellGroup[], bySegment: SegmentGroups): Sql | undefined {
  const stored = new Set(groups.flatMap(({ cells }) => cells.flatMap(({ segment }) => [...segment.keys()])))
  const rows = [...stored].map((segments) => [segments, bySegment.of(segments)])
  if (bySegment.values.length === 0) return undefined
  return sql`held AS (
  ${givenRows(columns, rows)}
)`
}
