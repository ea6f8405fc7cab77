import { hasFlag } from '../activities/activity.js'
import { dayNumber } from '../calendar/day.js'
import { lookingBack, type Figure } from '../measures/leaf.js'
import { cellGroups, type CellGroup } from './asked-cells.js'
import { nodeNumber, type CalendarNode, type CalendarNodes } from './calendar-nodes.js'
import { countBySegment, type SegmentStep } from './count-by-segment.js'
import { coverOf, setsOf } from './covered-sets.js'
import { daysOf } from './days-of.js'
import type { CountedWindow, FigureRow } from './figure-rows.js'
import { loadSets, type LoadedSets, type Loading } from './load-sets.js'
import { SegmentGroups, type SegmentsAsked } from './segment-groups.js'
import type { IndexedSet } from './set-index.js'

/** Counts members by their segments in each window, from their sets. */
export async function segmentedFromSets(
  asked: SegmentsAsked & { readonly figures: readonly Figure[] },
  loading: Loading,
  nodes: CalendarNodes,
): Promise<readonly FigureRow[]> {
  const { figures, windows } = asked
  const looksBack = figures.some((figure) => lookingBack.has(figure))
  const bySegment = new SegmentGroups(asked)
  const { index, of } = loading
  const plans = cellGroups(loading, asked, index).flatMap((group) =>
    windows.map((window, n) => {
      const inRange = coverOf(window.range, index, nodes)
      const isSplit = group.cells.length > 1 && index.since !== undefined
      const earlier = isSplit ? nodes.cover(index.since, dayNumber(window.range.from) - 1) : []
      return {
        n,
        group,
        range: stepsOf(group, tilesOf(window.range, { asked, group, loading, nodes }), bySegment),
        before: looksBack
          ? stepsOf(group, tilesOf(window.before, { asked, group, loading, nodes }), bySegment)
          : [],
        first: setsOf(group.cells, 'first', inRange),
        earlier: setsOf(group.cells, 'first', earlier),
        flagged: hasFlag(of) ? setsOf(group.cells, 'flagged', inRange) : [],
      }
    }),
  )
  const needed = plans.flatMap(({ range, before, first, earlier, flagged }) => [
    ...[...range, ...before].flat().map(({ set }) => set),
    ...first,
    ...earlier,
    ...flagged,
  ])
  const sets = await loadSets(needed, loading)
  return plans.flatMap(({ n, group, range, before, first, earlier, flagged }) => {
    const counted = countBySegment({
      groups: bySegment.values.length,
      lastPrevails: asked.asOf === 'last-activity',
      range: loadedSteps(range, sets),
      before: loadedSteps(before, sets),
      first: first.flatMap((set) => sets.get(set) ?? []),
      earlier: earlier.flatMap((set) => sets.get(set) ?? []),
      flagged: flagged.flatMap((set) => sets.get(set) ?? []),
    })
    return counted.flatMap((counts, at): readonly FigureRow[] => {
      if (counts.active === 0 && counts.before === 0) return []
      const values = { ...group.values, ...bySegment.values[at] }
      return [{ n, values, figures: figures.map((figure) => String(counts[figure])) }]
    })
  })
}

/** A set of members with the group of their segments. */
interface GroupedSet {
  readonly set: IndexedSet
  readonly group: number
}

interface Tiling {
  readonly asked: SegmentsAsked
  readonly group: CellGroup
  readonly loading: Loading
  readonly nodes: CalendarNodes
}

/**
 * The nodes whose segments are merged. A longer node says in which segment its members were last; so each day is
 * looked at where every segment counts, and where cells are several, of which each has a last day of its own.
 */
function tilesOf(
  range: CountedWindow['range'],
  { asked, group, loading, nodes }: Tiling,
): readonly CalendarNode[] {
  const cover = coverOf(range, loading.index, nodes)
  if (asked.asOf === 'last-activity' && group.cells.length === 1) return cover
  return cover.flatMap(({ first, last }) => daysOf(first, last))
}

/** The sets of each tile, with the groups that they belong to. */
export function stepsOf(
  { cells }: CellGroup,
  tiles: readonly CalendarNode[],
  bySegment: SegmentGroups,
): readonly (readonly GroupedSet[])[] {
  return tiles.map((tile) => {
    const number = nodeNumber(tile)
    return cells.flatMap((cell) =>
      [...cell.segment].flatMap(([segments, sets]): readonly GroupedSet[] => {
        const set = sets.get(number)
        return set === undefined ? [] : [{ set, group: bySegment.of(segments) }]
      }),
    )
  })
}

function loadedSteps(steps: readonly (readonly GroupedSet[])[], sets: LoadedSets): readonly SegmentStep[] {
  return steps.map((step) =>
    step.flatMap(({ set, group }) => {
      const members = sets.get(set)
      return members === undefined ? [] : [{ members, group }]
    }),
  )
}
