import type { DayCut } from '../calendar/day-cut.js'
import type { Written } from '../sql/expression.js'
import { sql, value, type Sql } from '../sql/sql.js'
import { columnTypeOf, expressionOver, parseOver, type RowPart, type Writing } from './row-set.js'

/** The column that tells at which time of its day a row is dated. */
export interface RowTime {
  readonly column: string
  readonly type: 'timestamp' | 'instant'
}

/** Expressions that cut a wall-clock time to its day, and move it nowhere. */
const toDay = [
  /^cast\s*\(\s*(?<column>"[^"]+"|\w+)\s+as\s+date\s*\)$/i,
  /^(?<column>"[^"]+"|\w+)\s*::\s*date$/i,
  /^(?:date|to_date|todate|todate32)\s*\(\s*(?<column>"[^"]+"|\w+)\s*\)$/i,
  /^date_trunc\s*\(\s*'day'\s*,\s*(?<column>"[^"]+"|\w+)\s*\)$/i,
]

/**
 * The time of a part's rows, by the expression of their business day: the timestamp or instant that it is or that it
 * cuts to a day, or the one instant that it is worked out from. Undefined where the rows know no time of day.
 *
 * @example
 * timeOf({ ...part, day: 'CAST(created_at AS DATE)' }, written) // { column: 'created_at', type: 'timestamp' }
 */
export function timeOf({ from, day }: RowPart, written: Written, column = day): RowTime | undefined {
  const held = timeColumn(from, column)
  if (held !== undefined || columnTypeOf(from, column) !== undefined) return held
  const inside = toDay.map((shape) => shape.exec(column.trim())?.groups?.['column']).find(Boolean)
  const cut = inside === undefined ? undefined : timeColumn(from, inside)
  if (cut !== undefined) return cut
  const { columns } = parseOver(from, column, { what: 'the day', written })
  const instants = columns.flatMap((each) => {
    const time = timeColumn(from, `"${each}"`)
    return time?.type === 'instant' ? [time] : []
  })
  return instants.length === 1 ? instants[0] : undefined
}

function timeColumn(from: RowPart['from'], column: string): RowTime | undefined {
  const held = columnTypeOf(from, column)
  return held === 'timestamp' || held === 'instant' ? { column, type: held } : undefined
}

/** The condition that a part's rows are dated before a cut. */
export function datedBefore(
  { from }: RowPart,
  { time, cut }: { readonly time: RowTime; readonly cut: Pick<DayCut, 'local' | 'utc'> },
  writing: Writing & { what: string },
): Sql {
  const at = expressionOver(from, time.column, writing)
  return sql`${at} < ${value(time.type === 'instant' ? cut.utc : cut.local, time.type)}`
}
