import type { DataDays } from '../builds/data-days.js'
import type { Day } from '../calendar/day.js'
import type { Range } from '../calendar/range.js'
import { daysReadBy, leavesOf, looksBack } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import type { Window } from './windows.js'

/** How far days reach before the first day of the data: some of them do, or all. */
export type BeforeData = 'partly' | 'wholly'

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
