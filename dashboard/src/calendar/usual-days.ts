import type { Meta } from '../api/answers.js'
import { earlier, type Day } from './day.js'

/** The last day that has data, or today where data reach so far. */
export function lastDayOf({ calendar, freshness }: Meta): Day {
  return freshness.days === null ? calendar.today : earlier(calendar.today, freshness.days.to)
}

/** The month that a page shows where its address names no days: the last one with data. */
export function usualMonth(meta: Meta): string {
  return lastDayOf(meta).slice(0, 7)
}
