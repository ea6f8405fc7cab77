import type { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { addDays } from '../../src/calendar/day.js'
import { exact } from '../../src/metrics/exact.js'
import type { DayWithActual } from '../../src/plans/adjusted-days.js'
import { sumOf } from '../../src/plans/rounding.js'

/** Amounts with two decimals, also negative. */
export const money = fc.integer({ min: -500_000, max: 2_000_000 }).map((cents) => exact(cents).div(100))

const uplift = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.integer({ min: 1, max: 4_000 }).map((thousandths) => exact(thousandths).div(1000)),
  },
  { weight: 1, arbitrary: fc.constant(exact(0)) },
)

/** A month whose weights add up: each day's total weight is the sum of all uplifts. */
export const month: fc.Arbitrary<readonly DayWithActual[]> = fc
  .array(fc.record({ uplift, actual: fc.option(money, { nil: null }) }), { minLength: 1, maxLength: 31 })
  .map((days) => {
    const total = sumOf(days.map((day) => day.uplift))
    return days.map(({ uplift, actual }, index) => ({
      day: addDays('2026-01-01', index),
      label: `label ${index % 3}`,
      uplift: total.isZero() ? exact(1) : uplift,
      weight: null,
      totalWeight: total.isZero() ? exact(days.length) : total,
      actual,
    }))
  })

/** Whether two amounts are the same but for the last of 50 decimal places. */
export function nearly(one: Decimal, other: Decimal): boolean {
  return one.minus(other).abs().lt('1e-50')
}
