import { monthsBefore, moveMonths, wholePeriods } from '../whole-periods.js'
import type { Rule } from './rule.js'
import { partByPart } from './same-part.js'
import { sameWeekday } from './same-weekday.js'

/**
 * A year earlier: whole months as whole months, a named week 52 weeks earlier, other days by their dates,
 * 29 February being the 28th. A range of more than a year overlaps with its own earlier range.
 */
export const yearOverYear: Rule = partByPart((asked) => {
  const { range, current, inProgress, period, calendar } = asked
  if (period?.grain === 'week') return sameWeekday(asked)
  if (!inProgress && wholePeriods(range, 'month', calendar)) return { range: moveMonths(range, 12) }
  return { range: { from: monthsBefore(current.from, 12), to: monthsBefore(current.to, 12) } }
})
