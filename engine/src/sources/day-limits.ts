import { startOfDay } from '../calendar/business-day.js'
import { firstHour, type Calendar } from '../calendar/calendar.js'
import { addDays } from '../calendar/day.js'
import { utcText } from '../calendar/day-cut.js'
import { allDays, type DaySpan, type Dialect } from '../sql/print.js'
import { literal, sql, type Sql } from '../sql/sql.js'
import type { Source, SourceColumn, SourceType } from './source.js'

/** The days that a column may have, and who says so. */
export interface DayLimit extends DaySpan {
  readonly by: 'contract' | 'warehouse'
  /** The first moment, and the one just behind the last, in UTC; where they are others than those of the days in UTC. */
  readonly moments?: Bounds
  /** The same by the clock of the calendar, where days do not start at midnight. */
  readonly clocks?: Bounds
}

interface Bounds {
  readonly first?: string | undefined
  readonly end?: string | undefined
}

/** Where a source's rows are kept, and by which of its columns they are counted. */
export interface KeepingDays {
  readonly holds: Dialect['days']
  /** The columns that give a row's business day or a member's first day. */
  readonly dayColumns: readonly string[]
  /** Whose days the moments of those columns are counted on. Default: those of UTC. */
  readonly calendar?: Calendar
}

/** Without a warehouse that says otherwise all days are held, and rows are counted by the source's own day. */
export function ownDays(source: Source): KeepingDays {
  return { holds: { date: allDays, timestamp: allDays }, dayColumns: [source.day ?? ''] }
}

/** The days that a column may have; undefined where it has none. Those by which rows are counted keep the contract's. */
export function dayLimitOf(column: SourceColumn, source: Source, keeping: KeepingDays): DayLimit | undefined {
  const kind = dayKindOf(column.type)
  if (kind === undefined) return undefined
  const { holds, dayColumns } = keeping
  if (!dayColumns.includes(column.name)) return { ...holds[kind], by: 'warehouse' }
  const limit = countedDayLimit(source, holds)
  return { ...limit, moments: momentsOf(limit, keeping), clocks: clocksOf(limit, keeping) }
}

/** Where a calendar's days start and end, unless the warehouse holds no moment that is so early or late. */
function momentsOf({ from, to }: DaySpan, { holds, calendar }: KeepingDays): Bounds {
  if (calendar === undefined) return {}
  const { timestamp: held } = holds
  return {
    first: from > held.from ? utcText(startOfDay(from, calendar)) : undefined,
    end: to < held.to ? utcText(startOfDay(addDays(to, 1), calendar)) : undefined,
  }
}

/** The same by the clock; none where days start at midnight. */
function clocksOf({ from, to }: DaySpan, { holds, calendar }: KeepingDays): Bounds {
  if (calendar === undefined || firstHour(calendar) === 0) return {}
  const { timestamp: held } = holds
  const start = `${calendar.dayStartsAt}:00`
  return {
    first: from > held.from ? `${from} ${start}` : undefined,
    end: to < held.to ? `${addDays(to, 1)} ${start}` : undefined,
  }
}

/** The days on which a source's rows may be counted: the contract's, as far as the warehouse holds them. */
export function countedDayLimit({ days }: Source, { timestamp: held }: KeepingDays['holds']): DayLimit {
  const from = days.from > held.from ? days.from : held.from
  const to = days.to < held.to ? days.to : held.to
  return { from, to, by: from === days.from && to === days.to ? 'contract' : 'warehouse' }
}

function dayKindOf(type: SourceType): keyof Dialect['days'] | undefined {
  if (type === 'date') return 'date'
  return type === 'timestamp' || type === 'instant' ? 'timestamp' : undefined
}

/** That a value lies outside of its days. */
export function isOutside(
  held: Sql,
  type: SourceType,
  { from, to, moments = {}, clocks = {} }: DayLimit,
): Sql {
  const { first: earliest, end } = type === 'instant' ? moments : type === 'timestamp' ? clocks : {}
  const [first, last] =
    type === 'date'
      ? [literal(from, 'date'), literal(to, 'date')]
      : [literal(earliest ?? `${from} 00:00:00`, type), literal(`${to} 23:59:59.999999`, type)]
  const isLate = end === undefined ? sql`${held} > ${last}` : sql`${held} >= ${literal(end, type)}`
  return sql`(${held} < ${first} OR ${isLate})`
}

/** What to know of a value that is outside of its days. */
export function limitInWords({ from, to, by }: DayLimit): string {
  return by === 'contract'
    ? `The source takes days from ${from} to ${to}; where others are meant, declare \`days\`.`
    : `This warehouse holds days from ${from} to ${to}. Where another stands for "always" or "never", leave the field empty.`
}
