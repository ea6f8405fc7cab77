import { monthsTouched, moveMonths, wholePeriods } from '../whole-periods.js'
import type { Rule } from './rule.js'
import { partByPart } from './same-part.js'
import { soFar } from './so-far.js'

/** As many whole months, just before; while they are in progress, as many of their days as have elapsed. */
export const monthToMonth: Rule = partByPart((asked) => {
  if (!wholePeriods(asked.range, 'month', asked.calendar)) return { needs: 'whole months' }
  return { range: soFar(moveMonths(asked.range, monthsTouched(asked.range)), asked) }
})
