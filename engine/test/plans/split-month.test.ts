import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exact } from '../../src/metrics/exact.js'
import { adjustedMonth } from '../../src/plans/adjusted-days.js'
import type { Redistribution } from '../../src/plans/redistribution.js'
import { sumOf, type Rounding } from '../../src/plans/rounding.js'
import { splitMonth } from '../../src/plans/split-month.js'
import { money, month, nearly } from './given.js'

const given = fc.record({
  days: month,
  target: money,
  today: fc.integer({ min: 1, max: 31 }).map((day) => `2026-01-${String(day).padStart(2, '0')}`),
  projected: fc.option(fc.option(money, { nil: null }), { nil: undefined }),
  redistribution: fc.constantFrom<Redistribution>('by-weight', 'evenly', { capped: '1.5' }),
  rounding: fc.constantFrom<Rounding>('none', { unit: '0.01' }),
  before: fc.array(money, { minLength: 2, maxLength: 4 }),
})

type Given = typeof given extends fc.Arbitrary<infer G> ? G : never

/** The whole, and its parts: what was booked is dealt out among them day by day. */
function split({ days, target, today, projected, redistribution, rounding, before }: Given) {
  const known = days.map((day) => (day.day > today ? { ...day, actual: null } : day))
  const whole = adjustedMonth(known, {
    month: target,
    today,
    rounding,
    redistribution,
    isFrozen: ({ label }) => label === 'label 0',
    todayStands: projected === undefined ? 'actual' : { projected },
  })
  const parts = before.map((revenue, p) => ({
    value: p === 0 ? null : `part ${p}`,
    before: revenue,
    actuals: new Map(
      known.flatMap(({ day, actual }, n) =>
        actual !== null && n % before.length === p ? [[day, actual]] : [],
      ),
    ),
  }))
  return { whole, parts: splitMonth(whole, parts, { month: target, rounding, redistribution }) }
}

describe('a plan split by a dimension', () => {
  it.each(['initial', 'adjustment'] as const)(
    'has parts whose %s of each day add up to the whole',
    (amount) => {
      fc.assert(
        fc.property(given, (from) => {
          const { whole, parts } = split(from)
          return whole.days.every((day, n) => {
            const sum = sumOf(parts.flatMap((part) => part.days[n]?.[amount] ?? []))
            return from.rounding === 'none' ? nearly(sum, day[amount]) : sum.eq(day[amount])
          })
        }),
      )
    },
  )

  it('has parts whose actuals and gaps add up to the whole', () => {
    fc.assert(
      fc.property(given, (from) => {
        const { whole, parts } = split(from)
        return whole.days.every((day, n) =>
          (['actual', 'gap'] as const).every((amount) => {
            const ofParts = parts.map((part) => part.days[n]?.[amount] ?? null)
            if (day[amount] === null) return ofParts.every((part) => part === null)
            return nearly(sumOf(ofParts.flatMap((part) => part ?? [])), day[amount])
          }),
        )
      }),
    )
  })

  it('has what no day takes add up to what no day of the whole takes', () => {
    fc.assert(
      fc.property(given, (from) => {
        const { whole, parts } = split(from)
        return nearly(sumOf(parts.map(({ unallocated }) => unallocated)), whole.unallocated)
      }),
    )
  })

  it('shares by the revenue before, of which what is below 0 counts as none', () => {
    const days = ['2026-01-01', '2026-01-02'].map((day) => ({
      day,
      label: 'Normal day',
      uplift: exact(1),
      weight: null,
      totalWeight: exact(2),
      actual: null,
    }))
    const whole = adjustedMonth(days, {
      month: exact('100.01'),
      today: '2026-01-01',
      rounding: { unit: '0.01' },
      redistribution: 'by-weight',
      isFrozen: () => false,
      todayStands: 'actual',
    })
    const parts = splitMonth(
      whole,
      [exact(300), exact(100), exact(-50)].map((before, p) => ({
        value: `part ${p}`,
        before,
        actuals: new Map(),
      })),
      { month: exact('100.01'), rounding: { unit: '0.01' }, redistribution: 'by-weight' },
    )
    expect(parts.map(({ share }) => share.toNumber())).toEqual([0.75, 0.25, 0])
    expect(parts.map(({ days: own }) => own.map(({ initial }) => initial.toNumber()))).toEqual([
      [37.51, 37.5],
      [12.5, 12.5],
      [0, 0],
    ])
  })
})
