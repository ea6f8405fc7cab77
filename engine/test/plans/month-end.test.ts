import { describe, expect, it } from 'vitest'
import { addDays } from '../../src/calendar/day.js'
import { exact } from '../../src/metrics/exact.js'
import { derivedUplifts } from '../../src/plans/derived-uplifts.js'
import { monthEnd } from '../../src/plans/month-end.js'
import { pace, paceState } from '../../src/plans/pace.js'

const past = Array.from({ length: 60 }, (_, n) => ({
  day: addDays('2025-11-01', n),
  label: n % 5 === 0 ? 'Campaign' : 'Normal day',
  actual: exact(n % 5 === 0 ? 300 + n : 100 + (n % 3)),
  uplift: exact(n % 5 === 0 ? 3 : 1),
}))
const normalDays = past.filter(({ label }) => label === 'Normal day').map(({ actual }) => actual.toNumber())
const normalDay = normalDays.reduce((sum, amount) => sum + amount, 0) / normalDays.length

describe('the end of the month', () => {
  it('is what is booked, what today will be, and for each day left the normal day times its uplift', () => {
    const { value, parts, range } = monthEnd({
      booked: exact(1000),
      today: { value: exact(150), low: exact(120), high: exact(200) },
      upliftsLeft: [exact(1), exact(3), exact('0.5')],
      past,
      normal: 'Normal day',
    })
    expect(value?.toNumber()).toBeCloseTo(1000 + 150 + normalDay * 4.5, 9)
    expect(parts?.left.toNumber()).toBeCloseTo(normalDay * 4.5, 9)
    expect(range?.low.lt(value ?? 0) && range.high.gt(value ?? 0)).toBe(true)
  })

  it("has today's range when no day is left", () => {
    const { value, range } = monthEnd({
      booked: exact(1000),
      today: { value: exact(150), low: exact(120), high: exact(200) },
      upliftsLeft: [],
      past,
      normal: 'Normal day',
    })
    expect([range?.low, value, range?.high].map(Number)).toEqual([1120, 1150, 1200])
  })

  it('is what was booked when the month is over', () => {
    const { value, range } = monthEnd({
      booked: exact(900),
      today: undefined,
      upliftsLeft: [],
      past,
      normal: 'Normal day',
    })
    expect([range?.low, value, range?.high].map(Number)).toEqual([900, 900, 900])
  })

  it('says why it is not known', () => {
    const ending = { booked: exact(0), upliftsLeft: [exact(1)], past, normal: 'Normal day' }
    expect(monthEnd({ ...ending, today: { value: null } })).toEqual({
      value: null,
      because: 'no-projection-of-today',
    })
    expect(monthEnd({ ...ending, today: undefined, normal: 'Ordinary' })).toEqual({
      value: null,
      because: 'no-normal-days',
    })
  })
})

describe('uplifts from history', () => {
  it('are the average of the label over the average of the normal day, days without a sale counted', () => {
    const days = [
      ['Normal day', 100],
      ['Normal day', 0],
      ['Campaign', 120],
      ['Campaign', 80],
      ['Campaign', 0],
    ].map(([label, actual], n) => ({
      day: addDays('2025-12-01', n),
      label: String(label),
      actual: exact(actual ?? 0),
    }))
    const uplifts = derivedUplifts(days, {
      labels: ['Normal day', 'Campaign', 'Holiday'],
      normal: 'Normal day',
    })
    expect(
      [...uplifts].map(([label, { uplift, days: count }]) => [
        label,
        uplift === null ? null : uplift.toFixed(4),
        count,
      ]),
    ).toEqual([
      ['Normal day', '1.0000', 2],
      ['Campaign', '1.3333', 3],
      ['Holiday', null, 0],
    ])
  })
})

describe('pace', () => {
  const days = Array.from({ length: 4 }, (_, n) => ({
    day: addDays('2026-01-01', n),
    label: 'Normal day',
    uplift: exact(1),
    weight: null,
    totalWeight: exact(4),
    actual: n < 2 ? exact(80) : null,
    state: 'coming' as const,
    initial: exact(100),
    gap: null,
    adjustment: exact(100),
    weightedLeft: exact(1),
  }))
  const at = (today: string, passed: string) =>
    pace({ days, target: exact(400), today, passed: exact(passed), projectedEnd: exact(380) })

  it('compares with the plan to date, of today only the share that has passed', () => {
    const {
      achieved,
      planToDate,
      achievedAgainstPlan,
      missing,
      daysLeft,
      neededPerDay,
      projectedAgainstTarget,
    } = at('2026-01-02', '0.6')
    expect([achieved, planToDate, achievedAgainstPlan, missing].map(Number)).toEqual([160, 160, 100, 240])
    expect(daysLeft).toBe(3)
    expect(neededPerDay?.toNumber()).toBe(100)
    expect(projectedAgainstTarget?.toNumber()).toBe(95)
  })

  const beside = (actuals: number, target: string) => {
    const booked = days.map((day, n) => ({ ...day, actual: n < 2 ? exact(actuals) : null }))
    return pace({ days: booked, target: exact(target), ...now })
  }
  const now = { today: '2026-01-03' as const, passed: exact('0.5'), projectedEnd: null }

  it('reads a beaten target as one: by how much, and nothing more is needed', () => {
    const { missing, surplus, neededPerDay, neededAgainstSoFar, achievedAgainstTarget } = beside(80, '100')
    expect([missing, surplus, neededPerDay, neededAgainstSoFar].map(Number)).toEqual([0, 60, 0, 0])
    expect(achievedAgainstTarget?.toNumber()).toBe(160)
    expect(beside(50, '100')).toMatchObject({ missing: exact(0), surplus: exact(0) })
  })

  it('compares with a target of 0 or below by amounts alone', () => {
    const loss = beside(-20, '-100')
    expect([loss.missing, loss.surplus, loss.neededPerDay].map(Number)).toEqual([0, 60, 0])
    expect(loss).toMatchObject({ achievedAgainstTarget: null, projectedAgainstTarget: null })
    expect(beside(-80, '-100').missing.toNumber()).toBe(60)
    expect(beside(-80, '-100').neededAgainstSoFar).toBeNull()
    expect(beside(5, '0')).toMatchObject({ achievedAgainstTarget: null, surplus: exact(10) })
  })

  it.each([
    ['99.99', '100', 'behind'],
    ['100', '100.00', 'met'],
    ['100.01', '100', 'ahead'],
    ['-50', '-100', 'ahead'],
    ['-150', '-100', 'behind'],
    ['0', '0', 'met'],
  ])('says of %s against %s that it is %s', (achieved, target, state) => {
    expect(paceState(exact(achieved), exact(target))).toBe(state)
  })

  it('needs nothing of days that are not there', () => {
    expect(at('2026-02-01', '0')).toMatchObject({ daysLeft: 0, neededPerDay: null, neededAgainstSoFar: null })
    expect(at('2026-01-04', '1')).toMatchObject({ neededPerDay: null })
  })
})
