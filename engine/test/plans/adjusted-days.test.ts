import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exact } from '../../src/metrics/exact.js'
import { adjustedMonth, type Adjusting } from '../../src/plans/adjusted-days.js'
import type { Redistribution } from '../../src/plans/redistribution.js'
import { sumOf } from '../../src/plans/rounding.js'
import { money, month, nearly } from './given.js'

const documented: Omit<Adjusting, 'month' | 'today'> = {
  rounding: 'none',
  redistribution: 'by-weight',
  isFrozen: () => false,
  todayStands: 'actual',
}

const moment = fc.integer({ min: 0, max: 33 }).map((day) => {
  const moments = [
    '2025-12-31',
    ...Array.from({ length: 31 }, (_, n) => `2026-01-${String(n + 1).padStart(2, '0')}`),
  ]
  return moments[day] ?? '2026-02-01'
})

const redistributions: fc.Arbitrary<Redistribution> = fc.oneof(
  fc.constant<Redistribution>('by-weight'),
  fc.constant<Redistribution>('evenly'),
  fc.integer({ min: 10, max: 40 }).map((tenths) => ({ capped: exact(tenths).div(10).toFixed() })),
)

const anyMonth = fc.record({
  days: month,
  target: money,
  today: moment,
  redistribution: redistributions,
  frozen: fc.constantFrom('label 0', 'label 9'),
  projected: fc.option(fc.option(money, { nil: null }), { nil: undefined }),
})

function adjusted(
  given: typeof anyMonth extends fc.Arbitrary<infer G> ? G : never,
  rounding: Adjusting['rounding'],
) {
  const { days, target, today, redistribution, frozen, projected } = given
  // What is booked after today is not known yet.
  const known = days.map((day) => (day.day > today ? { ...day, actual: null } : day))
  return adjustedMonth(known, {
    month: target,
    today,
    rounding,
    redistribution,
    isFrozen: ({ label }) => label === frozen,
    todayStands: projected === undefined ? 'actual' : { projected },
  })
}

describe('a month of day targets', () => {
  it('starts from targets that add up to the month when the weights do', () => {
    fc.assert(
      fc.property(anyMonth, (given) => {
        const { days } = adjusted(given, 'none')
        return nearly(sumOf(days.map(({ initial }) => initial)), given.target)
      }),
    )
  })

  it('has adjustments that, with what is unallocated, add up to the month', () => {
    fc.assert(
      fc.property(anyMonth, (given) => {
        const { days, unallocated } = adjusted(given, 'none')
        return nearly(sumOf(days.map(({ adjustment }) => adjustment)).plus(unallocated), given.target)
      }),
    )
  })

  it('adds up to the cent when it is rounded to cents', () => {
    fc.assert(
      fc.property(anyMonth, (given) => {
        const { days, unallocated } = adjusted(given, { unit: '0.01' })
        const cents = days.every(({ initial, adjustment }) => initial.dp() <= 2 && adjustment.dp() <= 2)
        const initials = sumOf(days.map(({ initial }) => initial))
        const adjustments = sumOf(days.map(({ adjustment }) => adjustment)).plus(unallocated)
        return cents && initials.eq(given.target) && adjustments.eq(given.target)
      }),
    )
  })

  it('is rounded by less than a cent a day', () => {
    fc.assert(
      fc.property(anyMonth, (given) => {
        const [plain, cents] = [adjusted(given, 'none'), adjusted(given, { unit: '0.01' })]
        return cents.days.every(({ initial }, index) =>
          initial
            .minus(plain.days[index]?.initial ?? NaN)
            .abs()
            .lt('0.01'),
        )
      }),
    )
  })

  it('never asks a day for more than the cap, nor for less than nothing', () => {
    fc.assert(
      fc.property(
        anyMonth,
        fc.integer({ min: 10, max: 40 }),
        fc.constantFrom<Adjusting['rounding']>('none', { unit: '0.01' }),
        (given, tenths, rounding) => {
          const multiple = exact(tenths).div(10)
          const { days } = adjusted({ ...given, redistribution: { capped: multiple.toFixed() } }, rounding)
          return days
            .filter(({ state, initial }) => state === 'coming' && initial.gt(0))
            .every(({ adjustment, initial }) => adjustment.lte(initial.times(multiple)) && adjustment.gte(0))
        },
      ),
    )
  })

  it('leaves a rest with a cap only when every day that can take some is at its limit', () => {
    fc.assert(
      fc.property(anyMonth, (given) => {
        const { days, unallocated } = adjusted({ ...given, redistribution: { capped: '1.5' } }, 'none')
        const takers = days.filter(
          ({ state, initial, uplift }) => state === 'coming' && initial.gt(0) && uplift.gt(0),
        )
        return takers.every(({ adjustment, initial }) => {
          if (unallocated.abs().lt('1e-50')) return true
          return unallocated.gt(0) ? nearly(adjustment, initial.times('1.5')) : adjustment.isZero()
        })
      }),
    )
  })

  it('leaves frozen days at their initial target', () => {
    fc.assert(
      fc.property(anyMonth, (given) => {
        const { days } = adjusted(given, 'none')
        return days
          .filter(({ state }) => state === 'frozen')
          .every(
            ({ adjustment, initial, gap, weightedLeft }) =>
              adjustment.eq(initial) && gap === null && weightedLeft.isZero(),
          )
      }),
    )
  })

  const [first, second, third] = ['2026-01-01', '2026-01-02', '2026-01-03'].map((day, index) => ({
    day,
    label: 'Normal day',
    uplift: exact(index + 1),
    weight: exact(index + 1),
    totalWeight: exact(6),
    actual: null,
  }))
  if (!first || !second || !third) throw new Error('three days')
  const target = exact(600)

  it('spreads what a past day missed over today and the days to come, as documented', () => {
    const { days, unallocated } = adjustedMonth([first, second, third], {
      ...documented,
      month: target,
      today: '2026-01-02',
    })
    expect(days.map(({ state }) => state)).toEqual(['missed', 'coming', 'coming'])
    expect(days.map(({ gap }) => gap?.toNumber() ?? null)).toEqual([-100, null, null])
    expect(days.map(({ adjustment }) => adjustment.toNumber())).toEqual([0, 240, 360])
    expect(days.map(({ weightedLeft }) => weightedLeft.toNumber())).toEqual([0, 2, 3])
    expect(unallocated.toNumber()).toBe(0)
  })

  it('takes today as settled from its first order on, as documented', () => {
    const today = { ...second, actual: exact(5) }
    const { days } = adjustedMonth([first, today, third], {
      ...documented,
      month: target,
      today: '2026-01-02',
    })
    expect(days.map(({ adjustment }) => adjustment.toNumber())).toEqual([0, 5, 595])
  })

  it('lets a projection stand for today, and the initial target until there is one', () => {
    const today = { ...second, actual: exact(5) }
    const standing = (projected: ReturnType<typeof exact> | null) =>
      adjustedMonth([first, today, third], {
        ...documented,
        month: target,
        today: '2026-01-02',
        todayStands: { projected },
      }).days.map(({ adjustment }) => adjustment.toNumber())
    expect(standing(exact(150))).toEqual([0, 150, 450])
    expect(standing(null)).toEqual([0, 200, 400])
  })

  it('reports what is missing when no day is left', () => {
    const { days, unallocated } = adjustedMonth([first, second, { ...third, actual: exact(-20) }], {
      ...documented,
      month: target,
      today: '2026-02-01',
    })
    expect(days.map(({ adjustment }) => adjustment.toNumber())).toEqual([0, 0, -20])
    expect(unallocated.toNumber()).toBe(620)
  })

  it('divides by no weight when the days left have none', () => {
    const { days, unallocated } = adjustedMonth([first, { ...second, uplift: exact(0) }], {
      ...documented,
      month: target,
      today: '2026-01-02',
    })
    expect(days.map(({ adjustment }) => adjustment.toNumber())).toEqual([0, 0])
    expect(unallocated.toNumber()).toBe(100)
  })
})
