import { daysIn, moveByDays, type Range } from '../range.js'
import type { Earlier, Rule } from './rule.js'

/** As many days, just before. */
export const previousLength: Rule = ({ current }) => asManyDaysBefore(current)

/** As many days as a range has, just before it. */
export function asManyDaysBefore(range: Range): Required<Earlier> {
  const days = daysIn(range)
  return { range: moveByDays(range, -days), says: days === 1 ? 'the day before' : `the ${days} days before` }
}
