import { wholePeriods } from '../whole-periods.js'
import { monthToMonth } from './month-to-month.js'
import type { Rule } from './rule.js'

/** As many whole quarters, just before; while they are in progress, as many of their days as have elapsed. */
export const quarterToQuarter: Rule = (asked) =>
  wholePeriods(asked.range, 'quarter', asked.calendar) ? monthToMonth(asked) : { needs: 'whole quarters' }
