import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineCalendar } from '../../src/calendar/calendar.js'
import { addDays, weekdayOf } from '../../src/calendar/day.js'
import { exact } from '../../src/metrics/exact.js'
import { clockHours } from '../../src/plans/clock-hours.js'
import type { DaySoFar, HourlyDay } from '../../src/plans/hourly-day.js'
import { documented } from '../../src/plans/projections/documented.js'
import { recommended } from '../../src/plans/projections/recommended.js'
import { sumOf } from '../../src/plans/rounding.js'

const today = '2026-01-15'
const everyHour = Array.from({ length: 24 }, () => 1)

function hourly(day: string, amounts: readonly number[], label: string | null = null): HourlyDay {
  const hours = Array.from({ length: 24 }, (_, hour) => exact(amounts[hour] ?? 0))
  return { day, label, uplift: null, hours, total: sumOf(hours) }
}

/** So many days before today, all alike. */
function daysAlike(count: number, amounts: readonly number[]): readonly HourlyDay[] {
  return Array.from({ length: count }, (_, n) => hourly(addDays(today, n - count), amounts))
}

function soFar(amounts: readonly number[], hour: number, label: string | null = null): DaySoFar {
  return { ...hourly(today, amounts, label), hour, clockHours: everyHour }
}

const flat = Array.from({ length: 24 }, () => 10)

describe('the documented projection', () => {
  it('divides what is booked by the share of the hours passed, with today among the hours', () => {
    // 30 days of 240 and 60 so far today; by 6 o'clock 30 × 60 + 60 of 30 × 240 + 60.
    const said = documented(daysAlike(40, flat))(soFar(flat.slice(0, 6), 6))
    expect(said.value?.toNumber()).toBeCloseTo(60 / (1860 / 7260), 10)
  })

  it('says why it says nothing', () => {
    expect(documented([])(soFar([], 9))).toMatchObject({ value: null, because: 'nothing-in-the-profile' })
    expect(documented(daysAlike(3, flat))(soFar([], 0))).toMatchObject({
      value: null,
      because: 'no-share-passed-yet',
    })
  })

  it('says 0 on a day that has sold nothing by an hour at which others have', () => {
    expect(documented(daysAlike(3, flat))(soFar([], 9)).value?.toNumber()).toBe(0)
  })
})

describe('the recommended projection', () => {
  it('says the usual total of days that are all alike, whatever the hour', () => {
    const project = recommended(daysAlike(42, flat))
    for (const hour of [0, 1, 9, 17, 23]) {
      const said = project(soFar(flat.slice(0, hour), hour))
      expect(said.value?.toNumber()).toBeCloseTo(240, 9)
      expect(said.basis).toBe('same-weekday')
    }
  })

  it('takes an empty first hour for no empty day, and says that it is early', () => {
    const said = recommended(daysAlike(42, flat))(soFar([], 1))
    expect(said.value?.toNumber()).toBeGreaterThan(220)
    expect(said.notes).toContain('first-hours')
  })

  it('follows the day itself the more of it has passed', () => {
    const project = recommended(daysAlike(42, flat))
    const twice = flat.map((amount) => amount * 2)
    const said = [6, 12, 23].map(
      (hour) => project(soFar(twice.slice(0, hour), hour)).value?.toNumber() ?? NaN,
    )
    expect(said.every((value, index) => value > (said[index - 1] ?? 240))).toBe(true)
    expect(said.at(-1)).toBeGreaterThan(470)
  })

  it('never says less than is booked, in its range neither', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: -50, max: 400 }), { minLength: 24, maxLength: 24 }), {
          minLength: 0,
          maxLength: 60,
        }),
        fc.array(fc.integer({ min: -50, max: 400 }), { minLength: 24, maxLength: 24 }),
        fc.integer({ min: 0, max: 23 }),
        (history, now, hour) => {
          const days = history.map((amounts, n) => hourly(addDays(today, n - history.length), amounts))
          const day = soFar(now.slice(0, hour + 1), hour)
          const { value, range, because } = recommended(days)(day)
          if (value === null) return because === 'too-few-days'
          const isOrdered = range === undefined || (range.low.lte(range.high) && range.low.gte(day.total))
          return value.gte(day.total) && isOrdered
        },
      ),
      { numRuns: 60 },
    )
  })

  it('goes by the label where there are enough days of it, and says where there are not', () => {
    const labelled = daysAlike(42, flat).map((day, n) =>
      n % 6 === 0
        ? hourly(
            day.day,
            flat.map((amount) => amount * 5),
            'Campaign',
          )
        : hourly(day.day, flat, 'Normal day'),
    )
    const campaign = recommended(labelled)(soFar(flat.slice(0, 3), 3, 'Campaign'))
    expect(campaign.basis).toBe('same-label')
    expect(campaign.value?.toNumber()).toBeGreaterThan(900)
    const unknown = recommended(labelled)(soFar(flat.slice(0, 3), 3, 'Fair'))
    expect(unknown).toMatchObject({ basis: 'all-days', notes: ['few-days-of-this-label'] })
  })

  it('brings other days to the uplift of a label that has too few of its own', () => {
    const normal = daysAlike(42, flat).map((day) => ({ ...day, label: 'Normal day', uplift: exact(1) }))
    const fair = { ...soFar([], 0, 'Fair'), uplift: exact(3) }
    expect(recommended(normal)(fair).value?.toNumber()).toBeCloseTo(720, 9)
  })

  it('expects nothing on a weekday on which the house is closed', () => {
    const days = daysAlike(42, flat).map((day) =>
      weekdayOf(day.day) === weekdayOf(today) ? hourly(day.day, []) : day,
    )
    const said = recommended(days)(soFar([], 9))
    expect(said.value?.toNumber()).toBe(0)
    expect(said.notes).toContain('weekday-without-sales')
  })

  it('falls back to the run rate with fewer than 7 days, and to nothing with none', () => {
    const said = recommended(daysAlike(5, flat))(soFar(flat.slice(0, 12), 12))
    expect(said.value?.toNumber()).toBeCloseTo(240, 9)
    expect(said.notes).toEqual(['few-past-days', 'no-range-yet'])
    expect(recommended([])(soFar([5], 12))).toMatchObject({ value: null, because: 'too-few-days' })
  })

  it('knows nothing of days after the one that it projects', () => {
    const before = daysAlike(42, flat)
    const after = Array.from({ length: 10 }, (_, n) =>
      hourly(
        addDays(today, n),
        flat.map((amount) => amount * 9),
      ),
    )
    const now = soFar(flat.slice(0, 7), 7)
    expect(recommended([...before, ...after])(now)).toEqual(recommended(before)(now))
  })

  it('has a range that holds 8 days out of 10 when days vary by chance', () => {
    const chances = Array.from({ length: 400 }, (_, n) => ((n * 7919 + 13) % 1009) / 1009)
    const days = chances.map((chance, n) =>
      hourly(
        addDays('2025-01-01', n),
        flat.map((amount) => amount * (0.5 + chance)),
      ),
    )
    const project = recommended(days)
    const held = days.slice(100).map((day) => {
      const hours = day.hours.map((amount, hour) => (hour < 3 ? amount : exact(0)))
      const { range } = project({ ...day, hours, total: sumOf(hours), hour: 3, clockHours: everyHour })
      return range !== undefined && range.low.lte(day.total) && range.high.gte(day.total)
    })
    const rate = held.filter(Boolean).length / held.length
    expect(rate).toBeGreaterThan(0.7)
    expect(rate).toBeLessThan(0.9)
  })
})

describe('a day on which the clocks change', () => {
  const london = defineCalendar({ timeZone: 'Europe/London' })

  it('shows an hour twice, or not at all', () => {
    expect(clockHours('2025-10-26', london)).toEqual(everyHour.map((one, hour) => (hour === 1 ? 2 : one)))
    expect(clockHours('2026-03-29', london)).toEqual(everyHour.map((one, hour) => (hour === 1 ? 0 : one)))
    expect(clockHours('2026-01-15', london)).toEqual(everyHour)
  })

  it('ends higher with 25 hours than with 24, and lower with 23, for a house that never closes', () => {
    const project = recommended(daysAlike(42, flat))
    const ends = (day: string, hour: number, booked: readonly number[]) =>
      project({ ...soFar(booked, hour), clockHours: clockHours(day, london) }).value?.toNumber()
    // By 9 o'clock such a day has sold in 10 hours, or in 8.
    const [longer, shorter] = [
      [10, 20, ...flat.slice(2, 9)],
      [10, 0, ...flat.slice(2, 9)],
    ]
    expect(ends('2025-10-26', 9, longer)).toBeCloseTo(250, 9)
    expect(ends('2026-03-29', 9, shorter)).toBeCloseTo(230, 9)
    expect(ends(today, 9, flat.slice(0, 9))).toBeCloseTo(240, 9)
  })
})
