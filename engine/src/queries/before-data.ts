import { rowParts, type RowSet } from '../activities/row-set.js'
import type { Day } from '../calendar/day.js'
import type { Range } from '../calendar/range.js'
import type { Leaf } from '../measures/leaf.js'
import { daysReadBy, leavesOf, looksBack } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import type { Layout } from '../project/layout.js'
import { spanOfDays, type SeenDays } from './seen-days.js'
import type { Window } from './windows.js'

/** How far days reach before the first day of the data: some of them do, or all. */
export type BeforeData = 'partly' | 'wholly'

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

/** Which of two looks of a metric is asked about: at the days of a window, or at those before that it looks back to. */
export type Look = 'range' | 'before'

/** How far the days that metrics read in a window lie before their data; missing where they do not. */
export function beforeDataOf(
  metric: Metric,
  window: Window,
  { days, looks }: { readonly days: DataDays; readonly looks: readonly Look[] },
): BeforeData | undefined {
  const each = leavesOf(metric).flatMap((leaf) => {
    const first = days(leaf)?.from
    const read = daysReadBy(leaf, window)
    return looks.map((look) => reachBefore(read[look], first))
  })
  return each.includes('wholly') ? 'wholly' : each.find((found) => found !== undefined)
}

/** How far days lie before the first day of the data; undefined where they do not. */
export function reachBefore(range: Range | undefined, first: Day | undefined): BeforeData | undefined {
  if (range === undefined || first === undefined || range.from >= first) return undefined
  return range.to < first ? 'wholly' : 'partly'
}

/** What is said of several figures together: `wholly` only where it holds for each. */
export function together(each: readonly (BeforeData | undefined)[]): BeforeData | undefined {
  if (each.every((found) => found === undefined)) return undefined
  return each.every((found) => found === 'wholly') ? 'wholly' : 'partly'
}

/** How far what a row is compared with lies before the data: by metric, and for all of its metrics. */
export interface ComparedBefore {
  readonly byMetric: ReadonlyMap<string, BeforeData>
  readonly all: BeforeData | undefined
}

/** What is asked of a question's metrics. */
export interface NamedMetric {
  readonly name: string
  readonly metric: Metric
}

/** The same of metrics that are compared with a window. */
export function comparedBefore(
  metrics: readonly NamedMetric[],
  window: Window,
  days: DataDays,
): ComparedBefore {
  const each = metrics.map(({ name, metric }) => {
    return [name, beforeDataOf(metric, window, { days, looks: ['range', 'before'] })] as const
  })
  return {
    byMetric: new Map(each.flatMap(([name, found]) => (found === undefined ? [] : [[name, found] as const]))),
    all: together(each.map(([, found]) => found)),
  }
}

/** How far the days lie before the data that metrics look back to; undefined where they do not, or none looks back. */
export function lookedBefore(
  metrics: readonly NamedMetric[],
  window: Window,
  days: DataDays,
): BeforeData | undefined {
  const looking = metrics.filter(({ metric }) => looksBack(metric))
  return together(looking.map(({ metric }) => beforeDataOf(metric, window, { days, looks: ['before'] })))
}
