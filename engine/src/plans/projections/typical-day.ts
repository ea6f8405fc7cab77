import type { Decimal } from 'decimal.js'
import { addDays, weekdayOf } from '../../calendar/day.js'
import { exact } from '../../metrics/exact.js'
import { sumOf } from '../rounding.js'
import { quantile } from '../quantile.js'
import type { HourlyDay } from '../hourly-day.js'
import type { ProjectionBasis, ProjectionNote } from './projection.js'

/** Days before a day that it is compared with. */
export const windowDays = 42
/** So many days of one kind make a profile of their own. */
export const enoughOfAKind = 4
/** So many days in all make a profile. */
export const enoughDays = 7

/** What a day like this usually brings, and when. */
export interface TypicalDay {
  /** The usual total. */
  readonly level: Decimal
  /** For each clock hour, its usual part of the total; together 1. */
  readonly shares: readonly Decimal[]
  readonly basis: ProjectionBasis
  readonly notes: readonly ProjectionNote[]
}

/**
 * The typical day for a day, from the days with sales among the 42 before it: those of its label and weekday where
 * there are 4, else of its label, else (without a label) of its weekday, else all of them, whose totals are then
 * brought to the day's own uplift. The level is their median, the shares their mean. Undefined with fewer than 7
 * days.
 */
export function typicalDay(day: HourlyDay, before: readonly HourlyDay[]): TypicalDay | undefined {
  const from = addDays(day.day, -windowDays)
  const window = before.filter((other) => other.day >= from && other.day < day.day)
  const open = window.filter(({ total }) => total.isPositive() && !total.isZero())
  if (open.length < enoughDays) return undefined
  const { alike, basis, notes } = daysLike(day, open)
  const level = isClosedWeekday(day, window)
    ? { level: exact(0), notes: [...notes, 'weekday-without-sales' as const] }
    : { level: medianLevel(day, alike, basis), notes }
  return { ...level, shares: meanShares(alike), basis }
}

function daysLike(day: HourlyDay, open: readonly HourlyDay[]) {
  const sameLabel = open.filter(({ label }) => label === day.label)
  const weekday = weekdayOf(day.day)
  const sameBoth = sameLabel.filter((other) => weekdayOf(other.day) === weekday)
  const notes: ProjectionNote[] = []
  if (sameBoth.length >= enoughOfAKind) {
    return {
      alike: sameBoth,
      basis: day.label === null ? 'same-weekday' : 'same-label-and-weekday',
      notes,
    } as const
  }
  if (day.label === null)
    return { alike: open, basis: 'all-days', notes: ['few-days-of-this-weekday'] } as const
  if (sameLabel.length >= enoughOfAKind) {
    return { alike: sameLabel, basis: 'same-label', notes: ['few-days-of-this-weekday'] } as const
  }
  return { alike: open, basis: 'all-days', notes: ['few-days-of-this-label'] } as const
}

function medianLevel(day: HourlyDay, alike: readonly HourlyDay[], basis: ProjectionBasis): Decimal {
  const totals = alike.map(({ total, uplift }) =>
    basis === 'all-days' && day.uplift && uplift?.isPositive() === true && !uplift.isZero()
      ? total.times(day.uplift).div(uplift)
      : total,
  )
  return quantile(totals, '0.5')
}

/** Whether the weekday came by often enough without a sale to say that the house is closed. */
function isClosedWeekday(day: HourlyDay, window: readonly HourlyDay[]): boolean {
  const first = window[0]?.day
  if (first === undefined) return false
  const weeks = Array.from({ length: windowDays / 7 }, (_, week) => addDays(day.day, -7 * (week + 1)))
  const known = weeks.filter((other) => other >= first)
  const sold = new Set(window.filter(({ total }) => !total.isZero()).map((other) => other.day))
  return known.length >= enoughOfAKind && known.every((other) => !sold.has(other))
}

function meanShares(days: readonly HourlyDay[]): readonly Decimal[] {
  return Array.from({ length: 24 }, (_, hour) =>
    sumOf(days.map(({ hours, total }) => (hours[hour] ?? exact(0)).div(total))).div(days.length),
  )
}
