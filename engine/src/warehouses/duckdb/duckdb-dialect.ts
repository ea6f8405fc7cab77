import { allDays, type Dialect } from '../../sql/print.js'
import type { BoundValue, ColumnType } from '../../sql/sql.js'
import { valuesRows } from '../../sql/values-rows.js'
import { boundText } from '../bound-text.js'
import { duckDbConstructs } from './duckdb-constructs.js'

const typeNames: Readonly<Record<string, string>> = {
  text: 'VARCHAR',
  integer: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  instant: 'TIMESTAMPTZ',
  member: 'UINTEGER',
  set: 'BLOB',
}

function duckDbType(type: ColumnType): string {
  return typeNames[type] ?? type.toUpperCase()
}

/** How DuckDB writes SQL. */
export const duckDbDialect: Dialect = {
  name: 'duckdb',
  quote: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
  type: duckDbType,
  placeholder: (position, _bound, type) => `CAST($${position} AS ${duckDbType(type)})`,
  literal: duckDbLiteral,
  rows: valuesRows((identifier) => `"${identifier.replaceAll('"', '""')}"`),
  days: { date: allDays, timestamp: allDays },
  constructs: duckDbConstructs,
  functions: {
    countDistinct: (expression) => `count(DISTINCT ${expression})`,
    countIf: (condition) => `count(*) FILTER (WHERE ${condition})`,
    dayNumber: (date) => `((${date}) - DATE '1970-01-01')`,
    daysBetween: (later, earlier) => `date_diff('day', ${earlier}, ${later})`,
    same: (left, right) => `((${left}) IS NOT DISTINCT FROM (${right}))`,
    dateOfTimestamp: (timestamp, hours) => `CAST(${earlier(timestamp, hours)} AS DATE)`,
    dateOfInstant: (instant, zone, hours) =>
      `CAST(${earlier(`timezone(${zone}, ${instant})`, hours)} AS DATE)`,
    justBefore: (moment) => `((${moment}) - INTERVAL 1 MICROSECOND)`,
    hourOfTimestamp: (timestamp, hours) => `hour(${earlier(timestamp, hours)})`,
    hourOfInstant: (instant, zone, hours) => `hour(${earlier(`timezone(${zone}, ${instant})`, hours)})`,
    sum: (expression) => `sum(${expression})`,
    if: (condition, then, otherwise) => `CASE WHEN ${condition} THEN ${then} ELSE ${otherwise} END`,
    roundedTo: (number, places = '0') =>
      duckDbConstructs.decimalOfDouble(number, `decimal(38,${Number(places)})`, 'shortest'),
    toText: (expression) => `CAST(${expression} AS VARCHAR)`,
    // What starts with a printable character of ASCII needs no pattern.
    unlessBlank: (text) =>
      `CASE WHEN ${text} >= '!' AND ${text} < chr(127) THEN ${text} WHEN regexp_matches(${text}, '[^\\s\\x0B\\p{Z}\\x{85}\\x{200B}\\x{FEFF}]') THEN ${text} END`,
    // The hash of several values is an exclusive or of theirs, bits of which add up alike when rows swap values.
    rowHash: (...expressions) => `hash(hash(${expressions.join(', ')}))`,
  },
}

/** A clock's time so many hours earlier by the clock. */
function earlier(timestamp: string, hours: string | undefined): string {
  return hours === undefined ? timestamp : `(${timestamp} - to_hours(${hours}))`
}

function duckDbLiteral(bound: BoundValue, type: ColumnType): string {
  const text = boundText(bound)
  if (text === null) return `CAST(NULL AS ${duckDbType(type)})`
  const quoted = `'${text.replaceAll("'", "''")}'`
  if (type === 'text') return quoted
  if (type === 'integer' && text.length < 19) return text
  return type === 'date' ? `DATE ${quoted}` : `CAST(${quoted} AS ${duckDbType(type)})`
}
