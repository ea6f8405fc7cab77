import { dimensionsOf } from '../../activities/row-set.js'
import { leavesOf } from '../../metrics/metric-kinds.js'
import type { Metric } from '../../metrics/metric.js'
import { permissions, type Role } from '../../project/access.js'
import type { Board } from '../../project/board.js'
import type { LoadedProject } from '../../project/loaded-project.js'
import type { Project } from '../../project/project.js'
import type { Reference } from '../../project/reference.js'
import type { View } from './asker.js'

/** The view of whoever may see and do everything. */
export function wholeView(loaded: LoadedProject): View {
  return {
    role: null,
    loaded,
    rows: [],
    withheld: new Map(),
    counts: () => true,
    may: new Set(permissions),
  }
}

/**
 * The view of a role: a project that declares nothing else than what the role may read. Names are looked up in
 * it, so that whatever a refusal suggests or lists is the role's own.
 */
export function roleView(loaded: LoadedProject, name: string, role: Role): View {
  const { project } = loaded
  const rows = Object.entries(role.rows ?? {}).map(([dimension, values]) => ({ dimension, values }))
  const dimensions = rows.map(({ dimension }) => dimension)
  const allowed = only(project.metrics, role.metrics)
  const withheld = new Map(
    Object.entries(allowed).flatMap(([metric, declared]): [string, string][] => {
      const lacking = dimensions.find((dimension) => !canBeLimited(declared, dimension))
      return lacking === undefined ? [] : [[metric, lacking]]
    }),
  )
  const metrics = Object.fromEntries(Object.entries(allowed).filter(([metric]) => !withheld.has(metric)))
  const plans = rows.length > 0 ? {} : only(project.plans, role.plans)
  const boards = Object.fromEntries(
    Object.entries(only(project.boards, role.boards))
      .map(([board, declared]) => [board, narrowed(declared, { metrics, plans })] as const)
      .filter(([, { cards }]) => cards.length > 0),
  )
  const { targets } = project
  const seen: Project = {
    ...project,
    metrics,
    plans,
    boards,
    tables: {},
    references: rows.length > 0 ? {} : comparable(project.references, metrics),
    targets: targets !== undefined && Object.hasOwn(metrics, targets.from) ? targets : undefined,
  }
  return {
    role: name,
    loaded: { ...loaded, project: seen },
    rows,
    withheld,
    counts: role.metrics === 'all' ? () => true : countedBy(metrics),
    may: new Set(role.may ?? []),
  }
}

/**
 * Whether a metric can be told of some values of a dimension alone: every row behind it has the dimension. An
 * attribute of members does not do: what a member was elsewhere decides about it.
 */
function canBeLimited(metric: Metric, dimension: string): boolean {
  return (
    metric.dimensions.includes(dimension) &&
    leavesOf(metric).every(({ of }) => dimensionsOf(of).includes(dimension))
  )
}

/** Which figures of members some metrics count. */
function countedBy(metrics: Readonly<Record<string, Metric>>): View['counts'] {
  const counted = Object.values(metrics)
    .flatMap((metric) => leavesOf(metric))
    .filter((leaf) => leaf.pass === 'presence')
  return (figure, { of, identity }) =>
    counted.some((leaf) => leaf.figure === figure && leaf.of === of && leaf.identity === identity)
}

/** A board without what the role may not read. */
function narrowed(
  board: Board,
  {
    metrics,
    plans,
  }: { metrics: Readonly<Record<string, unknown>>; plans: Readonly<Record<string, unknown>> },
): Board {
  const readable = (names: readonly string[]) => names.filter((name) => Object.hasOwn(metrics, name))
  return {
    ...board,
    cards: readable(board.cards),
    charts: board.charts
      .map((chart) => ({ ...chart, metrics: readable(chart.metrics) }))
      .filter((chart) => chart.metrics.length > 0),
    plans: (board.plans ?? []).filter((plan) => Object.hasOwn(plans, plan)),
  }
}

/** The references all of whose metrics are readable. */
function comparable(
  references: Readonly<Record<string, Reference>>,
  metrics: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Reference>> {
  return Object.fromEntries(
    Object.entries(references).filter(([, { values }]) =>
      Object.values(values).every((metric) => Object.hasOwn(metrics, metric)),
    ),
  )
}

function only<T>(
  declared: Readonly<Record<string, T>>,
  names: readonly string[] | 'all' | undefined,
): Readonly<Record<string, T>> {
  if (names === 'all') return declared
  return Object.fromEntries(Object.entries(declared).filter(([name]) => names?.includes(name)))
}
