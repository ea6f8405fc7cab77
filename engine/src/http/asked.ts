import type { Moment } from '../calendar/moment.js'

/** What was given of some optional fields. */
export function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}

/** A moment to the minute: how often what moves with the clock is worked out anew. */
export function minuteOf(moment: Moment): string {
  return moment.toString({ smallestUnit: 'minute' })
}
