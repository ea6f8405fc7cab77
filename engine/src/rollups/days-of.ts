import type { CalendarNode } from './calendar-nodes.js'

/** The days from one to another, as nodes. */
export function daysOf(first: number, last: number): readonly CalendarNode[] {
  return Array.from({ length: last - first + 1 }, (_day, at) => ({
    grain: 'day' as const,
    first: first + at,
    last: first + at,
  }))
}
