import type { Constructs, Measured, SortedBy } from '../../sql/translation/constructs.js'
import { digitsOf, isDecimal, type SqlType } from '../../sql/translation/sql-type.js'

const typeName = (type: SqlType): string => {
  const names: Readonly<Partial<Record<SqlType, string>>> = {
    text: 'VARCHAR',
    integer: 'BIGINT',
    double: 'DOUBLE',
    boolean: 'BOOLEAN',
    date: 'DATE',
    timestamp: 'TIMESTAMP',
    instant: 'TIMESTAMPTZ',
    interval: 'INTERVAL',
    null: 'INTEGER',
  }
  return names[type] ?? type.toUpperCase()
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const cast = (value: string, type: SqlType) => `CAST(${value} AS ${typeName(type)})`
const decimal = (places: number) => `DECIMAL(38, ${places})`
const placesOf = (type: SqlType) => digitsOf(type)?.scale ?? 0

/** A whole number divided by a power of ten. */
const shifted = (whole: string, places: number) =>
  places === 0
    ? `CAST(${whole} AS ${decimal(0)})`
    : `CAST(CAST(${whole} AS ${decimal(0)}) * CAST('0.${'0'.repeat(places - 1)}1' AS DECIMAL(${places + 1}, ${places})) AS ${decimal(places)})`

/** A decimal as the whole number of its smallest places. */
const unscaled = ({ text, type }: Measured) =>
  `CAST(CAST(${text} AS ${decimal(placesOf(type))}) * CAST('1${'0'.repeat(placesOf(type))}' AS DECIMAL(${placesOf(type) + 1}, 0)) AS HUGEINT)`

const times = (whole: string, power: number) =>
  power === 0 ? whole : `(${whole} * CAST('1${'0'.repeat(power)}' AS HUGEINT))`

/** Text that is wholly one value of a type, as a regular expression. */
const forms: Readonly<Partial<Record<SqlType | 'decimal', string>>> = {
  integer: String.raw`[ \t\n\r]*[+-]?\d+[ \t\n\r]*`,
  decimal: String.raw`[ \t\n\r]*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[ \t\n\r]*`,
  double: String.raw`[ \t\n\r]*[+-]?((\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|(?i:nan|inf|infinity))[ \t\n\r]*`,
  date: String.raw`[ \t\n\r]*\d{4}-\d{1,2}-\d{1,2}([ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?)?[ \t\n\r]*`,
  timestamp: String.raw`[ \t\n\r]*\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{1,2}(:\d{1,2}(\.\d{1,6})?)?)?[ \t\n\r]*`,
}

const formOf = (type: SqlType) => forms[isDecimal(type) ? 'decimal' : type]

/** What DuckDB prints for each thing that translated SQL can mean. */
export const duckDbConstructs: Constructs = {
  literal: (text, type) => {
    if (type === 'text') return quoted(text)
    if (type === 'integer' && text.length < 18) return `CAST(${text} AS BIGINT)`
    return `CAST(${quoted(text)} AS ${typeName(type)})`
  },
  nothing: (type) => cast('NULL', type),
  widened: (value, _from, to) => cast(value, to),

  wholeSum: (left, right) => `(${left} + ${right})`,
  wholeDifference: (left, right) => `(${left} - ${right})`,
  wholeProduct: (left, right) => `(${left} * ${right})`,
  decimalSum: (left, right, result) => cast(`(${left} + ${right})`, result),
  decimalDifference: (left, right, result) => cast(`(${left} - ${right})`, result),
  decimalProduct: (left, right) => `(${left} * ${right})`,
  quotient: (left, right) => `(${left} / ${right})`,
  quotientOrError: (left, right) =>
    `(${left} / CASE WHEN ${right} = 0 AND ${left} IS NOT NULL THEN error('division by zero') ELSE ${right} END)`,
  wholeQuotient: (left, right) =>
    `(${left} // CASE WHEN ${right} = 0 AND ${left} IS NOT NULL THEN error('division by zero') ELSE ${right} END)`,
  wholeRemainder: (left, right) =>
    `(${left} % CASE WHEN ${right} = 0 AND ${left} IS NOT NULL THEN error('division by zero') ELSE ${right} END)`,
  decimalRounded: (value, _from, places) => `CAST(${value} AS ${decimal(places)})`,
  decimalCut: (value, from, places) =>
    `CAST(${value} - sign(${value}) * CAST('0.${'0'.repeat(places)}5' AS DECIMAL(38, ${Math.max(placesOf(from), places + 1)})) AS ${decimal(places)})`,
  decimalFloor: (value) => `CAST(floor(${value}) AS ${decimal(0)})`,
  decimalCeiling: (value) => `CAST(ceil(${value}) AS ${decimal(0)})`,
  doubleRounded: (value) => `round(${value})`,
  doubleRoundedToEven: (value) => `round_even(${value}, 0)`,
  doubleCut: (value) => `trunc(${value})`,
  doubleFloor: (value) => `floor(${value})`,
  doubleCeiling: (value) => `ceil(${value})`,
  wholeOfDouble: (value) => cast(value, 'integer'),
  wholeOfDecimal: (value) => cast(value, 'integer'),
  shortened: (value) => `CAST(CAST(${value} AS INTEGER) AS BIGINT)`,
  absolute: (value) => `abs(${value})`,
  negated: (value) => `(-${value})`,
  sign: (value) => `CAST(sign(${value}) AS BIGINT)`,
  power: (base, exponent) => `power(${base}, ${exponent})`,
  squareRoot: (value) => `sqrt(${value})`,
  exponential: (value) => `exp(${value})`,
  naturalLogarithm: (value) => `ln(${value})`,
  decimalOfDouble: (value, type, digits) =>
    cast(digits === 'fifteen' ? `format('{:.15g}', ${value})` : cast(value, 'text'), type),
  shiftedDouble: (value, places) => shifted(`CAST(${value} AS ${decimal(0)})`, places),
  decimalQuotient: (left, right, { places, isCut }) => {
    const power = places + placesOf(right.type) - placesOf(left.type)
    const dividend = times(unscaled(left), Math.max(power, 0))
    const divisor = times(unscaled(right), Math.max(-power, 0))
    const by = `CASE WHEN ${right.text} = 0 AND ${left.text} IS NOT NULL THEN error('division by zero') ELSE abs(${divisor}) END`
    const whole = isCut
      ? `(abs(${dividend}) // ${by})`
      : `((2 * abs(${dividend}) + abs(${divisor})) // (2 * ${by}))`
    return shifted(`(sign(${left.text}) * sign(${right.text}) * ${whole})`, places)
  },

  concatenation: (...texts) => `(${texts.join(' || ')})`,
  length: (text) => `length(${text})`,
  md5: (text) => `md5(${text})`,
  upper: (text) => `upper(${text})`,
  lower: (text) => `lower(${text})`,
  trimmed: (text, characters = "' '") => `trim(${text}, ${characters})`,
  trimmedStart: (text, characters = "' '") => `ltrim(${text}, ${characters})`,
  trimmedEnd: (text, characters = "' '") => `rtrim(${text}, ${characters})`,
  slice: (text, ...bounds) => `substring(${[text, ...bounds].join(', ')})`,
  replaced: (text, part, by) => `replace(${text}, ${part}, ${by})`,
  positionOf: (text, part) => `strpos(${text}, ${part})`,
  reversed: (text) => `reverse(${text})`,
  repeated: (text, times) => `repeat(${text}, ${times})`,
  like: (text, pattern) => `(${text} LIKE ${pattern} ESCAPE '\\')`,
  matches: (text, expression) => `regexp_matches(${text}, ${expression}, 's')`,
  firstMatchReplaced: (text, expression, by) => `regexp_replace(${text}, ${expression}, ${by}, 's')`,
  everyMatchReplaced: (text, expression, by) => `regexp_replace(${text}, ${expression}, ${by}, 'gs')`,
  firstMatch: (text, expression) =>
    `CASE WHEN regexp_matches(${text}, ${expression}, 's') THEN regexp_extract(${text}, ${expression}, 0, 's') END`,
  sortable: (text) => text,

  part: (part, value) => {
    const names = { isoWeek: 'week', isoYear: 'isoyear', isoWeekday: 'isodow', dayOfYear: 'doy' } as const
    if (part === 'second') return `(extract('microsecond' FROM ${value}) // 1000000)`
    if (part === 'microsecond') return `(extract('microsecond' FROM ${value}) % 1000000)`
    return `extract('${part in names ? names[part as keyof typeof names] : part}' FROM ${value})`
  },
  startOf: (unit, value, type) => cast(`date_trunc('${unit}', ${value})`, type),
  dayNumber: (date) => `(${date} - DATE '1970-01-01')`,
  dateOfNumber: (days) => `(DATE '1970-01-01' + CAST(${days} AS INTEGER))`,
  monthsLater: (value, months, type) => cast(`(${value} + to_months(CAST(${months} AS INTEGER)))`, type),
  daysLater: (value, days, type) => cast(`(${value} + to_days(CAST(${days} AS INTEGER)))`, type),
  microsecondsLater: (timestamp, microseconds) => `(${timestamp} + to_microseconds(${microseconds}))`,
  microseconds: (timestamp) => `epoch_us(${timestamp})`,
  dateOf: (timestamp) => cast(timestamp, 'date'),
  clockOf: (instant, zone) => `timezone(${zone}, ${instant})`,
  momentOf: (timestamp, zone) => `timezone(${zone}, ${timestamp})`,

  parsed: (value, type) => {
    const form = formOf(type)
    const read = cast(`trim(${value}, ${blanks})`, type)
    return form === undefined
      ? read
      : `(CASE WHEN regexp_full_match(${value}, ${quoted(form)}) THEN ${read} WHEN ${value} IS NOT NULL THEN error('This text is no ${type}: ' || ${value}) END)`
  },
  parsedOrNull: (value, type) => {
    const tried = `TRY_CAST(trim(${value}, ${blanks}) AS ${typeName(type)})`
    const form = formOf(type)
    return form === undefined
      ? tried
      : `CASE WHEN regexp_full_match(${value}, ${quoted(form)}) THEN ${tried} END`
  },
  texted: (value, type) => (type === 'text' ? value : cast(value, 'text')),
  truth: (condition) => `(${condition})`,
  wholeOfBoolean: (value) => cast(value, 'integer'),

  aggregate: {
    count: (value, tail) => `count(${value})${tail}`,
    countRows: (tail) => `count(*)${tail}`,
    countDistinct: (value, tail) => `count(DISTINCT ${value})${tail}`,
    sum: (value, type, tail) => cast(`sum(${value})${tail}`, type),
    average: (value, tail) => `avg(${value})${tail}`,
    smallest: (value, _type, tail) => `min(${value})${tail}`,
    largest: (value, _type, tail) => `max(${value})${tail}`,
    every: (value, tail) => `bool_and(${value})${tail}`,
    some: (value, tail) => `bool_or(${value})${tail}`,
    median: (value, tail) => `median(${value})${tail}`,
    listed: (value, separator, order) =>
      `string_agg(${value}, ${separator}${order.length === 0 ? '' : ` ORDER BY ${order.map(orderTerm).join(', ')}`})`,
  },
  window: {
    lag: ({ value, offset, otherwise }, over) => `lag(${value}, ${offset}, ${otherwise}) OVER ${over}`,
    lead: ({ value, offset, otherwise }, over) => `lead(${value}, ${offset}, ${otherwise}) OVER ${over}`,
    first: (value, over = '') => `first_value(${value}) OVER ${over}`,
    last: (value, over = '') => `last_value(${value}) OVER ${over}`,
    firstGiven: (value, over = '') => `first_value(${value} IGNORE NULLS) OVER ${over}`,
    lastGiven: (value, over = '') => `last_value(${value} IGNORE NULLS) OVER ${over}`,
  },
  query: {
    isIn: (value, query) => `(${value} IN (${query}))`,
    totalsWithNullKeys: '',
    joinsByEquality: { joins: [], conditions: [] },
    orderTerm,
  },
}

const blanks = String.raw`' ' || chr(9) || chr(10) || chr(13)`

function orderTerm({ value, descending, nullsFirst }: SortedBy): string {
  return `${value} ${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`
}
