import { daysIn, moveByDays } from '../range.js'
import type { Rule } from './rule.js'

/** The same weekdays, by as few weeks earlier as put the whole range before itself: one, unless it is longer. */
export const weekToWeek: Rule = ({ range, current }) => ({
  range: moveByDays(current, -7 * Math.ceil(daysIn(range) / 7)),
})
