import { nodeGrains } from './calendar-nodes.js'
import { CellSets, type SetRow } from './cell-sets.js'
import { NodeMembers } from './node-members.js'
import { addPlaced, type Placed } from './placed-rows.js'
import type { StoredParts } from './stored-parts.js'
import type { YearStep } from './year-steps.js'

/** A cell of the rollups while its sets are made. */
export interface RolledCell {
  readonly key: string
  readonly number: number
  /** The places among the numbered cells of those that it is made of. */
  readonly parts: readonly number[]
  readonly isFinest: boolean
}

/** What the sets of a year's cells are made from: data that another thread can be given. */
export interface YearMembers {
  readonly steps: readonly YearStep[]
  /** The day of the first slots. */
  readonly firstDay: number
  /** How many slots a day has: one for each numbered cell, and one for each cell of the rollups. */
  readonly slots: { readonly days: number; readonly firsts: number }
  readonly days: Placed
  readonly firsts: Placed
  /** The combinations of segments as they are stored; undefined where there are no segments. */
  readonly segments: readonly string[] | undefined
}

/** The members of each grain's node that is being made, emptied before the next. */
const membersOfGrains = nodeGrains.map(() => new NodeMembers())

/**
 * The sets of one cell of a year, chunk by chunk of ids and day by day, longer nodes from shorter ones.
 *
 * @param parts the nodes that are not made anew, where there are some
 */
export function makeSets(year: YearMembers, cell: RolledCell, parts?: StoredParts): readonly SetRow[] {
  const sets = new CellSets(cell.key, year.segments)
  const chunks = Math.max(year.days.chunks, year.firsts.chunks, parts?.chunks ?? 0)
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    for (const step of year.steps) makeNode(step, { year, cell, parts, chunk, sets })
  }
  return sets.rows()
}

interface Making {
  readonly year: YearMembers
  readonly cell: RolledCell
  readonly parts: StoredParts | undefined
  readonly chunk: number
  readonly sets: CellSets
}

function makeNode(
  { node, grain, from, isRenewed, into }: YearStep,
  { year, cell, parts, chunk, sets }: Making,
): void {
  const members = membersOfGrains[grain]
  if (members === undefined) return
  if (from === 'rows') addDay(members, { year, cell, chunk, day: node.first })
  if (from === 'stored') parts?.addTo(members, chunk, { cell: cell.key, node })
  if (members.size === 0) return
  const isMade = grain === 0 && !cell.isFinest
  if (isRenewed) sets.add(members, { node, key: chunk, isMade })
  for (const longer of into) membersOfGrains[longer]?.addAll(members)
  members.clear()
}

function addDay(
  members: NodeMembers,
  { year, cell, chunk, day }: { year: YearMembers; cell: RolledCell; chunk: number; day: number },
): void {
  const at = day - year.firstDay
  for (const part of cell.parts) addPlaced(year.days, { members, chunk, slot: at * year.slots.days + part })
  addPlaced(year.firsts, { members, chunk, slot: at * year.slots.firsts + cell.number })
}

/** {@link makeSets} as a thread is asked for it. */
export default function madeSets(asked: {
  readonly year: YearMembers
  readonly cell: RolledCell
}): readonly SetRow[] {
  return makeSets(asked.year, asked.cell)
}
