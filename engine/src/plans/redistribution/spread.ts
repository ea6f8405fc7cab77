import type { Decimal } from 'decimal.js'
import { exact } from '../../metrics/exact.js'
import { sumOf } from '../rounding.js'
import type { OpenDay, Redistributed } from './redistribute.js'

/** Spreads a gap in proportion to weights; without any weight all of it stays unallocated. */
export function spread(
  open: readonly OpenDay[],
  gap: Decimal,
  weightOf: (day: OpenDay) => Decimal,
): Redistributed {
  const total = sumOf(open.map(weightOf))
  if (total.isZero()) return { adjusted: open.map(({ initial }) => initial), unallocated: gap.negated() }
  return {
    adjusted: open.map((day) => day.initial.minus(gap.times(weightOf(day)).div(total))),
    unallocated: exact(0),
  }
}
