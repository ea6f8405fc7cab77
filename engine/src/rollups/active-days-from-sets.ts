import { cellGroups, type CellGroup, type CellsAsked } from './asked-cells.js'
import { nodeNumber, type CalendarNodes } from './calendar-nodes.js'
import { unionOf } from './count-members.js'
import { coverOf } from './covered-sets.js'
import type { CountedWindow, FigureRow } from './figure-rows.js'
import { loadSets, type LoadedSets, type Loading } from './load-sets.js'
import { daysOf } from './days-of.js'
import { SegmentGroups, type SegmentsAsked } from './segment-groups.js'
import { stepsOf } from './segmented-from-sets.js'
import type { IndexedSet } from './set-index.js'

/** Which days and rows are asked about. */
export interface ActiveDaysAsked extends CellsAsked {
  readonly windows: readonly CountedWindow[]
  /** The split by attributes, where there is one. */
  readonly segmented?: SegmentsAsked | undefined
}

/** The sets of one day whose union counts. */
interface DayPlan {
  readonly n: number
  readonly values: FigureRow['values']
  readonly sets: readonly IndexedSet[]
}

/** Counts on how many days members were active: each member once for each day, in the segment held on that day. */
export async function activeDaysFromSets(
  asked: ActiveDaysAsked,
  loading: Loading,
  nodes: CalendarNodes,
): Promise<readonly FigureRow[]> {
  const plans = cellGroups(loading, asked, loading.index).flatMap((group) =>
    asked.windows.flatMap((window, n) => {
      const days = coverOf(window.range, loading.index, nodes).flatMap(({ first, last }) =>
        daysOf(first, last),
      )
      if (asked.segmented !== undefined) {
        const bySegment = new SegmentGroups(asked.segmented)
        return stepsOf(group, days, bySegment).flatMap((step) => plansOfStep(step, { n, group, bySegment }))
      }
      return days.map((day): DayPlan => ({
        n,
        values: group.values,
        sets: group.cells.flatMap((cell) => cell.active.get(nodeNumber(day)) ?? []),
      }))
    }),
  )
  const several = plans.filter(({ sets }) => sets.length > 1)
  const loaded = await loadSets(
    several.flatMap(({ sets }) => sets),
    loading,
  )
  const rows = new Map<string, { n: number; values: FigureRow['values']; days: number }>()
  for (const plan of plans) {
    const days = membersOf(plan, loaded)
    if (days === 0) continue
    const key = JSON.stringify([plan.n, Object.values(plan.values)])
    const row = rows.get(key) ?? { n: plan.n, values: plan.values, days: 0 }
    row.days += days
    rows.set(key, row)
  }
  return [...rows.values()].map(({ n, values, days }) => ({ n, values, figures: [String(days)] }))
}

/** A day's sets by the group of their segments: those of different segments of one cell have nobody in common. */
function plansOfStep(
  step: ReturnType<typeof stepsOf>[number],
  { n, group, bySegment }: { n: number; group: CellGroup; bySegment: SegmentGroups },
): readonly DayPlan[] {
  const byGroup = new Map<number, IndexedSet[]>()
  for (const { set, group: number } of step) {
    if (number >= 0) byGroup.set(number, [...(byGroup.get(number) ?? []), set])
  }
  return [...byGroup].map(([number, sets]) => ({
    n,
    values: { ...group.values, ...bySegment.values[number] },
    sets,
  }))
}

function membersOf({ sets }: DayPlan, loaded: LoadedSets): number {
  const [first, ...others] = sets
  if (first === undefined) return 0
  if (others.every(({ cell }) => cell === first.cell)) return sets.reduce((sum, { size }) => sum + size, 0)
  return unionOf(sets.flatMap((set) => loaded.get(set) ?? [])).size
}
