import { Decimal } from 'decimal.js'
import { addDays } from '../../calendar/day.js'
import { exact } from '../../metrics/exact.js'
import { quantile } from '../quantile.js'
import { sumOf } from '../rounding.js'
import type { DaySoFar, HourlyDay } from '../hourly-day.js'
import type { Projection, ProjectionNote, Projector } from './projection.js'
import { typicalDay, windowDays, type TypicalDay } from './typical-day.js'

/** How much a typical day's total weighs beside a whole day's bookings. Chosen by backtest; see docs/backtest.md. */
const priorWeight = exact(1)
/** Below this share of the day the projection is nearly the typical day. */
const firstHoursShare = exact('0.05')
/** A range needs so many earlier days on which the same would have been said. */
const enoughForARange = 10

/**
 * Projects the rest of the day and adds it to what is booked. How large the day is follows from two witnesses:
 * what was booked in the hours so far, and the typical day of this kind; the more of the day has passed, the more
 * the former counts. So an empty first hour is no empty day, and the projection is never below what is booked.
 *
 * The range comes from the method's own record: how the rest of each of the last 42 days turned out against what
 * would have been said at this hour of it.
 */
export const recommended: Projector = (days) => {
  const typical = remembering(
    (day: HourlyDay) => typicalDay(day, days),
    (day) => day.day,
  )
  const restOf = (day: HourlyDay, now: Pick<DaySoFar, 'hour' | 'clockHours'>) => {
    const usual = typical(day)
    return usual && { usual, ...rest(day, usual, now) }
  }
  const ordinary = { clockHours: Array.from({ length: 24 }, () => 1) }
  const outcome = remembering(
    ({ day, hour }: { day: HourlyDay; hour: number }) => {
      const said = restOf(day, { hour, ...ordinary })?.value
      if (said === undefined || !isAbove0(said) || !isAbove0(day.total)) return undefined
      return Decimal.max(0, sumOf(day.hours.slice(hour)).div(said))
    },
    ({ day, hour }) => `${day.day} ${hour}`,
  )
  return (now) => {
    const said = restOf(now, now)
    if (said === undefined) return byRunRate(now, days)
    const { usual, passed, value } = said
    const from = addDays(now.day, -windowDays)
    const outcomes = days
      .filter(({ day }) => day >= from && day < now.day)
      .flatMap((day) => outcome({ day, hour: now.hour }) ?? [])
    return projection(now, { usual, passed, value, outcomes })
  }
}

/** What is still to come after the hours that are over. */
function rest(
  day: HourlyDay,
  usual: TypicalDay,
  { hour, clockHours }: Pick<DaySoFar, 'hour' | 'clockHours'>,
) {
  const shares = usual.shares.map((share, at) => share.times(clockHours[at] ?? 1))
  const passed = sumOf(shares.slice(0, hour))
  const booked = sumOf(day.hours.slice(0, hour))
  const level = booked.plus(priorWeight.times(usual.level)).div(passed.plus(priorWeight))
  return { passed, value: Decimal.max(0, level).times(Decimal.max(0, sumOf(shares.slice(hour)))) }
}

interface Said {
  readonly usual: TypicalDay
  readonly passed: Decimal
  readonly value: Decimal
  readonly outcomes: readonly Decimal[]
}

function projection(now: DaySoFar, { usual, passed, value, outcomes }: Said): Projection {
  const booked = sumOf(now.hours.slice(0, now.hour))
  const atLeast = (end: Decimal) => Decimal.max(end, now.total)
  const notes: ProjectionNote[] = [...usual.notes]
  if (passed.lt(firstHoursShare)) notes.push('first-hours')
  const said = { value: atLeast(booked.plus(value)), share: passed, basis: usual.basis }
  if (outcomes.length < enoughForARange) return { ...said, notes: [...notes, 'no-range-yet'] }
  const [low, high] = [quantile(outcomes, '0.1'), quantile(outcomes, '0.9')]
  const range = { low: atLeast(booked.plus(value.times(low))), high: atLeast(booked.plus(value.times(high))) }
  return { ...said, range, notes }
}

/** With too few days for a typical one: what is booked over the share that the days there are give it. */
function byRunRate(now: DaySoFar, days: readonly HourlyDay[]): Projection {
  const before = days.filter(({ day, total }) => day < now.day && isAbove0(total))
  const total = sumOf(before.map((day) => day.total))
  const passed = sumOf(before.flatMap(({ hours }) => hours.slice(0, now.hour)))
  const share = total.isZero() ? exact(0) : passed.div(total)
  if (share.lt(firstHoursShare)) return { value: null, because: 'too-few-days', notes: [] }
  const value = Decimal.max(now.total, sumOf(now.hours.slice(0, now.hour)).div(share))
  return { value, share, basis: 'all-days', notes: ['few-past-days', 'no-range-yet'] }
}

function isAbove0(amount: Decimal): boolean {
  return amount.isPositive() && !amount.isZero()
}

/** The same function, worked out once for each key. */
function remembering<A, V>(work: (argument: A) => V, keyOf: (argument: A) => string): (argument: A) => V {
  const known = new Map<string, { readonly value: V }>()
  return (argument) => {
    const key = keyOf(argument)
    const found = known.get(key) ?? { value: work(argument) }
    known.set(key, found)
    return found.value
  }
}
