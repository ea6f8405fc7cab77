import type { Constructs, Measured, SortedBy } from '../../sql/translation/constructs.js'
import { digitsOf, isDecimal, type SqlType } from '../../sql/translation/sql-type.js'
import { heldLetters, uppersOfWideLetters, wideLetters } from '../../sql/translation/wide-letters.js'

const moments = "DateTime64(6, 'UTC')"

const plainName = (type: SqlType): string => {
  const names: Readonly<Partial<Record<SqlType, string>>> = {
    text: 'String',
    integer: 'Int64',
    double: 'Float64',
    boolean: 'Bool',
    date: 'Date32',
    timestamp: moments,
    instant: moments,
    null: 'Int64',
  }
  return names[type] ?? type.replace('decimal', 'Decimal')
}

const typeName = (type: SqlType) => `Nullable(${plainName(type)})`
const cast = (value: string, type: SqlType) => `CAST(${value} AS ${typeName(type)})`
const quoted = (text: string) =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`
const checked = (value: string) => `accurateCast(${value}, 'Nullable(Int64)')`
const placesOf = (type: SqlType) => digitsOf(type)?.scale ?? 0

/** A decimal in a type that is wide enough to be calculated with. */
const wide = (value: string, places: number) => `toDecimal256(${value}, ${places})`

const calculated = (sign: string) => (left: string, right: string, result: SqlType) =>
  cast(`(${wide(left, placesOf(result))} ${sign} ${wide(right, placesOf(result))})`, result)

/** `left` divided as decimals would be, which this warehouse cuts: by whole numbers of the smallest place. */
const scaled = (value: string, from: SqlType) => {
  const kept = placesOf(from)
  const number = wide(value, kept)
  const factor = `toDecimal256('1${'0'.repeat(kept)}', 0)`
  if (kept < 20) return `toInt256(${number} * ${factor})`
  // With so many places a product of decimals would overflow without an error: the whole part is taken apart.
  const whole = `toInt256(${number})`
  return `(${whole} * ${power(kept)} + toInt256((${number} - ${wide(whole, kept)}) * ${factor}))`
}

const places = (whole: string, count: number) =>
  count === 0
    ? `toDecimal256(${whole}, 0)`
    : `(toDecimal256(${whole}, 0) * toDecimal256('0.${'0'.repeat(count - 1)}1', ${count}))`

const power = (count: number) => `toInt256('1${'0'.repeat(count)}')`

const toPlaces = (whole: string, kept: number) =>
  `CAST(${places(whole, kept)} AS Nullable(Decimal(38, ${kept})))`

const wholeDigits = (type: SqlType) => (digitsOf(type)?.precision ?? 0) - placesOf(type)

/** A value as another type; one with more digits than a decimal holds is an error, which this warehouse does not see. */
function narrowed(value: string, from: SqlType, to: SqlType): string {
  if (!isDecimal(to) || wholeDigits(from) <= wholeDigits(to)) return cast(value, to)
  const tooLarge = `ifNull(abs(${wide(value, placesOf(from))}) >= toDecimal256('1${'0'.repeat(wholeDigits(to))}', 0), false)`
  return `if(throwIf(${tooLarge}, ${quoted(`This number does not fit ${to}`)}), NULL, ${cast(value, to)})`
}

/** A decimal of 38 digits with as many places as a type. */
const fitted = (value: string, type: SqlType) => narrowed(value, `decimal(38,${placesOf(type)})`, type)

/** It would take a day before 1900 for 1 January 1900. */
const daysSince1970 = (date: string) => Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000)

/** What ClickHouse prints for each thing that translated SQL can mean. */
export const clickHouseConstructs: Constructs = {
  literal: (text, type) => {
    if (type === 'text') return quoted(text)
    if (type === 'boolean') return `CAST(${text} AS Bool)`
    if (type === 'date' && !/^(19|2[0-2])/.test(text))
      return `addDays(toDate32('1970-01-01'), ${daysSince1970(text)})`
    return `CAST(${quoted(text)} AS ${plainName(type)})`
  },
  nothing: (type) => cast('NULL', type),
  widened: narrowed,

  wholeSum: (left, right) => checked(`(toInt128(${left}) + toInt128(${right}))`),
  wholeDifference: (left, right) => checked(`(toInt128(${left}) - toInt128(${right}))`),
  wholeProduct: (left, right) => checked(`(toInt128(${left}) * toInt128(${right}))`),
  decimalSum: calculated('+'),
  decimalDifference: calculated('-'),
  decimalProduct: (left, right, result) => cast(`(toDecimal256(1, 0) * ${left} * ${right})`, result),
  quotient: (left, right) => `(${left} / ${right})`,
  quotientOrError: (left, right) => `(${left} / ${divisor(left, right)})`,
  wholeQuotient: (left, right) => `intDiv(${left}, ${divisor(left, right)})`,
  wholeRemainder: (left, right) => `modulo(${left}, ${divisor(left, right)})`,
  decimalRounded: (value, from, kept) => {
    const dropped = placesOf(from) - kept
    if (dropped <= 0) return `CAST(${value} AS Nullable(Decimal(38, ${kept})))`
    const whole = scaled(value, from)
    return toPlaces(
      `intDiv(${whole} + sign(${whole}) * intDiv(${power(dropped)}, 2), ${power(dropped)})`,
      kept,
    )
  },
  decimalCut: (value, from, kept) => {
    const dropped = placesOf(from) - kept
    if (dropped <= 0) return `CAST(${value} AS Nullable(Decimal(38, ${kept})))`
    return toPlaces(`intDiv(${scaled(value, from)}, ${power(dropped)})`, kept)
  },
  decimalFloor: (value) => `CAST(floor(${value}) AS Nullable(Decimal(38, 0)))`,
  decimalCeiling: (value) => `CAST(ceil(${value}) AS Nullable(Decimal(38, 0)))`,
  // `round` takes halves to the even one.
  doubleRounded: (value) =>
    `(trunc(${value}) + if(abs(${value} - trunc(${value})) >= 0.5, sign(${value}), 0))`,
  doubleRoundedToEven: (value) => `roundBankers(${value})`,
  doubleCut: (value) => `trunc(${value})`,
  doubleFloor: (value) => `floor(${value})`,
  doubleCeiling: (value) => `ceil(${value})`,
  wholeOfDouble: checked,
  // A decimal that does not fit would wrap around.
  wholeOfDecimal: (value) => checked(`toInt256(${value})`),
  shortened: (value) => `toInt64(accurateCast(${value}, 'Nullable(Int32)'))`,
  absolute: (value) => `abs(${value})`,
  negated: (value) => `(-${value})`,
  sign: (value) => `toInt64(sign(${value}))`,
  power: (base, exponent) => `pow(${base}, ${exponent})`,
  squareRoot: (value) => `sqrt(${checkedFor(`${value} < 0`, value, 'No square root of a negative number')})`,
  exponential: (value) => `exp(${value})`,
  naturalLogarithm: (value) => `log(${checkedFor(`${value} <= 0`, value, 'No logarithm of this number')})`,
  decimalOfDouble: (value, type, digits) => {
    const given = checkedFor(tooLarge(value, type), value, `This number does not fit ${type}`)
    return decimalOfText(digits === 'fifteen' ? `printf('%.15g', ${given})` : `toString(${given})`, type)
  },
  shiftedDouble: (value, places) => {
    const type: SqlType = `decimal(38,${places})`
    const wrong = `NOT isFinite(${value}) OR abs(${value}) >= 1e38`
    const given = checkedFor(wrong, value, `This number does not fit ${type}`)
    // A large double is not cast exactly: it is taken apart, of which each part is.
    const high = `trunc(${given} / pow(2, 75))`
    const rest = `(${given} - ${high} * pow(2, 75))`
    const middle = `trunc(${rest} / pow(2, 40))`
    const whole = (part: string) => `toInt256(toInt64(${part}))`
    const low = whole(`${rest} - ${middle} * pow(2, 40)`)
    const two = (exponent: bigint) => `toInt256('${2n ** exponent}')`
    return toPlaces(`(${whole(high)} * ${two(75n)} + ${whole(middle)} * ${two(40n)} + ${low})`, places)
  },
  decimalQuotient: (left, right, { places: kept, isCut }) => {
    const power = kept + placesOf(right.type) - placesOf(left.type)
    const dividend = times(unscaled(left), Math.max(power, 0))
    const by = times(unscaled(right), Math.max(-power, 0))
    const whole = isCut
      ? `intDiv(${dividend}, ${divisor(dividend, by)})`
      : `intDiv(2 * abs(${dividend}) + abs(${by}), 2 * abs(${divisor(dividend, by)})) * sign(${dividend}) * sign(${by})`
    const type: SqlType = `decimal(38,${kept})`
    const isWide = `abs(${whole}) >= toInt256('1${'0'.repeat(38)}')`
    return toPlaces(checkedFor(isWide, whole, `This number does not fit ${type}`), kept)
  },

  concatenation: (...texts) => `concat(${texts.join(', ')})`,
  length: (text) => `toInt64(lengthUTF8(${text}))`,
  md5: (text) => `lower(hex(MD5(${text})))`,
  upper: (text) =>
    `translateUTF8(upperUTF8(translateUTF8(${text}, '${wideLetters}', '${heldLetters}')), '${heldLetters}', '${uppersOfWideLetters}')`,
  // Each letter by itself: a sigma at the end, and a capital I with its dot.
  lower: (text) => `lowerUTF8(replaceAll(replaceAll(${text}, 'Σ', 'σ'), 'İ', 'i'))`,
  trimmed: (text, characters = "' '") => `trimBoth(${text}, ${characters})`,
  trimmedStart: (text, characters = "' '") => `trimLeft(${text}, ${characters})`,
  trimmedEnd: (text, characters = "' '") => `trimRight(${text}, ${characters})`,
  slice: (text, ...bounds) => `substringUTF8(${[text, ...bounds].join(', ')})`,
  replaced: (text, part, by) => `replaceAll(${text}, ${part}, ${by})`,
  positionOf: (text, part) => `toInt64(positionUTF8(${text}, ${part}))`,
  reversed: (text) => `reverseUTF8(${text})`,
  repeated: (text, times) => `repeat(${text}, ${times})`,
  like: (text, pattern) => `(${text} LIKE ${pattern})`,
  matches: (text, expression) => `match(${text}, concat('(?s)', ${expression}))`,
  firstMatchReplaced: (text, expression, by) =>
    `replaceRegexpOne(${text}, concat('(?s)', ${expression}), ${by})`,
  everyMatchReplaced: (text, expression, by) =>
    `replaceRegexpAll(${text}, concat('(?s)', ${expression}), ${by})`,
  firstMatch: (text, expression) =>
    `if(match(${text}, concat('(?s)', ${expression})), extract(${text}, concat('(?s)(', ${expression}, ')')), NULL)`,
  sortable: (text) => text,

  part: (part, value) => {
    const names = {
      year: 'toYear',
      quarter: 'toQuarter',
      month: 'toMonth',
      day: 'toDayOfMonth',
      hour: 'toHour',
      minute: 'toMinute',
      second: 'toSecond',
      microsecond: 'toMicrosecond',
      isoWeek: 'toISOWeek',
      isoYear: 'toISOYear',
      isoWeekday: 'toDayOfWeek',
      dayOfYear: 'toDayOfYear',
    } as const
    return `toInt64(${names[part]}(${value}))`
  },
  startOf: (unit, value, type) => {
    // Before 1970 the fraction of a second rounds up here: times of day are cut by microseconds, and days as dates.
    const length = lengths[unit]
    if (length === undefined) return cast(`dateTrunc('${unit}', toDate32(${value}))`, type)
    const passed = `positiveModulo(toUnixTimestamp64Micro(${value}), ${length})`
    return cast(type === 'date' ? value : `addMicroseconds(${value}, -${passed})`, type)
  },
  dayNumber: (date) => `dateDiff('day', toDate32('1970-01-01'), ${date})`,
  dateOfNumber: (days) => `addDays(toDate32('1970-01-01'), ${days})`,
  // What would lie behind the year 9999 becomes its last day, without an error.
  monthsLater: (value, months) =>
    `addMonths(${value}, ${checkedFor(`toYear(${value}) * 12 + toMonth(${value}) + ${months} > 120000`, months, 'This date is behind the year 9999')})`,
  daysLater: (value, days) =>
    `addDays(${value}, ${checkedFor(`dateDiff('day', toDate32('1970-01-01'), ${value}) + ${days} > 2932896`, days, 'This date is behind the year 9999')})`,
  microsecondsLater: (timestamp, microseconds) => `addMicroseconds(${timestamp}, ${microseconds})`,
  microseconds: (timestamp) => `toUnixTimestamp64Micro(${timestamp})`,
  dateOf: (timestamp) => `toDate32(${timestamp})`,
  clockOf: (instant, zone) => `toDateTime64(toString(toTimeZone(${instant}, ${zone})), 6, 'UTC')`,
  // A time that there is twice is the later one, and one that there is not is as much later as the clock was moved.
  momentOf: (timestamp, zone) => {
    const moment = (of: string) => `toTimeZone(toDateTime64(toString(${of}), 6, ${zone}), 'UTC')`
    const clock = (of: string) => `toDateTime64(toString(toTimeZone(${of}, ${zone})), 6, 'UTC')`
    const first = moment(timestamp)
    const hour = `dateDiff('microsecond', ${clock(first)}, ${timestamp})`
    const next = `addHours(${first}, 1)`
    return `multiIf(${hour} > 0, addMicroseconds(${first}, ${hour}), ${clock(next)} = ${timestamp}, ${next}, ${first})`
  },

  parsed: (value, type) => {
    const text = trimmedBlanks(value)
    const read = parsedFrom(text, type)
    const form = forms[isDecimal(type) ? 'decimal' : type]
    if (form === undefined) return read
    const isWide = isDecimal(type) ? ` OR isNull(${exactDecimal(text, type)}) AND isNotNull(${text})` : ''
    const wrong = `throwIf(ifNull(NOT ${isForm(text, type)}, false)${isWide}, ${quoted(`This text is no ${isDecimal(type) ? 'decimal' : type}`)})`
    return `if(${wrong}, NULL, ${read})`
  },
  parsedOrNull: (value, type) => {
    const text = trimmedBlanks(value)
    return `if(${isForm(text, type)}, ${parsedFrom(`if(${isForm(text, type)}, ${text}, NULL)`, type)}, NULL)`
  },
  texted: (value, type) => {
    if (type === 'text') return value
    if (isDecimal(type)) return `toDecimalString(${value}, ${placesOf(type)})`
    if (type === 'double')
      return `concat(toString(${value}), if(${value} = trunc(${value}) AND abs(${value}) < 1e15, '.0', ''))`
    if (type === 'boolean') return `if(isNull(${value}), NULL, if(${value}, 'true', 'false'))`
    if (type === 'timestamp')
      return `replaceRegexpOne(toString(${value}), '\\\\.0+$|(\\\\.[0-9]*[1-9])0+$', '\\\\1')`
    return `toString(${value})`
  },
  truth: (condition) => `CAST((${condition}) AS Nullable(Bool))`,
  wholeOfBoolean: (value) => `toInt64(${value})`,

  aggregate: {
    count: (value, tail) => `toInt64(count(${value})${tail})`,
    countRows: (tail) => `toInt64(count(*)${tail})`,
    countDistinct: (value, tail) => `toInt64(uniqExact(${value})${tail})`,
    sum: (value, type, tail) => {
      if (type === 'double') return `sum(${value})${tail}`
      const total = `sum(${wide(value, placesOf(type))})${tail}`
      return type === 'integer' ? checked(total) : cast(total, type)
    },
    average: (value, tail) => `avg(${value})${tail}`,
    smallest: (value, _type, tail) => `min(${value})${tail}`,
    largest: (value, _type, tail) => `max(${value})${tail}`,
    every: (value, tail) => `CAST(min(${value})${tail} AS Nullable(Bool))`,
    some: (value, tail) => `CAST(max(${value})${tail} AS Nullable(Bool))`,
    median: (value, tail) => `quantileExactInclusive(0.5)(${value})${tail}`,
    listed,
  },
  window: {
    lag: ({ value, offset, otherwise }, over) =>
      `lagInFrame(toNullable(${value}), ${offset}, toNullable(${otherwise})) OVER ${framed(over)}`,
    lead: ({ value, offset, otherwise }, over) =>
      `leadInFrame(toNullable(${value}), ${offset}, toNullable(${otherwise})) OVER ${framed(over)}`,
    first: (value, over = '') => `first_value(toNullable(${value})) RESPECT NULLS OVER ${over}`,
    last: (value, over = '') => `last_value(toNullable(${value})) RESPECT NULLS OVER ${over}`,
    firstGiven: (value, over = '') => `first_value(toNullable(${value})) IGNORE NULLS OVER ${over}`,
    lastGiven: (value, over = '') => `last_value(toNullable(${value})) IGNORE NULLS OVER ${over}`,
  },
  query: {
    isIn: (value, query) => {
      const holds = (counted: string) => `(SELECT ${counted} FROM (${query}) AS listed(item))`
      return `(CASE WHEN ${holds('count(*)')} = 0 THEN FALSE WHEN (${value} IN (${query})) THEN TRUE WHEN ${holds('count(*) - count(item)')} > 0 THEN NULL ELSE (${value} IN (${query})) END)`
    },
    totalsWithNullKeys: ' SETTINGS group_by_use_nulls = 1',
    joinsByEquality: { joins: ['LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN'], conditions: ['eq', 'null_safe_eq'] },
    orderTerm,
  },
}

/** A value that is an error where a condition holds. */
function checkedFor(wrong: string, value: string, message: string): string {
  return `if(throwIf(ifNull(${wrong}, false), ${quoted(message)}), NULL, ${value})`
}

/** Whether a double has more digits before its point than a decimal holds, or none at all. */
function tooLarge(value: string, type: SqlType): string {
  return `NOT isFinite(${value}) OR abs(${value}) >= 1e${wholeDigits(type)}`
}

/** A decimal as the whole number of its smallest places. */
const unscaled = ({ text, type }: Measured) => (type === 'integer' ? `toInt256(${text})` : scaled(text, type))

const times = (whole: string, by: number) => (by === 0 ? whole : `(${whole} * ${power(by)})`)

const trimmedBlanks = (text: string) => `trimBoth(${text}, ' \\t\\n\\r')`

/** What divides a value; 0 is an error unless the value is null. */
const divisor = (value: string, by: string) =>
  `if(throwIf(ifNull(${by} = 0, false) AND isNotNull(${value}), 'Division by zero'), NULL, nullIf(${by}, 0))`

/** The units of a time of day, in microseconds. */
const lengths: Readonly<Record<string, number>> = {
  hour: 3_600_000_000,
  minute: 60_000_000,
  second: 1_000_000,
}

/** Text that is one value of a type. This warehouse takes 30 February for 1 March, and reads a part of a text. */
const forms: Readonly<Record<string, string>> = {
  integer: String.raw`^[+-]?\d+$`,
  decimal: String.raw`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$`,
  double: String.raw`^[+-]?((\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|(?i:nan|inf|infinity))$`,
  boolean: '^(?i)(true|false|t|f|1|0|yes|no|y|n)$',
  date: String.raw`^\d{4}-\d{1,2}-\d{1,2}([ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?)?$`,
  timestamp: String.raw`^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?$`,
}

function isForm(text: string, type: SqlType): string {
  const form = forms[isDecimal(type) ? 'decimal' : type]
  const looks = `match(${text}, ${quoted(form ?? '')})`
  if (type !== 'date' && type !== 'timestamp') return looks
  const date = type === 'date' ? dayOf(text) : `substring(${text}, 1, 10)`
  return `(${looks} AND toString(toDate32OrNull(${date})) = ${date})`
}

/** The day of a text such as `2024-1-5` or `2024-01-05 10:00`, with all of its digits. */
function dayOf(text: string): string {
  const month = String.raw`replaceRegexpOne(${text}, '^(\\d{4})-(\\d)-', '\\1-0\\2-')`
  const day = String.raw`replaceRegexpOne(${month}, '^(\\d{4}-\\d\\d)-(\\d)([ T]|$)', '\\1-0\\2')`
  return `substring(${day}, 1, 10)`
}

/** A number's text as a decimal, with halves away from 0. */
export function decimalOfText(text: string, type: SqlType): string {
  // One place more than is kept tells where to round; a cast of text cuts what is behind it.
  const exact: SqlType = `decimal(76,${placesOf(type) + 20})`
  const rounded = clickHouseConstructs.decimalRounded(exactDecimal(text, type), exact, placesOf(type))
  return fitted(rounded, type)
}

/** A text as a decimal with more places than are kept; null where it has too many digits. */
const exactDecimal = (text: string, type: SqlType) =>
  `CAST(${text} AS Nullable(Decimal(76, ${placesOf(type) + 20})))`

function parsedFrom(text: string, type: SqlType): string {
  if (isDecimal(type)) return decimalOfText(text, type)
  if (type === 'date') return cast(dayOf(text), type)
  if (type === 'timestamp') return `toDateTime64(${text}, 6, 'UTC')`
  return cast(text, type)
}

function orderTerm({ value, descending, nullsFirst }: SortedBy): string {
  return `${value} ${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`
}

/** Within its frame alone would a value be found: the frame is all of the partition. */
function framed(over: string): string {
  return over.replace(/\)$/, ' ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)')
}

/**
 * Aggregates keep no order here: the texts are gathered with what they are sorted by. A sort keeps the order of what is
 * equal to it, so that the terms are sorted by from the last to the first; nulls are put at their end by a term of its own.
 */
function listed(value: string, separator: string, order: readonly SortedBy[]): string {
  const kept = order.map((term) => `toNullable(${term.value})`).join(', ')
  const gathered = `groupArrayIf((assumeNotNull(${value}), ${kept}), isNotNull(${value}))`
  const sorted = order.reduceRight((items, term, at) => {
    const key = `item.${at + 2}`
    const byValue = `${term.descending ? 'arrayReverseSort' : 'arraySort'}(item -> ${key}, ${items})`
    return `arraySort(item -> ${term.nullsFirst ? 'isNotNull' : 'isNull'}(${key}), ${byValue})`
  }, gathered)
  return `if(count(${value}) = 0, NULL, arrayStringConcat(arrayMap(item -> item.1, ${sorted}), ${separator}))`
}
