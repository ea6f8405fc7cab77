import type { Decimal } from 'decimal.js'
import type { Day } from '../calendar/day.js'
import { exact } from '../metrics/exact.js'
import { initialTargets, type LabelledDay } from './initial-targets.js'
import { redistributionOf, type Redistribution } from './redistribution.js'
import type { Redistributed } from './redistribution/redistribute.js'
import { roundedTo, roundedSum, sumOf, type Rounding } from './rounding.js'

/** A day of the month with what was booked on it; null where nothing was. */
export interface DayWithActual extends LabelledDay {
  readonly actual: Decimal | null
}

/** What is known when a month is adjusted. */
export interface Adjusting {
  readonly month: Decimal
  /** The clock's day; it may lie outside of the month. */
  readonly today: Day
  readonly rounding: Rounding
  readonly redistribution: Redistribution
  /** Whether a day keeps its initial target while it is to come. */
  readonly isFrozen: (day: LabelledDay) => boolean
  /**
   * What stands for today's actual: the actual itself as documented, or a projection, null while there is none,
   * so that the initial target stands.
   */
  readonly todayStands: 'actual' | { readonly projected: Decimal | null }
}

/**
 * What a day is to the plan: `booked` has an actual, `missed` is past without one, `today` is under way with its
 * projection standing for it, `frozen` and `coming` are ahead.
 */
export type DayState = 'booked' | 'missed' | 'today' | 'frozen' | 'coming'

/** One day of an adjusted month. */
export interface AdjustedDay extends DayWithActual {
  readonly state: DayState
  readonly initial: Decimal
  /** Achieved less planned; null for a day to come. */
  readonly gap: Decimal | null
  readonly adjustment: Decimal
  /** The uplift of a day that takes part of the gap, else 0. */
  readonly weightedLeft: Decimal
}

/** A month's days, and what none of them takes. Adjustments and `unallocated` add up to the initial targets. */
export interface AdjustedMonth {
  readonly days: readonly AdjustedDay[]
  readonly unallocated: Decimal
}

/**
 * Spreads what is missed or exceeded so far over the month's days to come.
 *
 * @example
 * adjustedMonth(days, { month, today: '2026-01-15', todayStands: 'actual', redistribution: 'by-weight', … })
 */
export function adjustedMonth(days: readonly DayWithActual[], adjusting: Adjusting): AdjustedMonth {
  const initials = initialTargets(days, adjusting.month, adjusting.rounding)
  const stated = days.map((day, index) => {
    const state = stateOf(day, adjusting)
    return { ...day, state, initial: initials[index] ?? exact(0) }
  })
  const settled = stated.map((day) => settledAt(day, adjusting))
  const gap = sumOf(settled.flatMap(({ gap }) => gap ?? []))
  const open = settled.filter(({ state }) => state === 'coming')
  const spread = redistributionOf(adjusting.redistribution, adjusting.rounding)(open, gap)
  const part = sumOf(open.map(({ initial }) => initial)).minus(gap)
  const { adjusted, unallocated } = wholeUnits(spread, part, adjusting.rounding)
  const targets = new Map(open.map(({ day }, index) => [day, adjusted[index] ?? exact(0)]))
  return {
    days: settled.map((day) => ({ ...day, adjustment: targets.get(day.day) ?? day.adjustment })),
    unallocated,
  }
}

function stateOf(day: DayWithActual, { today, todayStands, isFrozen }: Adjusting): DayState {
  if (day.day === today && todayStands !== 'actual') return 'today'
  if (day.actual !== null) return 'booked'
  if (day.day < today) return 'missed'
  return isFrozen(day) ? 'frozen' : 'coming'
}

type StatedDay = Omit<AdjustedDay, 'gap' | 'adjustment' | 'weightedLeft'>

/** A day with what it comes to before the gap is spread. */
function settledAt(day: StatedDay, { todayStands, rounding }: Adjusting): AdjustedDay {
  const { state, initial, uplift } = day
  if (state === 'coming' || state === 'frozen') {
    const weightedLeft = state === 'coming' ? uplift : exact(0)
    return { ...day, gap: null, adjustment: initial, weightedLeft }
  }
  const projected = todayStands === 'actual' ? null : todayStands.projected
  const inUnits = projected && rounding !== 'none' ? roundedSum([projected], rounding.unit) : projected
  const came = state === 'today' ? (inUnits ?? initial) : (day.actual ?? exact(0))
  return { ...day, gap: came.minus(initial), adjustment: came, weightedLeft: exact(0) }
}

/** The open days' targets in whole units, and what of their part of the month none of them takes, exactly. */
function wholeUnits(
  { adjusted, unallocated }: Redistributed,
  part: Decimal,
  rounding: Rounding,
): Redistributed {
  if (rounding === 'none' || adjusted.length === 0) return { adjusted, unallocated }
  const whole = roundedTo(roundedSum(adjusted, rounding.unit), adjusted, rounding.unit)
  return { adjusted: whole, unallocated: part.minus(sumOf(whole)) }
}
