import { allDays, type Dialect } from '../../sql/print.js'
import type { BoundValue, ColumnType } from '../../sql/sql.js'
import { valuesRows } from '../../sql/values-rows.js'
import { boundText } from '../bound-text.js'
import { postgresConstructs } from './postgres-constructs.js'

const typeNames: Readonly<Record<string, string>> = {
  text: 'TEXT',
  integer: 'BIGINT',
  double: 'DOUBLE PRECISION',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  instant: 'TIMESTAMPTZ',
  // PostgreSQL's one unsigned number of 32 bits; results of it can be told from those of BIGINT.
  member: 'OID',
  set: 'BYTEA',
}

function postgresType(type: ColumnType): string {
  return typeNames[type] ?? type.replace('decimal', 'NUMERIC')
}

/** How PostgreSQL writes SQL. */
export const postgresDialect: Dialect = {
  name: 'postgresql',
  quote: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
  type: postgresType,
  // Through TEXT: a decimal of more digits than its type would else be bound as that type, and rounded.
  placeholder: (position, _bound, type) => `CAST(CAST($${position} AS TEXT) AS ${postgresType(type)})`,
  literal: postgresLiteral,
  rows: valuesRows((identifier) => `"${identifier.replaceAll('"', '""')}"`),
  days: { date: allDays, timestamp: allDays },
  constructs: postgresConstructs,
  functions: {
    countDistinct: (expression) => `count(DISTINCT ${expression})`,
    countIf: (condition) => `count(*) FILTER (WHERE ${condition})`,
    dayNumber: (date) => `CAST(${date} - DATE '1970-01-01' AS BIGINT)`,
    daysBetween: (later, earlier) => `CAST(${later} - ${earlier} AS BIGINT)`,
    same: (left, right) => `((${left}) IS NOT DISTINCT FROM (${right}))`,
    dateOfTimestamp: (timestamp, hours) => `CAST(${earlier(timestamp, hours)} AS DATE)`,
    dateOfInstant: (instant, zone, hours) =>
      `CAST(${earlier(`timezone(${zone}, ${instant})`, hours)} AS DATE)`,
    justBefore: (moment) => `((${moment}) - INTERVAL '1 microsecond')`,
    hourOfTimestamp: (timestamp, hours) => `CAST(extract(hour FROM ${earlier(timestamp, hours)}) AS BIGINT)`,
    hourOfInstant: (instant, zone, hours) =>
      `CAST(extract(hour FROM ${earlier(`timezone(${zone}, ${instant})`, hours)}) AS BIGINT)`,
    sum: (expression) => `sum(${expression})`,
    if: (condition, then, otherwise) => `CASE WHEN ${condition} THEN ${then} ELSE ${otherwise} END`,
    roundedTo: (number, places = '0') =>
      postgresConstructs.decimalOfDouble(number, `decimal(38,${Number(places)})`, 'shortest'),
    toText: (expression) => `CAST(${expression} AS TEXT)`,
    // What starts with a printable character of ASCII needs no pattern.
    unlessBlank: (text) =>
      `CASE WHEN ascii(${text}) BETWEEN 33 AND 126 THEN ${text} WHEN ${text} ~ '[^\\s\\u0085\\u00a0\\u1680\\u2000-\\u200b\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]' THEN ${text} END`,
    // A record's hash is 31 times the hash so far plus the next: sums of it are the same when rows swap values.
    rowHash: (...expressions) =>
      `hashint8extended(hash_record_extended(ROW(${expressions.join(', ')}), 0), 0)`,
  },
}

function postgresLiteral(bound: BoundValue, type: ColumnType): string {
  const text = boundText(bound)
  if (text === null) return `CAST(NULL AS ${postgresType(type)})`
  if (type === 'integer' && text.length < 19) return text
  // The E form reads backslashes the same whatever the server's standard_conforming_strings.
  const quoted = text.includes('\\')
    ? ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${text.replaceAll("'", "''")}'`
  return type === 'date' ? `DATE ${quoted}` : `CAST(${quoted} AS ${postgresType(type)})`
}

/** A clock's time so many hours earlier by the clock. */
function earlier(timestamp: string, hours: string | undefined): string {
  return hours === undefined
    ? timestamp
    : `(${timestamp} - make_interval(hours => CAST(${hours} AS INTEGER)))`
}
