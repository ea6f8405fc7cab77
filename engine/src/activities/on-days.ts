import { addDays, type Day } from '../calendar/day.js'
import { join, literal, name, sql, type Sql } from '../sql/sql.js'

/** The condition that a row's `day` is one of these. */
export function onDays(days: readonly Day[]): Sql {
  if (days.length === 0) return sql`1 = 0`
  return sql`${name('day')} IN (${join(days.map((day) => literal(day, 'date')))})`
}

/** Not every warehouse has moments before it. */
const firstMoment = '1900-01-01'

/**
 * The condition that a moment is not from long before the first of some days, wherever on earth they are counted: a
 * warehouse that skips rows by their moments does not do so by the days worked out from them. There is none where it
 * cannot be said.
 */
export function notBefore(moment: Sql, type: 'timestamp' | 'instant', days: readonly Day[]): Sql | undefined {
  const first = days.reduce((earliest, day) => (day < earliest ? day : earliest), days[0] ?? firstMoment)
  if (first <= firstMoment) return undefined
  return sql`${moment} >= ${literal(`${addDays(first, -1)} 00:00:00`, type)}`
}
