import type { Calendar } from './calendar.js'
import { addDays, type Day } from './day.js'
import { type Grain, isMonthly } from './grain.js'
import { type Period, periodOf } from './period.js'
import type { Range } from './range.js'

/** Grains each of which is made of whole ones of the shorter. Weeks do not nest in months. */
export type Tree = readonly Exclude<Grain, 'week'>[] | readonly ('day' | 'week')[]

export const monthTree: Tree = ['day', 'month', 'quarter', 'year']
export const weekTree: Tree = ['day', 'week']

/**
 * The fewest periods that tile a range exactly: in order, without gap or overlap. Days are used where no
 * longer period fits, named in `using` or not.
 *
 * @example
 * cover({ from: '2025-01-31', to: '2025-06-30' }, calendar) // 2025-01-31, 2025-02, 2025-03, 2025-Q2
 */
export function cover(range: Range, calendar: Calendar, { using = monthTree } = {}): readonly Period[] {
  const periods: Period[] = []
  let from = range.from
  for (;;) {
    const period = longestFrom(from, range.to, { calendar, using })
    periods.push(period)
    if (period.range.to >= range.to) return periods
    from = addDays(period.range.to, 1)
  }
}

/** The longest period that starts on `from` and ends by `to`: in a tree, taking it first makes the fewest. */
function longestFrom(from: Day, to: Day, { calendar, using }: { calendar: Calendar; using: Tree }): Period {
  let longest = periodOf(from, 'day', calendar)
  for (const grain of using) {
    if (isMonthly(grain) && !from.endsWith('-01')) continue
    const period = periodOf(from, grain, calendar)
    const fits = period.range.from === from && period.range.to <= to
    if (fits && period.range.to > longest.range.to) longest = period
  }
  return longest
}
