import type { Day } from './day.js'
import { daysIn, intersection, type Range } from './range.js'

/** How far a range has come by a day. */
export interface Progress {
  /** Whether its last day is over. */
  readonly complete: boolean
  /** Days that are over or under way; today counts. */
  readonly elapsedDays: number
  readonly days: number
  /** The range up to and with today; undefined when it lies wholly in the future. */
  readonly current: Range | undefined
}

/**
 * How far a range has come by `today`, which counts as elapsed although it is in progress.
 *
 * @example
 * progressOf({ from: '2025-10-01', to: '2025-10-31' }, '2025-10-20')
 * // { complete: false, elapsedDays: 20, days: 31, current: { from: '2025-10-01', to: '2025-10-20' } }
 */
export function progressOf(range: Range, today: Day): Progress {
  const current = range.from > today ? undefined : intersection(range, { from: range.from, to: today })
  return {
    complete: range.to < today,
    elapsedDays: current === undefined ? 0 : daysIn(current),
    days: daysIn(range),
    current,
  }
}
