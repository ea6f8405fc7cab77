import type { Decimal } from 'decimal.js'
import { roundedDown, sumOf, type Rounding } from '../rounding.js'
import type { OpenDay, Redistribute } from './redistribute.js'

/**
 * Each open day takes its uplift's share of the gap, but its target stays between 0 and a multiple of its initial
 * one. What a day may not take goes to the others; what none may take is left unallocated. Days whose initial
 * target is not above 0 keep it.
 */
export function capped(multiple: Decimal, rounding: Rounding): Redistribute {
  return (open, gap) => {
    const adjusted = open.map(({ initial }) => initial)
    const limits = open.map(({ initial }) =>
      gap.isNegative() ? roundedDown(initial.times(multiple), rounding) : initial.times(0),
    )
    let active = open.flatMap(({ initial, uplift }, index) =>
      initial.isPositive() && !initial.isZero() && uplift.isPositive() && !uplift.isZero() ? [index] : [],
    )
    let left = gap.negated()
    while (active.length > 0 && !left.isZero()) {
      const step = stepOf({ open, adjusted, limits }, active, left)
      for (const [index, target] of step.reached) adjusted[index] = target
      left = step.left
      active = active.filter((index) => !step.reached.has(index))
      if (step.isLast) break
    }
    return { adjusted, unallocated: left }
  }
}

interface Spreading {
  readonly open: readonly OpenDay[]
  readonly adjusted: readonly Decimal[]
  readonly limits: readonly Decimal[]
}

/** One round: the days that would go beyond their limit stop there; when none would, all take their part. */
function stepOf({ open, adjusted, limits }: Spreading, active: readonly number[], left: Decimal) {
  const days = active.flatMap((index) => {
    const [day, target, limit] = [open[index], adjusted[index], limits[index]]
    return day && target && limit ? [{ index, uplift: day.uplift, target, limit }] : []
  })
  const total = sumOf(days.map(({ uplift }) => uplift))
  const wanted = days.map((day) => ({ ...day, to: day.target.plus(left.times(day.uplift).div(total)) }))
  const beyond = wanted.filter(({ to, limit }) => (left.isPositive() ? to.gt(limit) : to.lt(limit)))
  if (beyond.length === 0) {
    return { reached: new Map(wanted.map(({ index, to }) => [index, to])), left: left.times(0), isLast: true }
  }
  const taken = sumOf(beyond.map(({ target, limit }) => limit.minus(target)))
  return {
    reached: new Map(beyond.map(({ index, limit }) => [index, limit])),
    left: left.minus(taken),
    isLast: false,
  }
}
