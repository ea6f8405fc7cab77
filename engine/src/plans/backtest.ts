import type { Decimal } from 'decimal.js'
import type { Day } from '../calendar/day.js'
import { exact } from '../metrics/exact.js'
import type { HourlyDay } from './hourly-day.js'
import { projectionMethods, type ProjectionMethod } from './projection-methods.js'
import { sumOf } from './rounding.js'

/** What is to be tested. */
export interface Backtesting {
  /** Complete days in order, also those that the tested ones are projected from. */
  readonly days: readonly HourlyDay[]
  /** Which of them are tested; default: all. */
  readonly isTested?: (day: Day) => boolean
  /** The hours at which something is said: at 9, the hours before 9 are over. */
  readonly hours: readonly number[]
  /** The first day of the second part, on which nothing was tuned; undefined makes it one part. */
  readonly heldOutFrom?: Day | undefined
  readonly clockHoursOf: (day: Day) => readonly number[]
}

/** How wrong a method was, over all tested days of a part at one hour, or at all of them. Rates are in percent. */
export interface Score {
  readonly method: ProjectionMethod
  readonly part: 'all' | 'earlier' | 'held-out'
  /** Null for all hours. */
  readonly hour: number | null
  /** Cases (a day at an hour) in which every method said something: the errors are over these. */
  readonly cases: number
  /** Cases in which this method said nothing. */
  readonly silent: number
  /** Mean absolute percentage error; null without cases. */
  readonly mape: string | null
  /** Mean percentage error: above 0 where the method says too much. */
  readonly bias: string | null
  /** How many of the cases with a range ended within it; 80 is what a range of 10 to 90 % promises. */
  readonly held: string | null
  readonly ranges: number
}

interface Case {
  readonly day: Day
  readonly hour: number
  readonly said: Readonly<Record<ProjectionMethod, Outcome | undefined>>
}

interface Outcome {
  /** Projection less what the day became, in percent of that. */
  readonly error: Decimal
  readonly held: boolean | undefined
}

const methods = Object.keys(projectionMethods) as readonly ProjectionMethod[]

/**
 * What each method would have said at each hour of each past day, against what the day became. Days that ended at
 * 0 or below have no percentage error and are left out.
 */
export function backtest(testing: Backtesting): readonly Score[] {
  const cases = casesOf(testing)
  const { heldOutFrom, hours } = testing
  const parts: readonly (readonly [Score['part'], readonly Case[]])[] =
    heldOutFrom === undefined
      ? [['all', cases]]
      : [
          ['earlier', cases.filter(({ day }) => day < heldOutFrom)],
          ['held-out', cases.filter(({ day }) => day >= heldOutFrom)],
        ]
  return parts.flatMap(([part, within]) =>
    methods.flatMap((method) => [
      scoreOf(within, { method, part, hour: null }),
      ...hours.map((hour) =>
        scoreOf(
          within.filter((each) => each.hour === hour),
          { method, part, hour },
        ),
      ),
    ]),
  )
}

function casesOf({ days, hours, clockHoursOf, isTested = () => true }: Backtesting): readonly Case[] {
  const projectors = methods.map((method) => [method, projectionMethods[method](days)] as const)
  return days
    .filter(({ day, total }) => isTested(day) && total.isPositive() && !total.isZero())
    .flatMap((day) => {
      const clockHours = clockHoursOf(day.day)
      return hours.map((hour): Case => {
        const booked = day.hours.map((amount, at) => (at < hour ? amount : exact(0)))
        const now = { ...day, hours: booked, total: sumOf(booked), hour, clockHours }
        const said = projectors.map(
          ([method, project]) => [method, outcomeOf(project(now), day.total)] as const,
        )
        return { day: day.day, hour, said: Object.fromEntries(said) as Case['said'] }
      })
    })
}

type Said = ReturnType<ReturnType<(typeof projectionMethods)['documented']>>

function outcomeOf({ value, range }: Said, became: Decimal): Outcome | undefined {
  if (value === null) return undefined
  return {
    error: value.minus(became).div(became).times(100),
    held: range && range.low.lte(became) && became.lte(range.high),
  }
}

function scoreOf(cases: readonly Case[], of: Pick<Score, 'method' | 'part' | 'hour'>): Score {
  const shared = cases.filter(({ said }) => methods.every((method) => said[method] !== undefined))
  const outcomes = shared.flatMap(({ said }) => said[of.method] ?? [])
  const ranges = outcomes.flatMap(({ held }) => (held === undefined ? [] : [held]))
  return {
    ...of,
    cases: shared.length,
    silent: cases.filter(({ said }) => said[of.method] === undefined).length,
    mape: mean(outcomes.map(({ error }) => error.abs())),
    bias: mean(outcomes.map(({ error }) => error)),
    held: mean(ranges.map((held) => exact(held ? 100 : 0))),
    ranges: ranges.length,
  }
}

function mean(values: readonly Decimal[]): string | null {
  return values.length === 0 ? null : sumOf(values).div(values.length).toDecimalPlaces(12).toFixed()
}
