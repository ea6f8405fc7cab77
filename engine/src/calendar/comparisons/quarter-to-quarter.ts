import { wholePeriods } from '../whole-periods.js'
import { monthToMonth } from './month-to-month.js'
import type { Rule } from './rule.js'
import { partByPart } from './same-part.js'

/** As many whole quarters, just before; while they are in progress, as many of their days as have elapsed. */
export const quarterToQuarter: Rule = partByPart((asked) =>
  wholePeriods(asked.range, 'quarter', asked.calendar) ? monthToMonth(asked) : { needs: 'whole quarters' },
)
