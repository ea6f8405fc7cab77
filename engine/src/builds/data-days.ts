import { rowParts, type RowSet } from '../activities/row-set.js'
import type { Day } from '../calendar/day.js'
import type { Range } from '../calendar/range.js'
import type { Leaf } from '../measures/leaf.js'
import { leavesOf } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import type { Layout } from '../project/layout.js'
import type { LedgerEntry } from './ledger.js'

/** By the ledger's names of things, the first and the last day on which each has a row. */
export type SeenDays = ReadonlyMap<string, Range>

/** The same as the ledger says it of all that is kept. */
export function daysInLedger(ledger: ReadonlyMap<string, LedgerEntry>): SeenDays {
  return new Map(
    [...ledger.values()].flatMap(({ thing, firstDay: from, lastDay: to }) =>
      from === null || to === null ? [] : [[thing, { from, to }] as const],
    ),
  )
}

/** From the first of several ranges' days to the last; undefined of none. */
export function spanOfDays(ranges: readonly Range[]): Range | undefined {
  const from = ranges.map((range) => range.from).toSorted()[0]
  const to = ranges
    .map((range) => range.to)
    .toSorted()
    .at(-1)
  return from === undefined || to === undefined ? undefined : { from, to }
}

/** The first and the last day of the data that a leaf is taken from; undefined where there are no rows at all. */
export type DataDays = (leaf: Leaf) => Range | undefined

/**
 * The days of the data behind leaves, as whoever asks sees them. A condition may be met later than the first row: where
 * other rows of the same source are kept by the same day, the data begin with the first of them.
 */
export function dataDays(seen: SeenDays, layout: Layout): DataDays {
  const byRows = new Map<RowSet, Range | undefined>()
  return ({ of }) => {
    if (!byRows.has(of)) byRows.set(of, daysOfRows(of, { seen, layout }))
    return byRows.get(of)
  }
}

interface Seen {
  readonly seen: SeenDays
  readonly layout: Layout
}

function daysOfRows(of: RowSet, given: Seen): Range | undefined {
  const own = spanOfDays(keptOf(of, given))
  if (own === undefined) return undefined
  const beside = rowSetsOf(given.layout).filter((other) => other !== of && sharesSource(of, other))
  const firsts = beside.flatMap((other) => keptOf(other, given)).map(({ from }) => from)
  return { from: [own.from, ...firsts].toSorted()[0] ?? own.from, to: own.to }
}

function rowSetsOf({ sums, activities }: Layout): readonly RowSet[] {
  return [...new Set<RowSet>([...sums.map(({ of }) => of), ...activities])]
}

function keptOf(of: RowSet, { seen, layout }: Seen): readonly Range[] {
  const things = [
    ...(layout.sums.some((sums) => sums.of === of) ? [`sums ${of.name}`] : []),
    ...(layout.activities.some((activity) => activity === of) ? [`activity ${of.name}`] : []),
  ]
  return things.flatMap((thing) => seen.get(thing) ?? [])
}

/** Whether all of another row set's rows are of one source that some of these are of, too, and by the same day. */
function sharesSource(of: RowSet, other: RowSet): boolean {
  const [only, ...others] = rowParts(other)
  if (only === undefined || others.length > 0) return false
  const { from: source, day } = only
  return rowParts(of).some((part) => part.from === source && part.day === day)
}

/** The first day from which on all that a metric is worked out from has data; undefined where nothing has. */
export function firstDayOf(metric: Metric, days: DataDays): Day | undefined {
  return leavesOf(metric)
    .flatMap((leaf) => days(leaf)?.from ?? [])
    .toSorted()
    .at(-1)
}
