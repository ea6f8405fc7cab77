import type { Calendar } from '../calendar/calendar.js'
import type { Grain } from '../calendar/grain.js'
import { periodOf, type Period } from '../calendar/period.js'
import { daysIn, type Range } from '../calendar/range.js'

/** The periods that run along a chart. */
export interface TimeAxis {
  readonly range: Range
  readonly grain: Grain
}

/** The most days, and the most weeks' worth of days, that are still told apart on a chart. */
const [dailyUpTo, weeklyUpTo] = [124, 400]

/**
 * A named quarter stands among the quarters of its year; any other range by its days, or where there are many by
 * its weeks or months.
 */
export function chartAxis(range: Range, period: Period | undefined, calendar: Calendar): TimeAxis {
  if (period?.grain === 'quarter') {
    return { range: periodOf(range.from, 'year', calendar).range, grain: 'quarter' }
  }
  return sparklineAxis(range)
}

/** The days of a range, or where there are many its weeks or months. */
export function sparklineAxis(range: Range): TimeAxis {
  const days = daysIn(range)
  return { range, grain: days <= dailyUpTo ? 'day' : days <= weeklyUpTo ? 'week' : 'month' }
}

/** Whether two axes are the same. */
export function sameAxis(one: TimeAxis, other: TimeAxis): boolean {
  return one.grain === other.grain && one.range.from === other.range.from && one.range.to === other.range.to
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A period's label for people, short: `Oct 01`, `W40`, `Oct 2025`, `Q4`, `2025`. */
export function shortLabel(label: string, grain: Grain): string {
  const month = months[Number(label.slice(5, 7)) - 1] ?? ''
  switch (grain) {
    case 'day':
      return `${month} ${label.slice(8)}`
    case 'month':
      return `${month} ${label.slice(0, 4)}`
    case 'week':
    case 'quarter':
      return label.split('-').at(-1) ?? label
    case 'year':
      return label
  }
}
