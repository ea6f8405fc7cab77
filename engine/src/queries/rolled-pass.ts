import { dayOfNumber } from '../calendar/day.js'
import type { LedgerEntry } from '../builds/ledger.js'
import { lookingBack, type Leaf, type MemberLeaf } from '../measures/leaf.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { activeDaysFromSets } from '../rollups/active-days-from-sets.js'
import { activeDaysInWarehouse } from '../rollups/active-days-in-warehouse.js'
import { cellGroups } from '../rollups/asked-cells.js'
import { CalendarNodes } from '../rollups/calendar-nodes.js'
import { coverOf } from '../rollups/covered-sets.js'
import { readDailySums } from '../rollups/daily-sums.js'
import type { FigureRow } from '../rollups/figure-rows.js'
import type { Loading } from '../rollups/load-sets.js'
import { presenceFromSets } from '../rollups/presence-from-sets.js'
import { presenceInWarehouse } from '../rollups/presence-in-warehouse.js'
import type { RollupCache } from '../rollups/rollup-cache.js'
import { rollupsName, type RolledUp } from '../rollups/rollup-tables.js'
import type { SegmentsAsked } from '../rollups/segment-groups.js'
import { segmentedFromSets } from '../rollups/segmented-from-sets.js'
import { segmentedInWarehouse } from '../rollups/segmented-in-warehouse.js'
import { readSegmentValues } from '../rollups/segment-values.js'
import { readSetIndex } from '../rollups/set-index.js'
import { sumsFromMemory } from '../rollups/sums-from-memory.js'
import { keptSegmentName } from '../segments/segment-tables.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { versionOf } from './data-state.js'
import { definitionOfKept, thingsKept } from './needed-things.js'
import type { PassRequest } from './passes/pass.js'
import { splitOf, type Split } from './passes/split.js'
import { reasonInWords, type NotRolled } from './why-member-days.js'

/** Where a pass is answered, and what it is answered from. */
export interface Rolling {
  readonly session: ReadSession
  readonly loaded: LoadedProject
  readonly ledger: ReadonlyMap<string, LedgerEntry>
  readonly cache: RollupCache
}

/** A pass over rollups; or why it goes to member-days. */
export type RolledPass =
  | {
      readonly rows: () => Promise<readonly FigureRow[]>
      /** Which cells and calendar nodes are merged. */
      readonly reads: () => Promise<Merged>
      readonly because?: undefined
    }
  | { readonly because: string }

interface Merged {
  readonly cells: readonly string[]
  readonly nodes: readonly string[]
}

type Kinds = {
  readonly [P in Leaf['pass']]: (
    request: PassRequest<Extract<Leaf, { pass: P }>>,
    rolling: Rolling,
  ) => RolledPass
}

/** How each kind of pass is answered from rollups. A kind that is missing here does not compile. */
const kinds: Kinds = {
  sums: rolledSums,
  presence: rolledMembers,
  'active-days': rolledMembers,
  returning: () => not({ is: 'amounts-by-member' }),
  'active-sums': () => not({ is: 'amounts-by-member' }),
}

/** How a pass is answered from rollups, or why it is not. */
export function rolledPass(request: PassRequest, rolling: Rolling): RolledPass {
  const kind = kinds[request.leaves[0].pass] as (request: PassRequest, rolling: Rolling) => RolledPass
  return kind(request, rolling)
}

function not(reason: NotRolled): RolledPass {
  return { because: reasonInWords(reason) }
}

function rolledSums(request: PassRequest<Extract<Leaf, { pass: 'sums' }>>, rolling: Rolling): RolledPass {
  const [{ of }] = request.leaves
  const { session, cache, ledger } = rolling
  const entry = ledger.get(`sums ${of.name}`)
  if (entry === undefined) return not({ is: 'not-built', thing: `sums ${of.name}` })
  const cells = entry.rows * request.stored.length
  if (cells > mostSums) return not({ is: 'too-many-sums', rows: entry.rows })
  const key = versionOf(entry)
  const rows = async () => {
    const sums = await cache.keep(key, async () => {
      const value = await readDailySums(session, { of, columns: request.stored, written: request.written })
      return { value, bytes: value.bytes }
    })
    const columns = request.leaves.map(({ summed }) => summed.column)
    const by = [...request.by, ...(request.apart ?? [])]
    return sumsFromMemory({ ...request, by, columns }, sums, { cache, key })
  }
  return { rows, reads: () => Promise.resolve({ cells: [], nodes: ['running sums of days'] }) }
}

/** So many daily sums are held in memory at most: some 160 MB of them. */
const mostSums = 20_000_000

function rolledMembers(request: PassRequest<MemberLeaf>, rolling: Rolling): RolledPass {
  const [leaf] = request.leaves
  const rolledUp = { of: leaf.of, identity: leaf.identity }
  const entry = builtRollups(rolledUp, rolling)
  if (entry === undefined) return not({ is: 'not-built', thing: `rollups ${rollupsName(rolledUp)}` })
  const split = splitOf(leaf.of, leaf.identity, request)
  const isSplit = split.segments.length > 0
  const isByDay = split.asOf === 'last-activity' || split.asOf === 'each-activity'
  if (isSplit && !isByDay) return not({ is: 'held-on-a-day', asOf: split.asOf })
  const rows = async () => {
    const counted = { ...request, by: split.own, where: split.ownWhere }
    const nodes = calendarNodes(rolling.loaded)
    const loading = await loadingOf(rolledUp, { entry, rolling, nodes })
    const segmented = isSplit ? await segmentsAsked(request, { split, rolledUp, rolling, entry }) : undefined
    const figures = request.leaves.flatMap((each) => (each.pass === 'presence' ? [each.figure] : []))
    if (rolling.session.mergesSets) {
      const groups = cellGroups(rolledUp, counted, loading.index)
      const { since = 0, until = -1 } = loading.index
      const within = { ...rolledUp, groups, since, until, nodes }
      if (leaf.pass === 'active-days')
        return activeDaysInWarehouse(rolling.session, { ...counted, segmented }, within)
      if (segmented !== undefined)
        return segmentedInWarehouse(rolling.session, { ...segmented, figures }, within)
      return presenceInWarehouse(rolling.session, { ...counted, figures }, within)
    }
    if (leaf.pass === 'active-days') return activeDaysFromSets({ ...counted, segmented }, loading, nodes)
    if (segmented !== undefined) return segmentedFromSets({ ...segmented, figures }, loading, nodes)
    return presenceFromSets({ ...counted, figures }, loading, nodes)
  }
  const reads = async () => {
    const nodes = calendarNodes(rolling.loaded)
    const loading = await loadingOf(rolledUp, { entry, rolling, nodes })
    return mergedBy(request, { split, loading, nodes })
  }
  return { rows, reads }
}

function mergedBy(
  { windows, leaves }: PassRequest<MemberLeaf>,
  { split, loading, nodes }: { split: Split; loading: Loading; nodes: CalendarNodes },
): Merged {
  const groups = cellGroups(loading, { by: split.own, where: split.ownWhere }, loading.index)
  const looksBack = leaves.some((leaf) => leaf.pass === 'presence' && lookingBack.has(leaf.figure))
  const ranges = windows.flatMap(({ range, before }) => (looksBack ? [range, before] : [range]))
  const tiles = ranges.flatMap((range) => coverOf(range, loading.index, nodes))
  const named = tiles.map(({ grain, first }) =>
    grain === 'day' ? dayOfNumber(first) : `${grain} of ${dayOfNumber(first)}`,
  )
  return {
    cells: groups.flatMap(({ cells }) => cells.map(({ key }) => key)),
    nodes: [...new Set(named)],
  }
}

/** The ledger's entry of rollups that are built as they are declared. */
function builtRollups(rolledUp: RolledUp, { loaded, ledger }: Rolling): LedgerEntry | undefined {
  const thing = `rollups ${rollupsName(rolledUp)}`
  const entry = ledger.get(thing)
  const kept = thingsKept(loaded.layout).find((each) => each.thing === thing)
  if (entry === undefined || kept === undefined) return undefined
  return entry.definition === definitionOfKept(loaded, kept) ? entry : undefined
}

const nodesOf = new WeakMap<LoadedProject, CalendarNodes>()

function calendarNodes(loaded: LoadedProject): CalendarNodes {
  const known = nodesOf.get(loaded)
  if (known !== undefined) return known
  const nodes = new CalendarNodes(loaded.project.calendar)
  nodesOf.set(loaded, nodes)
  return nodes
}

async function loadingOf(
  rolledUp: RolledUp,
  { entry, rolling, nodes }: { entry: LedgerEntry; rolling: Rolling; nodes: CalendarNodes },
): Promise<Loading> {
  const { session, cache } = rolling
  const index = await cache.keep(versionOf(entry), async () => {
    const value = await readSetIndex(session, rolledUp, nodes)
    return { value, bytes: value.bytes }
  })
  return { ...rolledUp, session, cache, index }
}

interface AskingSegments {
  readonly split: Split
  readonly rolledUp: RolledUp
  readonly rolling: Rolling
  readonly entry: LedgerEntry
}

async function segmentsAsked(
  { windows, kept }: PassRequest<MemberLeaf>,
  { split, rolledUp, rolling, entry }: AskingSegments,
): Promise<SegmentsAsked> {
  const { session, cache } = rolling
  const { of, identity } = rolledUp
  const declared = (of.segments[identity] ?? []).map(async (segment) => {
    const found = kept.find((each) => each.identity === identity && each.segment === segment)
    if (found === undefined) throw new Error(`the segment ${segment.name} is not kept`)
    const own = rolling.ledger.get(`segment ${keptSegmentName(found)}`)
    const key = `${versionOf(entry)} values of ${own === undefined ? '' : versionOf(own)}`
    return cache.keep(key, async () => {
      const value = await readSegmentValues(session, found)
      return { value, bytes: value.size * 256 }
    })
  })
  return {
    windows,
    by: split.own,
    where: split.ownWhere,
    attributes: split.attributes,
    heldWhere: split.heldWhere,
    asOf: split.asOf === 'each-activity' ? 'each-activity' : 'last-activity',
    segments: await Promise.all(declared),
  }
}
