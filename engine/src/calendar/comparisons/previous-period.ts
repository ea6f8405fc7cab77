import { previousPeriod as periodBefore } from '../period.js'
import { wholePeriods } from '../whole-periods.js'
import { dateToDate } from './date-to-date.js'
import { monthToMonth } from './month-to-month.js'
import type { Rule } from './rule.js'
import { soFar } from './so-far.js'

/**
 * What people mean by "before": the week, month, quarter or year before, whole or as far as this one has
 * come; for whole months as many before; for any other days the same dates of an earlier month.
 */
export const previousPeriod: Rule = (asked) => {
  const { range, period, calendar } = asked
  if (period && period.grain !== 'day') return { range: soFar(periodBefore(period, calendar).range, asked) }
  return wholePeriods(range, 'month', calendar) ? monthToMonth(asked) : dateToDate(asked)
}
