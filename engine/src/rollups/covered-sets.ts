import { dayNumber } from '../calendar/day.js'
import { nodeNumber, type CalendarNode, type CalendarNodes } from './calendar-nodes.js'
import type { CountedWindow } from './figure-rows.js'
import type { CellIndex, IndexedSet, SetIndex } from './set-index.js'

/** The nodes that tile a range, as far as anything is stored. */
export function coverOf(
  { from, to }: CountedWindow['range'],
  { since, until }: SetIndex,
  nodes: CalendarNodes,
): readonly CalendarNode[] {
  if (since === undefined || until === undefined) return []
  return nodes.cover(Math.max(since, dayNumber(from)), Math.min(until, dayNumber(to)))
}

/** The stored sets of a kind in cells and nodes. */
export function setsOf(
  cells: readonly CellIndex[],
  kind: 'active' | 'first' | 'flagged',
  nodes: readonly CalendarNode[],
): readonly IndexedSet[] {
  const found: IndexedSet[] = []
  for (const cell of cells) {
    for (const node of nodes) {
      const set = cell[kind].get(nodeNumber(node))
      if (set !== undefined) found.push(set)
    }
  }
  return found
}
