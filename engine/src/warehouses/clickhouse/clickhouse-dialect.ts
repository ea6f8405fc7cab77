import type { Dialect } from '../../sql/print.js'
import type { BoundValue, ColumnType } from '../../sql/sql.js'
import { boundText } from '../bound-text.js'
import { clickHouseConstructs, decimalOfText } from './clickhouse-constructs.js'

const typeNames: Readonly<Record<string, string>> = {
  text: 'String',
  integer: 'Int64',
  double: 'Float64',
  boolean: 'Bool',
  date: 'Date32',
  timestamp: "DateTime64(6, 'UTC')",
  instant: "DateTime64(6, 'UTC')",
  member: 'UInt32',
  set: 'AggregateFunction(groupBitmap, UInt32)',
}

function clickHouseType(type: ColumnType, nullable: boolean): string {
  const name = typeNames[type] ?? type.replace('decimal', 'Decimal')
  // A state is never null.
  return nullable && type !== 'set' ? `Nullable(${name})` : name
}

/** How ClickHouse writes SQL. */
export const clickHouseDialect: Dialect = {
  name: 'clickhouse',
  quote: (identifier) => `"${identifier.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`,
  type: clickHouseType,
  // What is not null has no nullable type, which the name of a time zone may not have.
  placeholder: (position, bound, type) =>
    isWrittenOut(bound) ? clickHouseLiteral(bound, type) : `{p${position}:${clickHouseType(type, false)}}`,
  literal: clickHouseLiteral,
  rows: (columns, rows) => {
    const structure = columns
      .map(({ name, type, nullable }) => `${name} ${clickHouseType(type, nullable)}`)
      .join(', ')
    return `SELECT * FROM values(${quoteText(structure)},\n    ${rows.map((row) => `(${row.join(', ')})`).join(',\n    ')}\n  )`
  },
  wideDecimal: (type) => (type.startsWith('decimal') ? type.replace(/\(\d+/, '(38') : undefined),
  // A later date is kept as the last one that there is; a later moment would come out as another.
  days: {
    date: { from: '1900-01-01', to: '9999-12-31' },
    timestamp: { from: '1900-01-01', to: '2299-12-31' },
  },
  constructs: clickHouseConstructs,
  functions: {
    countDistinct: (expression) => `uniqExact(${expression})`,
    countIf: (condition) => `countIf(${condition})`,
    dayNumber: (date) => `dateDiff('day', toDate32('1970-01-01'), ${date})`,
    daysBetween: (later, earlier) => `dateDiff('day', ${earlier}, ${later})`,
    same: (left, right) => `((${left}) IS NOT DISTINCT FROM (${right}))`,
    dateOfTimestamp: (timestamp, hours) => `toDate32(${earlier(timestamp, hours)})`,
    dateOfInstant: (instant, zone, ...hours) =>
      hours.length === 0
        ? `toDate32(toTimeZone(${instant}, ${zone}))`
        : `toDate32(${earlier(clock(instant, zone), hours[0])})`,
    justBefore: (moment) => `subtractMicroseconds(${moment}, 1)`,
    hourOfTimestamp: (timestamp, hours) => `toInt64(toHour(${earlier(timestamp, hours)}))`,
    hourOfInstant: (instant, zone, ...hours) =>
      hours.length === 0
        ? `toInt64(toHour(toTimeZone(${instant}, ${zone})))`
        : `toInt64(toHour(${earlier(clock(instant, zone), hours[0])}))`,
    // The factor makes whole numbers and decimals ones of 76 digits, which do not overflow; a double it leaves.
    sum: (expression) => `sum((${expression}) * toDecimal256(1, 0))`,
    if: (condition, then, otherwise) => `CASE WHEN ${condition} THEN ${then} ELSE ${otherwise} END`,
    unlessBlank: (text) =>
      `if(match(${text}, '[^\\\\s\\\\x0B\\\\p{Z}\\\\x{85}\\\\x{200B}\\\\x{FEFF}]'), ${text}, NULL)`,
    rowHash: (...expressions) =>
      `toDecimal128(sipHash64(${expressions.map((each) => `isNull(${each}), ifNull(toString(${each}), '')`).join(', ')}), 0)`,
    // Unlike toString it keeps the zeros at the end of a decimal.
    roundedTo: (number, places = '0') =>
      decimalOfText(`toString(${number})`, `decimal(38,${Number(places)})`),
    toText: (expression) => `if(isNull(${expression}), NULL, formatRowNoNewline('TSVRaw', ${expression}))`,
  },
  sets: {
    setOf: (member) => `groupBitmapState(${member})`,
    setUnion: (set) => `groupBitmapMergeState(${set})`,
    setUnionIf: (set, condition) => `groupBitmapMergeStateIf(${set}, ${condition})`,
    setSize: (set) => `toInt64(bitmapCardinality(${set}))`,
    setAnd: (one, other) => `bitmapAnd(${one}, ${other})`,
    setAndNot: (one, other) => `bitmapAndnot(${one}, ${other})`,
    setOr: (one, other) => `bitmapOr(${one}, ${other})`,
  },
}

const longestParameter = 4000

/** Null has no parameter, and long text none either, since parameters travel in the address of a request. */
export function isWrittenOut(bound: BoundValue): boolean {
  return bound === null || (typeof bound === 'string' && bound.length > longestParameter)
}

function clickHouseLiteral(bound: BoundValue, type: ColumnType): string {
  const text = boundText(bound)
  if (text === null) return `CAST(NULL AS ${clickHouseType(type, true)})`
  // A bare number would have the narrowest type that holds it.
  if (type === 'integer' && text.length < 19) return `toInt64(${text})`
  if (type === 'text') return quoteText(text)
  return type === 'date'
    ? `toDate32(${quoteText(text)})`
    : `CAST(${quoteText(text)} AS ${clickHouseType(type, false)})`
}

function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`
}

/** What a clock in a zone shows at a moment, as a time in UTC: what is taken off it is hours of the clock. */
function clock(instant: string, zone = ''): string {
  // Offsets lose a day in zones that changed sides of the date line, where texts do not.
  return clickHouseConstructs.clockOf(instant, zone)
}

/** A clock's time so many hours earlier by the clock. */
function earlier(timestamp: string, hours: string | undefined): string {
  return hours === undefined ? timestamp : `subtractHours(${timestamp}, ${hours})`
}
