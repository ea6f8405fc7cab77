import type { Activity } from '../activities/activity.js'
import { keyTypeOf, type KeyType } from '../activities/activity-tables.js'
import type { RowSet } from '../activities/row-set.js'
import { sourcesOf } from '../activities/row-set.js'
import type { Calendar } from '../calendar/calendar.js'
import { Refusal } from '../errors.js'
import type { Amounts } from '../measures/amount-table.js'
import { countsMembers, isInCurrency, type Leaf } from '../measures/leaf.js'
import type { SummedColumn } from '../measures/summed-column.js'
import type { Metric } from '../metrics/metric.js'
import { leavesOf } from '../metrics/metric-kinds.js'
import type { Model } from '../models/model.js'
import { planSources, type Plan } from '../plans/plan.js'
import type { RolledUp } from '../rollups/rollup-tables.js'
import { keptSegmentName, type KeptSegment } from '../segments/segment-tables.js'
import type { Source } from '../sources/source.js'

/** What a project's metrics need to have kept in the warehouse. */
export interface Layout {
  readonly sources: readonly Source[]
  /** The models, each after those that it reads. */
  readonly models: readonly Model[]
  /** The activities with the identities by which members of them are counted. */
  readonly activities: readonly Activity[]
  readonly keyTypes: ReadonlyMap<string, KeyType>
  readonly segments: readonly KeptSegment[]
  /** The activities and identities of which member sets are kept: those whose members a metric counts. */
  readonly rollups: readonly (RolledUp & { readonly calendar: Pick<Calendar, 'weekStart'> })[]
  readonly sums: readonly { readonly of: RowSet; readonly columns: readonly SummedColumn[] }[]
  readonly amounts: readonly Amounts[]
}

/**
 * Finds what has to be kept so that every metric and every plan can be read.
 *
 * @throws Refusal `name-taken` when two different sources or activities have one name
 */
export function layoutOf({
  metrics,
  plans = {},
  calendar,
}: {
  readonly calendar: Calendar
  readonly metrics: Readonly<Record<string, Metric>>
  readonly plans?: Readonly<Record<string, Plan>>
}): Layout {
  const leaves = Object.values(metrics).flatMap(leavesOf)
  const rowSets = unique(leaves.map((leaf) => leaf.of))
  const activities = rowSets.filter((rows): rows is Activity => rows.kind === 'activity')
  const planned = Object.values(plans).flatMap(({ metric }) => leavesOf(metric).map((leaf) => leaf.of))
  const sources = unique([
    ...[...rowSets, ...planned].flatMap((rows) => sourcesOf(rows)),
    ...Object.values(plans).flatMap(planSources),
  ])
  refuseSharedNames([...rowSets, ...sources])
  const identities = [...new Set(activities.flatMap((activity) => activity.identities))]
  const keyTypes = new Map(
    identities.map((identity) => {
      const having = activities.filter((activity) => activity.identities.includes(identity))
      return [identity, keyTypeOf(identity, having)]
    }),
  )
  const segments = keptSegments(activities, keyTypes)
  refuseSharedNames(segments.map(({ segment }) => segment))
  return {
    sources,
    models: [],
    activities,
    keyTypes,
    segments,
    rollups: activities.flatMap((of) =>
      of.identities
        .filter((identity) =>
          leaves.some((leaf) => countsMembers(leaf) && leaf.of === of && leaf.identity === identity),
        )
        .map((identity) => ({ of, identity, calendar: { weekStart: calendar.weekStart } })),
    ),
    sums: rowSets.flatMap((of) => {
      const columns = columnsOf(leaves, (leaf) => leaf.pass === 'sums' && leaf.of === of)
      return columns.length === 0 ? [] : [{ of, columns }]
    }),
    amounts: activities.flatMap((of) =>
      of.identities.flatMap((identity) =>
        (['active', 'all'] as const).flatMap((rows) => {
          const pass = rows === 'all' ? 'active-sums' : 'returning'
          const columns = columnsOf(
            leaves,
            (leaf) => leaf.pass === pass && leaf.of === of && leaf.identity === identity,
          )
          return columns.length === 0 ? [] : [{ of, identity, rows, columns }]
        }),
      ),
    ),
  }
}

/** The segments of the activities' members, each once for an identity. */
function keptSegments(
  activities: readonly Activity[],
  keyTypes: ReadonlyMap<string, KeyType>,
): readonly KeptSegment[] {
  const kept = activities.flatMap(({ segments }) =>
    Object.entries(segments).flatMap(([identity, having]) =>
      having.map((segment) => ({ segment, identity, keyType: keyTypes.get(identity) ?? 'text' })),
    ),
  )
  const keyOf = ({ segment, identity }: KeptSegment) => keptSegmentName({ segment, identity })
  return [...new Map(kept.map((each) => [keyOf(each), each])).values()]
}

/**
 * A layout with models, and with the sources that they read.
 *
 * @throws Refusal `name-taken` when two different sources have one name
 */
export function withModels(layout: Layout, models: readonly Model[]): Layout {
  const sources = unique([...layout.sources, ...models.flatMap((model) => model.sources)])
  refuseSharedNames([...layout.activities, ...sources])
  return { ...layout, sources, models }
}

/** The stored columns of the leaves that are wanted, each once. */
function columnsOf(leaves: readonly Leaf[], isWanted: (leaf: Leaf) => boolean): readonly SummedColumn[] {
  const wanted = leaves
    .filter(isWanted)
    .flatMap((leaf) =>
      'summed' in leaf ? [leaf.summed, ...(isInCurrency(leaf) ? [leaf.currency.counted] : [])] : [],
    )
  return [...new Map(wanted.map((summed) => [summed.column, summed])).values()]
}

function unique<T extends object>(things: readonly T[]): readonly T[] {
  return [...new Set(things)]
}

function refuseSharedNames(named: readonly { readonly kind: string; readonly name: string }[]): void {
  const taken = new Map<string, { readonly kind: string }>()
  for (const thing of unique(named)) {
    const key = thing.name.toLowerCase()
    const other = taken.get(key)
    if (other !== undefined)
      throw new Refusal('name-taken', { name: thing.name, kinds: [other.kind, thing.kind] })
    taken.set(key, thing)
  }
}
