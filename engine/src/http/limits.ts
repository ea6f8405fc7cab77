import { Refusal } from '../errors.js'
import type { Answer } from '../queries/answer.js'
import type { Prepared } from '../queries/ask.js'

/** What the server refuses beyond. */
export interface Limits {
  /** Bytes of a request's body. */
  readonly body: number
  /** Days of a range. */
  readonly days: number
  /** Rows of an answer; of a list of members as CSV, ten times as many. */
  readonly rows: number
  /** Milliseconds until a request's query is stopped. */
  readonly time: number
}

export const usualLimits: Limits = { body: 64 * 1024, days: 7320, rows: 20_000, time: 30_000 }

/** @throws Refusal `answer-too-large` */
export function refuseLongRanges({ question, rows }: Prepared, limits: Limits): void {
  const { days } = question.progress
  if (days > limits.days) throw new Refusal('answer-too-large', { what: 'days', is: days, most: limits.days })
  if (rows.slots.length > limits.rows) {
    throw new Refusal('answer-too-large', { what: 'rows', is: rows.slots.length, most: limits.rows })
  }
}

/** @throws Refusal `answer-too-large` */
export function refuseManyRows({ rows }: Pick<Answer, 'rows'>, limits: Limits): void {
  if (rows.length <= limits.rows) return
  throw new Refusal('answer-too-large', { what: 'rows', is: rows.length, most: limits.rows })
}
