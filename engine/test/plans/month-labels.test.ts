import { describe, expect, it } from 'vitest'
import { addDays } from '../../src/calendar/day.js'
import { eachDay } from '../../src/calendar/range.js'
import { exact } from '../../src/metrics/exact.js'
import { number } from '../../src/metrics/format.js'
import { monthLabels } from '../../src/plans/month-labels.js'
import type { PlanInputs } from '../../src/plans/plan-inputs.js'
import { sumOf } from '../../src/plans/rounding.js'

const month = { from: '2026-01-01', to: '2026-01-31' }
const before = { from: '2025-10-01', to: '2025-12-31' }
const labelOf = (day: string) =>
  day.endsWith('5') ? 'Campaign' : day === '2026-01-20' ? 'Fair' : 'Normal day'
const booked = (day: string) => (labelOf(day) === 'Campaign' ? 250 + Number(day.slice(5, 7)) : 100)

function inputs(weights: PlanInputs['weights'], normal = 'Normal day'): PlanInputs {
  const days = eachDay({ from: before.from, to: month.to })
  const hours = Array.from({ length: 24 }, () => exact(0))
  return {
    plan: 'monthly',
    metric: 'revenue',
    format: number(2),
    currency: undefined,
    month: { label: '2026-01', range: month },
    moment: {
      local: '2026-01-10T09:00:00',
      utc: '',
      today: '2026-01-10',
      hour: 9,
      firstHour: 0,
      clockHours: [],
    },
    target: exact(5000),
    version: null,
    isLabelled: true,
    normal,
    labels: new Map(days.map((day) => [day, labelOf(day)])),
    weights,
    before,
    bookings: {
      // Every tenth day sold nothing, and its row is missing.
      days: new Map(
        days.filter((day) => !day.endsWith('0')).map((day) => [day, { hours, total: exact(booked(day)) }]),
      ),
      parts: new Map(),
      hasHours: true,
      currency: undefined,
    },
    data: before,
    knownFrom: before.from,
  }
}

describe('labels of a month', () => {
  it('have uplifts and weights from the three full months before, and weights that add up', () => {
    const { days, weights } = monthLabels(inputs('derived'))
    const past = eachDay(before)
    const mean = (label: string) => {
      const own = past.filter((day) => labelOf(day) === label)
      return own.reduce((sum, day) => sum + (day.endsWith('0') ? 0 : booked(day)), 0) / own.length
    }
    expect(weights.get('Campaign')?.uplift.toNumber()).toBeCloseTo(mean('Campaign') / mean('Normal day'), 12)
    expect(weights.get('Campaign')?.weight?.toNumber()).toBeCloseTo(
      (3 * mean('Campaign')) / mean('Normal day'),
      12,
    )
    const total = sumOf([...weights.values()].map(({ weight }) => weight ?? exact(0)))
    expect(days.every(({ totalWeight }) => totalWeight.eq(total))).toBe(true)
    expect(
      sumOf(days.map(({ uplift }) => uplift))
        .minus(total)
        .abs()
        .lt('1e-50'),
    ).toBe(true)
  })

  it('say which label has no history, and take its uplift to be 1', () => {
    const { weights, notices } = monthLabels(inputs('derived'))
    expect(weights.get('Fair')?.uplift.toNumber()).toBe(1)
    expect(notices).toEqual(['"Fair" had no day from 2025-10-01 to 2025-12-31; its uplift is taken to be 1.'])
  })

  it('are refused without a normal day to compare with', () => {
    expect(() => monthLabels(inputs('derived', 'Ordinary'))).toThrow(/no "Ordinary" with revenue/)
  })

  it('say by how much day targets miss the month when weights do not add up', () => {
    const weight = { uplift: exact(1), weight: null, totalWeight: exact(30) }
    const given = new Map(['Normal day', 'Campaign', 'Fair'].map((label) => [label, weight]))
    expect(monthLabels(inputs(given)).notices).toEqual([
      "The uplifts of the days of 2026-01 add up to 31, not to the total weight 30: the day targets add up to 166.67 more than the month's target.",
    ])
    expect(
      monthLabels(
        inputs(new Map([...given].map(([label]) => [label, { ...weight, totalWeight: exact(31) }]))),
      ).notices,
    ).toEqual([])
  })

  it('give every day of the month its label, in order', () => {
    const { days } = monthLabels(inputs('derived'))
    expect(days.map(({ day }) => day)).toEqual(Array.from({ length: 31 }, (_, n) => addDays('2026-01-01', n)))
  })
})
