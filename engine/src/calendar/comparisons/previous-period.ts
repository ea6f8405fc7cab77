import { previousPeriod as periodBefore } from '../period.js'
import { daysIn, moveByDays } from '../range.js'
import { wholePeriods } from '../whole-periods.js'
import { dateToDate } from './date-to-date.js'
import { monthToMonth } from './month-to-month.js'
import { asManyDaysBefore } from './previous-length.js'
import type { Rule } from './rule.js'
import { partByPart } from './same-part.js'
import { soFar } from './so-far.js'

/**
 * What people mean by "before": the week, month, quarter or year before, whole, as far as this one has come, or the
 * part that the range has of this one; for days that trail today as many days just before; for whole months as many
 * before; for any other days the same dates of an earlier month.
 */
export const previousPeriod: Rule = partByPart((asked) => {
  const { range, current, period, trailing, calendar } = asked
  if (trailing !== undefined) {
    return trailing === daysIn(range) ? asManyDaysBefore(current) : { range: moveByDays(current, -trailing) }
  }
  if (period && period.grain !== 'day') return { range: soFar(periodBefore(period, calendar).range, asked) }
  return wholePeriods(range, 'month', calendar) ? monthToMonth(asked) : dateToDate(asked)
})
