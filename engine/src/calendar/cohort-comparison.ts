import type { Comparable, Comparison } from './comparison.js'
import { asManyDaysBefore } from './comparisons/previous-length.js'
import { periodInWords } from './words.js'
import { previousPeriod } from './period.js'

/**
 * The range against which members count as retained, reactivated or churned: the whole period before a named
 * one, even while that is in progress; else as many days just before.
 *
 * @example
 * cohortComparison({ ...parsePeriod('2025-Q4', { calendar, today }), calendar }).says // 'Q3 2025'
 */
export function cohortComparison(asked: Omit<Comparable, 'today'>): Pick<Comparison, 'range' | 'says'> {
  const { range, period, calendar } = asked
  if (period) {
    const before = previousPeriod(period, calendar)
    return { range: before.range, says: periodInWords(before) }
  }
  return asManyDaysBefore(range)
}
