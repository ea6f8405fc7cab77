import type { Constructs, SortedBy } from '../../sql/translation/constructs.js'
import { isDecimal, type SqlType } from '../../sql/translation/sql-type.js'
import { heldLetters, uppersOfWideLetters, wideLetters } from '../../sql/translation/wide-letters.js'

const typeName = (type: SqlType): string => {
  const names: Readonly<Partial<Record<SqlType, string>>> = {
    text: 'TEXT',
    integer: 'BIGINT',
    double: 'DOUBLE PRECISION',
    boolean: 'BOOLEAN',
    date: 'DATE',
    timestamp: 'TIMESTAMP',
    instant: 'TIMESTAMPTZ',
    interval: 'INTERVAL',
    null: 'INTEGER',
  }
  return names[type] ?? type.replace('decimal', 'NUMERIC')
}

const quoted = (text: string) =>
  text.includes('\\')
    ? ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${text.replaceAll("'", "''")}'`
const cast = (value: string, type: SqlType) => `CAST(${value} AS ${typeName(type)})`

/** What PostgreSQL prints for each thing that translated SQL can mean. */
export const postgresConstructs: Constructs = {
  literal: (text, type) => {
    if (type === 'text') return `CAST(${quoted(text)} AS TEXT)`
    if (type === 'integer' && text.length < 18) return `CAST(${text} AS BIGINT)`
    return `CAST(${quoted(text)} AS ${typeName(type)})`
  },
  nothing: (type) => cast('NULL', type),
  widened: (value, _from, to) => cast(value, to),

  wholeSum: (left, right) => `(${left} + ${right})`,
  wholeDifference: (left, right) => `(${left} - ${right})`,
  wholeProduct: (left, right) => `(${left} * ${right})`,
  decimalSum: (left, right) => `(${left} + ${right})`,
  decimalDifference: (left, right) => `(${left} - ${right})`,
  decimalProduct: (left, right) => `(${left} * ${right})`,
  quotient: (left, right) =>
    `(CASE WHEN ${right} <> 0 THEN ${left} / ${right} WHEN ${right} IS NULL THEN NULL WHEN ${left} = 'NaN' THEN ${left} WHEN ${left} > 0 THEN CAST('Infinity' AS DOUBLE PRECISION) WHEN ${left} < 0 THEN CAST('-Infinity' AS DOUBLE PRECISION) WHEN ${left} = 0 AND ${right} = 0 THEN CAST('NaN' AS DOUBLE PRECISION) END)`,
  quotientOrError: (left, right) => `(${left} / ${right})`,
  wholeQuotient: (left, right) => `(${left} / ${right})`,
  wholeRemainder: (left, right) => `(${left} % ${right})`,
  decimalRounded: (value, _from, places) => `round(${value}, ${places})`,
  decimalCut: (value, _from, places) => `trunc(${value}, ${places})`,
  decimalFloor: (value) => `floor(${value})`,
  decimalCeiling: (value) => `ceil(${value})`,
  // Halves to the even one is what `round` does to a double here.
  doubleRounded: (value) =>
    `(trunc(${value}) + CASE WHEN abs(${value} - trunc(${value})) >= 0.5 THEN sign(${value}) ELSE 0 END)`,
  doubleRoundedToEven: (value) => `round(${value})`,
  doubleCut: (value) => `trunc(${value})`,
  doubleFloor: (value) => `floor(${value})`,
  doubleCeiling: (value) => `ceil(${value})`,
  wholeOfDouble: (value) => cast(value, 'integer'),
  wholeOfDecimal: (value) => cast(value, 'integer'),
  shortened: (value) => `CAST(CAST(${value} AS INTEGER) AS BIGINT)`,
  absolute: (value) => `abs(${value})`,
  negated: (value) => `(-${value})`,
  sign: (value) => cast(`sign(${value})`, 'integer'),
  power: (base, exponent) => `power(${base}, ${exponent})`,
  squareRoot: (value) => `sqrt(${value})`,
  exponential: (value) => `exp(${value})`,
  naturalLogarithm: (value) => `ln(${value})`,
  decimalOfDouble: (value, type, digits) =>
    cast(digits === 'fifteen' ? `CAST(${value} AS NUMERIC)` : cast(value, 'text'), type),
  shiftedDouble: (value, places) => {
    // A cast to numeric keeps 15 digits: the double is taken apart, of which each part is exact.
    const high = `trunc(${value} / 2 ^ 75)`
    const rest = `(${value} - ${high} * 2 ^ 75)`
    const middle = `trunc(${rest} / 2 ^ 40)`
    const parts = [high, middle, `(${rest} - ${middle} * 2 ^ 40)`].map(
      (part) => `CAST(CAST(${part} AS BIGINT) AS NUMERIC)`,
    )
    const [one = '', two = '', three = ''] = parts
    return `((${one} * ${2n ** 75n} + ${two} * ${2n ** 40n} + ${three}) * ${tenth(places)})`
  },
  decimalQuotient: (left, right, { places, isCut }) => {
    const [dividend, divisor] = [
      `abs(CAST(${left.text} AS NUMERIC) * 1${'0'.repeat(places)})`,
      `abs(CAST(${right.text} AS NUMERIC))`,
    ]
    const whole = isCut ? `div(${dividend}, ${divisor})` : `div(2 * ${dividend} + ${divisor}, 2 * ${divisor})`
    return `(sign(CAST(${left.text} AS NUMERIC)) * sign(CAST(${right.text} AS NUMERIC)) * ${whole} * ${tenth(places)})`
  },

  concatenation: (...texts) => `(${texts.join(' || ')})`,
  length: (text) => cast(`length(${text})`, 'integer'),
  md5: (text) => `md5(${text})`,
  upper: (text) =>
    `translate(upper(translate(${text}, '${wideLetters}', '${heldLetters}') COLLATE "und-x-icu"), '${heldLetters}', '${uppersOfWideLetters}')`,
  // Each letter by itself: a sigma at the end, and a capital I with its dot.
  lower: (text) => `lower(replace(replace(${text}, 'Σ', 'σ'), 'İ', 'i') COLLATE "und-x-icu")`,
  trimmed: (text, characters = "' '") => `btrim(${text}, ${characters})`,
  trimmedStart: (text, characters = "' '") => `ltrim(${text}, ${characters})`,
  trimmedEnd: (text, characters = "' '") => `rtrim(${text}, ${characters})`,
  slice: (text, ...bounds) =>
    `substring(${[text, ...bounds.map((bound) => `CAST(${bound} AS INTEGER)`)].join(', ')})`,
  replaced: (text, part, by) => `replace(${text}, ${part}, ${by})`,
  positionOf: (text, part) => cast(`strpos(${text}, ${part})`, 'integer'),
  reversed: (text) => `reverse(${text})`,
  repeated: (text, times) => `repeat(${text}, CAST(${times} AS INTEGER))`,
  like: (text, pattern) => `(${text} LIKE ${pattern})`,
  matches: (text, expression) => `(${text} ~ ${expression})`,
  firstMatchReplaced: (text, expression, by) => `regexp_replace(${text}, ${expression}, ${by})`,
  everyMatchReplaced: (text, expression, by) => `regexp_replace(${text}, ${expression}, ${by}, 'g')`,
  firstMatch: (text, expression) => `substring(${text} FROM ${expression})`,
  sortable: (text) => `(${text} COLLATE "C")`,

  part: (part, value) => {
    const names = { isoWeek: 'week', isoYear: 'isoyear', isoWeekday: 'isodow', dayOfYear: 'doy' } as const
    if (part === 'second')
      return `(CAST(extract(microseconds FROM CAST(${value} AS TIMESTAMP)) AS BIGINT) / 1000000)`
    if (part === 'microsecond')
      return `(CAST(extract(microseconds FROM CAST(${value} AS TIMESTAMP)) AS BIGINT) % 1000000)`
    return cast(
      `extract(${part in names ? names[part as keyof typeof names] : part} FROM CAST(${value} AS TIMESTAMP))`,
      'integer',
    )
  },
  startOf: (unit, value, type) => cast(`date_trunc('${unit}', CAST(${value} AS TIMESTAMP))`, type),
  dayNumber: (date) => cast(`(${date} - DATE '1970-01-01')`, 'integer'),
  dateOfNumber: (days) => `(DATE '1970-01-01' + CAST(${days} AS INTEGER))`,
  monthsLater: (value, months, type) =>
    cast(`(${value} + make_interval(months => CAST(${months} AS INTEGER)))`, type),
  daysLater: (value, days, type) =>
    cast(`(${value} + make_interval(days => CAST(${days} AS INTEGER)))`, type),
  microsecondsLater: (timestamp, microseconds) =>
    `(${timestamp} + ${microseconds} * INTERVAL '1 microsecond')`,
  microseconds: (timestamp) => cast(`(extract(epoch FROM ${timestamp}) * 1000000)`, 'integer'),
  dateOf: (timestamp) => cast(timestamp, 'date'),
  clockOf: (instant, zone) => `timezone(${zone}, ${instant})`,
  momentOf: (timestamp, zone) => `timezone(${zone}, ${timestamp})`,

  parsed: (value, type) => {
    const trimmed = `btrim(${value}, ${blanks})`
    const form = exactForms[isDecimal(type) ? 'decimal' : type]
    if (form === undefined) return cast(trimmed, type)
    // What it reads beyond that, such as `today`, is an error by a text that it does not read.
    return `CAST(CASE WHEN ${trimmed} ~ ${quoted(form)} THEN ${trimmed} ELSE ${value} || ${quoted(` is no ${type}`)} END AS ${typeName(type)})`
  },
  parsedOrNull: (value, type) => {
    const trimmed = `btrim(${value}, ${blanks})`
    const form = forms[isDecimal(type) ? 'decimal' : type]
    if (form === undefined) throw new Error(`PostgreSQL has no attempt at ${type}`)
    if (type === 'date') {
      const day = `substring(${trimmed} FROM '^[^ T]*')`
      return `CASE WHEN ${trimmed} ~ ${quoted(form)} AND ${isDate(day)} THEN ${cast(day, type)} END`
    }
    return `CASE WHEN ${trimmed} ~ ${quoted(form)} THEN ${cast(trimmed, type)} END`
  },
  texted: (value, type) => {
    if (type === 'text') return value
    // A whole double has a place: 2 is 2.0.
    return type === 'double'
      ? `(CASE WHEN ${value} = trunc(${value}) AND abs(${value}) < 1e15 THEN CAST(CAST(${value} AS NUMERIC) AS TEXT) || '.0' ELSE ${cast(value, 'text')} END)`
      : cast(value, 'text')
  },
  truth: (condition) => `(${condition})`,
  wholeOfBoolean: (value) => `CAST(CAST(${value} AS INTEGER) AS BIGINT)`,

  aggregate: {
    count: (value, tail) => `count(${value})${tail}`,
    countRows: (tail) => `count(*)${tail}`,
    countDistinct: (value, tail) => `count(DISTINCT ${value})${tail}`,
    sum: (value, type, tail) => cast(`sum(${value})${tail}`, type),
    average: (value, tail) => `avg(${value})${tail}`,
    smallest: (value, type, tail) => `${extreme('min', value, type)}${tail}`,
    largest: (value, type, tail) => `${extreme('max', value, type)}${tail}`,
    every: (value, tail) => `bool_and(${value})${tail}`,
    some: (value, tail) => `bool_or(${value})${tail}`,
    median: (value, tail) => `percentile_cont(0.5) WITHIN GROUP (ORDER BY ${value})${tail}`,
    listed: (value, separator, order) =>
      `string_agg(${value}, ${separator}${order.length === 0 ? '' : ` ORDER BY ${order.map(orderTerm).join(', ')}`})`,
  },
  window: {
    lag: ({ value, offset, otherwise }, over) =>
      `lag(${value}, CAST(${offset} AS INTEGER), ${otherwise}) OVER ${over}`,
    lead: ({ value, offset, otherwise }, over) =>
      `lead(${value}, CAST(${offset} AS INTEGER), ${otherwise}) OVER ${over}`,
    first: (value, over = '') => `first_value(${value}) OVER ${over}`,
    last: (value, over = '') => `last_value(${value}) OVER ${over}`,
    // PostgreSQL has no IGNORE NULLS.
    firstGiven: (value, over = '') => `(${given(value, over)})[1]`,
    lastGiven: (value, over = '') => `(${given(value, over)})[count(${value}) OVER ${over}]`,
  },
  query: {
    isIn: (value, query) => `(${value} IN (${query}))`,
    totalsWithNullKeys: '',
    joinsByEquality: { joins: ['FULL JOIN'], conditions: ['eq'] },
    orderTerm,
  },
}

/** The values of a window's frame that are not null. */
const given = (value: string, over: string) =>
  `array_agg(${value}) FILTER (WHERE ${value} IS NOT NULL) OVER ${over}`

const blanks = String.raw`E' \t\n\r'`

/** A power of ten below 1. */
const tenth = (places: number) => (places === 0 ? '1' : `0.${'0'.repeat(places - 1)}1`)

/** Text that is one value of a type where it must be one. */
const exactForms: Readonly<Partial<Record<SqlType | 'decimal', string>>> = {
  integer: String.raw`^[+-]?\d+$`,
  decimal: String.raw`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$`,
  double: String.raw`^[+-]?((\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[nN][aA][nN]|[iI][nN][fF]([iI][nN][iI][tT][yY])?)$`,
  date: String.raw`^\d{4}-\d{1,2}-\d{1,2}([ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?)?$`,
  timestamp: String.raw`^\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{1,2}(:\d{1,2}(\.\d{1,6})?)?)?$`,
}

/** Text for which null stands where it is no value of a type. */
const forms: Readonly<Partial<Record<SqlType | 'decimal', string>>> = {
  integer: String.raw`^[+-]?\d{1,18}$`,
  decimal: String.raw`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$`,
  double: String.raw`^[+-]?((\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?|[nN][aA][nN]|[iI][nN][fF]([iI][nN][iI][tT][yY])?)$`,
  boolean: '(?i)^(true|false|t|f|1|0|yes|no|y|n)$',
  date: String.raw`^\d{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12]\d|3[01])([ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?)?$`,
}

/** The first or last value; PostgreSQL has none of booleans. */
function extreme(name: 'min' | 'max', value: string, type: SqlType): string {
  if (type === 'boolean') return name === 'min' ? `bool_and(${value})` : `bool_or(${value})`
  return `${name}(${type === 'text' ? `${value} COLLATE "C"` : value})`
}

/** Whether the day of a text that looks like a date is one of its month. */
function isDate(text: string): string {
  const part = (at: number) => `CAST(split_part(${text}, '-', ${at}) AS INTEGER)`
  const last = `date_part('day', make_date(${part(1)}, ${part(2)}, 1) + INTERVAL '1 month - 1 day')`
  return `${part(3)} <= CASE WHEN ${text} ~ '^\\d{4}-\\d{1,2}-' AND ${part(1)} > 0 THEN ${last} ELSE 0 END`
}

function orderTerm({ value, descending, nullsFirst }: SortedBy): string {
  return `${value} ${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`
}
