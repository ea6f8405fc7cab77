import type { Moment } from '../calendar/moment.js'
import type { Asking } from '../queries/ask.js'
import type { Question } from '../queries/question.js'
import { movesWith } from '../queries/row-times.js'

/** What was given of some optional fields. */
export function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}

/** A moment to the minute: how often what moves with the clock is worked out anew. */
export function minuteOf(moment: Moment): string {
  return moment.toString({ smallestUnit: 'minute' })
}

/** As of when a question is answered: the day, or the minute where its answer moves with the clock. */
export function asOfKey(
  question: Pick<Question, 'metrics' | 'period' | 'from' | 'to'>,
  asking: Pick<Asking, 'loaded' | 'today' | 'until'>,
): string {
  const moment = movesWith(question, asking)
  return moment === undefined ? asking.today : minuteOf(moment)
}
