import { dayNumber } from '../calendar/day.js'
import { hasFlag } from '../activities/activity.js'
import { lookingBack } from '../measures/leaf.js'
import { cellGroups, type CellGroup } from './asked-cells.js'
import { nodeNumber, type CalendarNodes } from './calendar-nodes.js'
import { coverOf, setsOf } from './covered-sets.js'
import { countMembers, type MemberCounts } from './count-members.js'
import type { FigureRow } from './figure-rows.js'
import { figureOf, needsFirst, type PresenceAsked } from './presence-figures.js'
import { loadSets, type LoadedSets, type Loading } from './load-sets.js'
import type { MemberSet } from './member-set.js'
import { isSwept, sweptRows } from './rolling-sweep.js'
import type { IndexedSet } from './set-index.js'

/** The sets that say what members of a group were in a window. */
export interface PresencePlan {
  readonly n: number
  readonly group: CellGroup
  readonly range: readonly IndexedSet[]
  readonly before: readonly IndexedSet[]
  readonly first: readonly IndexedSet[]
  readonly earlier: readonly IndexedSet[]
  readonly flagged: readonly IndexedSet[]
}

/** Counts members by what they are in each window and the range before it, from their sets. */
export async function presenceFromSets(
  asked: PresenceAsked,
  loading: Loading,
  nodes: CalendarNodes,
): Promise<readonly FigureRow[]> {
  const groups = cellGroups(loading, asked, loading.index)
  if (isSwept(asked, loading)) return sweptRows(asked, { groups, loading, nodes })
  const plans = presencePlans(asked, { groups, loading, nodes })
  const sets = await loadSets(neededSets(plans), loading)
  return plans.flatMap((plan) => rowOf(plan, asked, { sets, hasFlags: hasFlag(loading.of) }))
}

/** What has to be merged for each window and group; nothing where there is nobody. */
export function presencePlans(
  { figures, windows }: PresenceAsked,
  {
    groups,
    loading,
    nodes,
  }: { groups: readonly CellGroup[]; loading: Pick<Loading, 'index' | 'of'>; nodes: CalendarNodes },
): readonly PresencePlan[] {
  const { index, of } = loading
  const looksBack = figures.some((figure) => lookingBack.has(figure))
  const asksFirst = figures.some((figure) => needsFirst.has(figure))
  return windows.flatMap((window, n) => {
    const inRange = coverOf(window.range, index, nodes)
    const before = looksBack ? coverOf(window.before, index, nodes) : []
    return groups.flatMap((group): readonly PresencePlan[] => {
      const { cells } = group
      const active = setsOf(cells, 'active', inRange)
      const seen = setsOf(cells, 'active', before)
      if (active.length === 0 && seen.length === 0) return []
      const needs = asksFirst && active.length > 0
      const first = needs ? setsOf(cells, 'first', inRange) : []
      const isSplit = first.length > 0 && cells.length > 1 && index.since !== undefined
      const earlier = isSplit ? nodes.cover(index.since, dayNumber(window.range.from) - 1) : []
      return [
        {
          n,
          group,
          range: active,
          before: seen,
          first,
          earlier: isSplit ? setsOf(cells, 'first', earlier) : [],
          flagged: needs && hasFlag(of) ? setsOf(cells, 'flagged', inRange) : [],
        },
      ]
    })
  })
}

/** Every set whose members are needed: where one node of one cell says it all, its size does. */
export function* neededSets(plans: readonly PresencePlan[]): Generator<IndexedSet> {
  for (const plan of plans) {
    if (toldBySize(plan) !== undefined) continue
    yield* plan.range
    yield* plan.before
    yield* plan.first
    yield* plan.earlier
    yield* plan.flagged
  }
}

interface Loaded {
  readonly sets: LoadedSets
  readonly hasFlags: boolean
}

function rowOf(
  plan: PresencePlan,
  { figures }: PresenceAsked,
  { sets, hasFlags }: Loaded,
): readonly FigureRow[] {
  const membersOf = (some: readonly IndexedSet[]) =>
    some.flatMap((set): MemberSet[] => [sets.get(set)].filter((found) => found !== undefined))
  const counts =
    toldBySize(plan) ??
    countMembers({
      range: membersOf(plan.range),
      before: membersOf(plan.before),
      first: membersOf(plan.first),
      earlier: membersOf(plan.earlier),
      flagged: membersOf(plan.flagged),
      hasFlags,
    })
  return [
    {
      n: plan.n,
      values: plan.group.values,
      figures: figures.map((figure) => String(figureOf[figure](counts))),
    },
  ]
}

/**
 * The counts of a plan of one set, which are stored beside it; unless another set may say of one of its members that
 * the first day lies elsewhere in the range, or earlier.
 */
function toldBySize({ range, before, first, earlier }: PresencePlan): MemberCounts | undefined {
  const [only] = range
  if (only === undefined || range.length > 1 || before.length + earlier.length > 0) return undefined
  if (first.some(({ cell, node }) => cell !== only.cell || nodeNumber(node) !== nodeNumber(only.node)))
    return undefined
  return { active: only.size, before: 0, retained: 0, fresh: only.fresh, freshRetained: 0 }
}
