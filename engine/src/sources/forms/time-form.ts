import { raw, sql, type Sql } from '../../sql/sql.js'
import { matches, type Conversion } from '../conversion.js'
import { textLiteral } from '../duckdb-literal.js'
import type { ColumnForm } from './column-form.js'
import { timeFormat, type EpochFormat, type TimeFormat } from './time-format.js'

/** Days, times and moments in a declared form. A day that does not exist is none. */
export function fromTimeForm(
  { format, zone }: ColumnForm,
  type: 'date' | 'timestamp' | 'instant',
  plainTimestamp: Conversion,
): Conversion {
  if (format === undefined) return zone === undefined ? plainTimestamp : inZone(plainTimestamp, zone)
  const read = timeFormat(format)
  if ('problem' in read) throw new Error(`The format ${format} has been declared.`)
  if ('perSecond' in read) return sinceEpoch(read)
  if (type === 'date') return dayOf(read)
  const clock = ofFormat(read)
  if (type === 'timestamp' || read.moment === 'offset') return clock
  return zone === undefined ? inUtc(clock) : inZone(clock, zone)
}

function ofFormat({ pattern, finePattern, strptime, moment }: TimeFormat): Conversion {
  const fits = new RegExp(pattern)
  const isFine = new RegExp(finePattern)
  const read = (text: Sql): Sql => {
    const cut = moment === 'utc' ? sql`rtrim(left(${text}, length(${text}) - 3))` : text
    const offset = moment === 'offset' ? sql`replace(${text}, 'Z', '+00')` : cut
    return sql`CASE WHEN ${matches(text, fits)} THEN try_strptime(${offset}, ${textLiteral(strptime)}) END`
  }
  return {
    typed: read,
    reason: (text) =>
      sql`CASE WHEN ${matches(text, isFine)} AND NOT ${matches(text, fits)} THEN 'digits' ELSE 'type' END`,
  }
}

/** A day whose format has a time of day is one only at midnight, as with the plain form. */
function dayOf(read: TimeFormat): Conversion {
  const clock = ofFormat(read)
  if (!read.hasTime) return { ...clock, typed: (text) => sql`CAST(${clock.typed(text)} AS DATE)` }
  return {
    typed: (text) => {
      const found = clock.typed(text)
      return sql`CASE WHEN ${found} = date_trunc('day', ${found}) THEN CAST(${found} AS DATE) END`
    },
    reason: (text) =>
      sql`CASE WHEN ${clock.typed(text)} IS NOT NULL THEN 'digits' ELSE ${clock.reason(text)} END`,
  }
}

function inUtc({ typed, reason }: Conversion): Conversion {
  return { typed: (text) => sql`(${typed(text)} AT TIME ZONE 'UTC')`, reason }
}

/** The moment at which clocks of a zone showed a time; none where they skipped it. */
export function inZone({ typed, reason }: Conversion, zone: string): Conversion {
  const name = textLiteral(zone)
  return {
    typed: (text) => {
      const shown = typed(text)
      const moment = sql`(${shown} AT TIME ZONE ${name})`
      return sql`CASE WHEN (${moment} AT TIME ZONE ${name}) = ${shown} THEN ${moment} END`
    },
    reason,
  }
}

function sinceEpoch({ perSecond }: EpochFormat): Conversion {
  const places = String(Math.log10(1_000_000 / perSecond))
  const digits = 11 + Math.log10(perSecond)
  const fraction = places === '0' ? '0+' : `[0-9]{1,${places}}0*`
  const fits = new RegExp(`[+-]?[0-9]{1,${digits}}(?:\\.${fraction})?`)
  const isFine = new RegExp(`[+-]?[0-9]{1,${digits}}(?:\\.[0-9]+)?`)
  const microseconds = (text: Sql): Sql =>
    sql`CAST(TRY_CAST(${text} AS DECIMAL(38,${raw(places)})) * ${raw(String(1_000_000 / perSecond))} AS BIGINT)`
  return {
    typed: (text) => sql`CASE WHEN ${matches(text, fits)} THEN make_timestamptz(${microseconds(text)}) END`,
    reason: (text) =>
      sql`CASE WHEN ${matches(text, isFine)} AND NOT ${matches(text, fits)} THEN 'digits' ELSE 'type' END`,
  }
}
