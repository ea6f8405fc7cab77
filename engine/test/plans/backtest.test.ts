import { describe, expect, it } from 'vitest'
import { addDays } from '../../src/calendar/day.js'
import { exact } from '../../src/metrics/exact.js'
import { backtest } from '../../src/plans/backtest.js'
import { sumOf } from '../../src/plans/rounding.js'

/** 90 days of binary numbers by hour, that vary by a rule. */
const amounts = Array.from({ length: 90 }, (_, day) =>
  Array.from({ length: 24 }, (_hour, hour) =>
    hour < 8 || hour > 19 ? 0 : ((day * 37 + hour * 101) % 53) + (day % 7 === 3 ? 40 : 5),
  ),
)
const days = amounts.map((each, n) => {
  const hours = each.map((amount) => exact(amount))
  return { day: addDays('2025-01-01', n), label: null, uplift: null, hours, total: sumOf(hours) }
})
const total = (from: readonly number[]) => from.reduce((sum, amount) => sum + amount, 0)

const testing = {
  days,
  hours: [8, 10, 14, 19],
  clockHoursOf: () => Array.from({ length: 24 }, () => 1),
}

describe('a backtest', () => {
  it('scores the documented projection as a plain calculation does', () => {
    const errors = amounts.map((today, n) => {
      const profile = [
        ...amounts.slice(Math.max(0, n - 30), n),
        today.map((amount, hour) => (hour < 14 ? amount : 0)),
      ]
      const share = total(profile.flatMap((hours) => hours.slice(0, 14))) / total(profile.flat())
      const became = total(today)
      return { error: (total(today.slice(0, 14)) / share - became) / became, n }
    })
    const score = backtest(testing).find(({ method, hour }) => method === 'documented' && hour === 14)
    // On the first day alone the other method says nothing, so that it is no case.
    const cases = errors.filter(({ n }) => n > 0)
    expect(score?.cases).toBe(cases.length)
    expect(Number(score?.mape)).toBeCloseTo(
      (100 * total(cases.map(({ error }) => Math.abs(error)))) / cases.length,
      8,
    )
    expect(Number(score?.bias)).toBeCloseTo((100 * total(cases.map(({ error }) => error))) / cases.length, 8)
  })

  it('scores the days held out apart, and all days as both together', () => {
    const heldOutFrom = '2025-03-01'
    const [all, apart] = [backtest(testing), backtest({ ...testing, heldOutFrom })]
    const cases = (part: string) =>
      apart.find((score) => score.part === part && score.method === 'recommended' && score.hour === null)
        ?.cases ?? NaN
    const whole = all.find((score) => score.method === 'recommended' && score.hour === null)
    expect(cases('earlier') + cases('held-out')).toBe(whole?.cases)
    expect(cases('held-out')).toBe(days.filter(({ day }) => day >= heldOutFrom).length * 3)
  })

  it('counts where a method says nothing', () => {
    const early = backtest(testing).find(({ method, hour }) => method === 'documented' && hour === 8)
    expect(early).toMatchObject({ cases: 0, silent: 90, mape: null, bias: null })
  })

  it('says the same of a day whatever comes after it', () => {
    const first = backtest({ ...testing, days: days.slice(0, 60) })
    const same = backtest({ ...testing, isTested: (day) => day < '2025-03-02' })
    expect(same).toEqual(first)
  })
})
