import type { Range } from '../range.js'
import { monthsBefore, monthsTouched } from '../whole-periods.js'
import type { Rule } from './rule.js'
import { partByPart } from './same-part.js'

/**
 * The same dates of an earlier month, a date that the month lacks being its last. By as few months as put
 * the earlier range wholly before the range: one, unless the range is longer than a month.
 */
export const dateToDate: Rule = partByPart(({ current }) => {
  const fewest = Math.max(1, monthsTouched(current) - 1)
  const moved = bothEndsBefore(current, fewest)
  return { range: moved.to < current.from ? moved : bothEndsBefore(current, fewest + 1) }
})

function bothEndsBefore({ from, to }: Range, months: number): Range {
  return { from: monthsBefore(from, months), to: monthsBefore(to, months) }
}
