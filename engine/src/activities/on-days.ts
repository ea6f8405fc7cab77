import type { Day } from '../calendar/day.js'
import { join, literal, name, sql, type Sql } from '../sql/sql.js'

/** The condition that a row's `day` is one of these. */
export function onDays(days: readonly Day[]): Sql {
  if (days.length === 0) return sql`1 = 0`
  return sql`${name('day')} IN (${join(days.map((day) => literal(day, 'date')))})`
}
