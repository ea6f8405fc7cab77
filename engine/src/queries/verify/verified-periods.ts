import type { Calendar } from '../../calendar/calendar.js'
import type { Grain } from '../../calendar/grain.js'
import { periodsIn, previousPeriod } from '../../calendar/period.js'
import { addDays } from '../../calendar/day.js'
import type { Range } from '../../calendar/range.js'
import type { Window } from '../windows.js'

/** A period in the data that is verified, with the one before it. */
export interface VerifiedPeriod extends Window {
  readonly label: string
  readonly grain: Grain
}

/** How many of the last days and weeks of the data are verified one by one. */
const [lastDays, lastWeeks] = [14, 8]

/**
 * Every year, quarter and month of the data, and their last weeks and days. Where some days alone are asked for: the
 * periods of these days that lie in them whole, so that a year is verified with all of its months or not at all.
 */
export function verifiedPeriods(
  { data, days }: { readonly data: Range; readonly days: Range | undefined },
  calendar: Calendar,
): readonly VerifiedPeriod[] {
  const from = (days: number): Range => {
    const first = addDays(data.to, 1 - days)
    return { from: first > data.from ? first : data.from, to: data.to }
  }
  const spans = [
    ['year', data],
    ['quarter', data],
    ['month', data],
    ['week', from(7 * lastWeeks)],
    ['day', from(lastDays)],
  ] as const
  return spans.flatMap(([grain, range]) =>
    periodsIn(range, grain, calendar)
      .filter((period) => days === undefined || isWithin(period.range, days))
      .map((period) => ({
        label: period.label,
        grain,
        range: period.range,
        before: previousPeriod(period, calendar).range,
      })),
  )
}

function isWithin(inner: Range, outer: Range): boolean {
  return outer.from <= inner.from && inner.to <= outer.to
}
