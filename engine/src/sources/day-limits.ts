import { allDays, type DaySpan, type Dialect } from '../sql/print.js'
import { literal, sql, type Sql } from '../sql/sql.js'
import type { Source, SourceColumn, SourceType } from './source.js'

/** The days that a column may have, and who says so. */
export interface DayLimit extends DaySpan {
  readonly by: 'contract' | 'warehouse'
}

/** Where a source's rows are kept, and by which of its columns they are counted. */
export interface KeepingDays {
  readonly holds: Dialect['days']
  /** The columns that give a row's business day or a member's first day. */
  readonly dayColumns: readonly string[]
}

/** Without a warehouse that says otherwise all days are held, and rows are counted by the source's own day. */
export function ownDays(source: Source): KeepingDays {
  return { holds: { date: allDays, timestamp: allDays }, dayColumns: [source.day ?? ''] }
}

/** The days that a column may have; undefined where it has none. Those by which rows are counted keep the contract's. */
export function dayLimitOf(
  column: SourceColumn,
  source: Source,
  { holds, dayColumns }: KeepingDays,
): DayLimit | undefined {
  const kind = dayKindOf(column.type)
  if (kind === undefined) return undefined
  return dayColumns.includes(column.name)
    ? countedDayLimit(source, holds)
    : { ...holds[kind], by: 'warehouse' }
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

/**
 * That a value lies outside of its days. A moment is taken for what a clock in Greenwich shows, so that one within a
 * day of the limits may pass.
 */
export function isOutside(held: Sql, type: SourceType, { from, to }: DaySpan): Sql {
  const [first, last] =
    type === 'date'
      ? [literal(from, 'date'), literal(to, 'date')]
      : [literal(`${from} 00:00:00`, type), literal(`${to} 23:59:59.999999`, type)]
  return sql`(${held} < ${first} OR ${held} > ${last})`
}

/** What to know of a value that is outside of its days. */
export function limitInWords({ from, to, by }: DayLimit): string {
  return by === 'contract'
    ? `The source takes days from ${from} to ${to}; where others are meant, declare \`days\`.`
    : `This warehouse holds days from ${from} to ${to}.`
}
