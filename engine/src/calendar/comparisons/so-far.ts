import { addDays } from '../day.js'
import { daysIn, type Range } from '../range.js'
import type { Asked } from './rule.js'

/**
 * The part of an earlier range to compare with: all of it, or, while the range that was asked for is in
 * progress, as many days from its start as have elapsed, but none beyond its end.
 */
export function soFar(earlier: Range, { current, inProgress }: Asked): Range {
  if (!inProgress) return earlier
  const to = addDays(earlier.from, daysIn(current) - 1)
  return { from: earlier.from, to: to < earlier.to ? to : earlier.to }
}
