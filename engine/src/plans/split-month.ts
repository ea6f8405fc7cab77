import { Decimal } from 'decimal.js'
import type { Day } from '../calendar/day.js'
import { exact } from '../metrics/exact.js'
import type { AdjustedDay, AdjustedMonth } from './adjusted-days.js'
import type { Redistribution } from './redistribution.js'
import { roundedTo, sumOf, type Rounding } from './rounding.js'

/** A dimension's value, with its revenue in the months before and on the days of this one. */
export interface PartRevenue {
  /** The dimension's value; null where rows have none. */
  readonly value: string | null
  readonly before: Decimal
  readonly actuals: ReadonlyMap<Day, Decimal>
}

/** One part's plan. Its days' amounts and those of the other parts add up to the whole's, day by day. */
export interface PartPlan {
  readonly value: string | null
  /** Its part of the revenue before, 0 to 1. */
  readonly share: Decimal
  readonly month: Decimal
  readonly days: readonly AdjustedDay[]
  readonly unallocated: Decimal
}

export interface Splitting {
  readonly month: Decimal
  readonly rounding: Rounding
  readonly redistribution: Redistribution
}

/**
 * A month's plan split by revenue share, with each part's own gap on the days left. Parts of a day add up to the
 * whole's day. With a cap the whole's day is divided by what each part still has to bring.
 */
export function splitMonth(
  whole: AdjustedMonth,
  parts: readonly PartRevenue[],
  splitting: Splitting,
): readonly PartPlan[] {
  const shares = sharesOf(parts)
  const initials = whole.days.map(({ initial }) => divided(initial, shares, splitting.rounding))
  const settled = whole.days.map((day, at) =>
    settledParts(day, parts, { shares, initials: initials[at] ?? [], rounding: splitting.rounding }),
  )
  const gaps = parts.map((_part, p) => sumOf(settled.flatMap((day) => day[p]?.gap ?? [])))
  const needs = parts.map((_part, p) =>
    sumOf(initials.map((day) => day[p] ?? exact(0))).minus(
      sumOf(
        settled.map((day, at) => (isComing(whole.days[at]) ? exact(0) : (day[p]?.adjustment ?? exact(0)))),
      ),
    ),
  )
  const coming = whole.days.map((day, at) =>
    isComing(day)
      ? comingParts(day, { whole, initials: initials[at] ?? [], gaps, needs, shares, splitting })
      : [],
  )
  return parts.map(({ value }, p) => {
    const days = whole.days.flatMap((_day, at) => {
      const part = settled[at]?.[p]
      return part ? [{ ...part, adjustment: coming[at]?.[p] ?? part.adjustment }] : []
    })
    const share = shares[p] ?? exact(0)
    const planned = sumOf(days.map(({ initial }) => initial))
    const month = splitting.rounding === 'none' ? splitting.month.times(share) : planned
    return { value, share, month, days, unallocated: planned.minus(sumOf(days.map((day) => day.adjustment))) }
  })
}

/** Each part's share of the revenue before; what was below 0 counts as none, and without any all are equal. */
function sharesOf(parts: readonly PartRevenue[]): readonly Decimal[] {
  const revenues = parts.map(({ before }) => Decimal.max(0, before))
  const total = sumOf(revenues)
  return revenues.map((revenue) => (total.isZero() ? exact(1).div(parts.length) : exact(revenue).div(total)))
}

/** An amount by shares; in whole units where it is one. */
function divided(amount: Decimal, shares: readonly Decimal[], rounding: Rounding): readonly Decimal[] {
  const parts = shares.map((share) => amount.times(share))
  const isWhole = rounding !== 'none' && amount.div(rounding.unit).isInteger()
  return isWhole ? roundedTo(amount, parts, rounding.unit) : parts
}

function isComing(day: AdjustedDay | undefined): boolean {
  return day?.state === 'coming'
}

interface Settling {
  readonly shares: readonly Decimal[]
  readonly initials: readonly Decimal[]
  readonly rounding: Rounding
}

/** The parts of a day with what each comes to before its gap is spread. */
function settledParts(
  day: AdjustedDay,
  parts: readonly PartRevenue[],
  { shares, initials, rounding }: Settling,
): readonly AdjustedDay[] {
  const isProjected = day.state === 'today' && !day.adjustment.eq(day.initial)
  const rests = isProjected ? divided(day.adjustment.minus(day.actual ?? 0), shares, rounding) : []
  return parts.map((part, p) => {
    const initial = initials[p] ?? exact(0)
    const actual = day.actual === null ? null : (part.actuals.get(day.day) ?? exact(0))
    if (day.gap === null) return { ...day, actual, initial, adjustment: initial }
    const booked = actual ?? exact(0)
    const stands = day.state === 'today' && !isProjected ? initial : booked.plus(rests[p] ?? 0)
    return { ...day, actual, initial, adjustment: stands, gap: stands.minus(initial) }
  })
}

interface Coming {
  readonly whole: AdjustedMonth
  readonly initials: readonly Decimal[]
  readonly gaps: readonly Decimal[]
  readonly needs: readonly Decimal[]
  readonly shares: readonly Decimal[]
  readonly splitting: Splitting
}

/** The parts' targets of a day to come, which add up to the whole's. */
function comingParts(day: AdjustedDay, { whole, initials, gaps, needs, shares, splitting }: Coming) {
  const { redistribution, rounding } = splitting
  const wanted =
    typeof redistribution === 'object'
      ? byNeed(day, needs, shares)
      : byOwnGap(day, whole, { initials, gaps, redistribution })
  return rounding === 'none' ? wanted : roundedTo(day.adjustment, wanted, rounding.unit)
}

function byNeed(day: AdjustedDay, needs: readonly Decimal[], shares: readonly Decimal[]) {
  const positive = needs.map((need) => Decimal.max(0, need))
  const total = sumOf(positive)
  return positive.map((need, p) =>
    day.adjustment.times(total.isZero() ? (shares[p] ?? 0) : exact(need).div(total)),
  )
}

function byOwnGap(
  day: AdjustedDay,
  whole: AdjustedMonth,
  {
    initials,
    gaps,
    redistribution,
  }: Pick<Coming, 'initials' | 'gaps'> & { redistribution: 'by-weight' | 'evenly' },
) {
  const weightOf = (of: AdjustedDay) => (redistribution === 'evenly' ? exact(1) : of.uplift)
  const total = sumOf(whole.days.filter(isComing).map(weightOf))
  return initials.map((initial, p) =>
    total.isZero() ? initial : initial.minus((gaps[p] ?? exact(0)).times(weightOf(day)).div(total)),
  )
}
