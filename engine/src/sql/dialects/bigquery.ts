import { callOf } from '../translation/function-call.js'
import { decimalQuotient, doubleQuotient } from '../translation/numbers.js'
import { isDecimal } from '../translation/sql-type.js'
import { partOf, weekdayFromSunday } from '../translation/moments.js'
import type { Reading, SourceDialect } from '../translation/source-dialect.js'
import { averageWithPlaces, countIf, everydayAggregates, listed, ofConditions } from './aggregates.js'
import { clocks, everyday } from './everyday.js'
import { strftime } from './formats.js'
import { postgreSql } from './postgresql.js'
import {
  coalesce,
  concat,
  difference,
  endsWith,
  extreme,
  ifThen,
  length,
  madeDate,
  nullIf,
  trim,
  movedBy,
  toDate,
  positionIn,
  round,
  reading,
  refused,
  regexpMatches,
  regexpReplace,
  startsWith,
  substring,
  truncate,
  typed,
} from './readings.js'

const substringOf = substring('substr(text, start, length)', {
  negative: 'from the end',
  zero: 'first',
  beyond: 'first',
})

/** Blanks as Unicode has them. */
const everyBlank =
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'

const wholesAsDoublesAverage = everydayAggregates['avg'] ?? countIf()
const decimalAverage = averageWithPlaces(() => 9)
const averageOfNumbers = reading(
  'avg(number)',
  (call) =>
    (isDecimal(call.arg(0).type) ? decimalAverage : wholesAsDoublesAverage).means?.(call) ??
    call.refuse('It is not known.'),
)
const truncated = truncate('date_trunc(date, unit)', { date: 'date', unitAt: 1, weekStarts: 7 })
const differenceOf = difference('date_diff(later, earlier, unit)', {
  unitAt: 2,
  order: 'later first',
  weekStarts: 7,
})
const {
  md5: _bytes,
  nullif: _nullif,
  bool_and: _and,
  bool_or: _or,
  median: _median,
  left: _left,
  ...shared
} = everyday

const functions: Readonly<Record<string, Reading>> = {
  ...shared,
  left: everyday['left'] ?? coalesce(),
  ifnull: coalesce('ifnull(a, b)'),
  if: ifThen('if(condition, then, otherwise)'),
  greatest: extreme('greatest', { nullWins: true }),
  least: extreme('least', { nullWins: true }),
  concat: concat({ nullWins: true }),
  char_length: length('char_length(text)'),
  character_length: length('character_length(text)'),
  substr: substringOf,
  substring: substringOf,
  strpos: positionIn('strpos(text, part)', 'text first'),
  starts_with: startsWith('starts_with(text, part)'),
  ends_with: endsWith('ends_with(text, part)'),
  regexp_contains: regexpMatches('regexp_contains(text, expression)', { whole: false }),
  regexp_replace: regexpReplace('regexp_replace(text, expression, by)', 'always'),
  date_trunc: truncated,
  timestamp_trunc: truncated,
  datetime_trunc: truncated,
  date_diff: differenceOf,
  datetime_diff: refused('datetime_diff(later, earlier, unit)', 'Use date_diff of dates.'),
  format_date: strftime("format_date('%Y-%m-%d', date)", { formatAt: 0, unknown: ['f'] }),
  safe_divide: reading('safe_divide(a, b)', (call) => {
    const { to } = call.compiling
    const divisor = typed(call, 1, 'double')
    return {
      text: to.quotientOrError(typed(call, 0, 'double'), `nullif(${divisor}, ${to.literal('0', 'double')})`),
      type: 'double',
    }
  }),
  date_add: movedBy('date_add(date, INTERVAL 3 DAY)', '+', { keepsDates: true }),
  date_sub: movedBy('date_sub(date, INTERVAL 3 DAY)', '-', { keepsDates: true }),
  datetime_add: movedBy('datetime_add(timestamp, INTERVAL 3 HOUR)', '+'),
  datetime_sub: movedBy('datetime_sub(timestamp, INTERVAL 3 HOUR)', '-'),
  date: reading(
    'date(timestamp), date(year, month, day)',
    (call) =>
      (call.args.length === 3 ? madeDate() : toDate('date(timestamp)')).means?.(call) ??
      call.refuse('It is not known.'),
  ),
  countif: countIf('countif(condition)'),
  count_if: countIf('countif(condition)'),
  logical_and: ofConditions('logical_and(condition)', 'every'),
  logical_or: ofConditions('logical_or(condition)', 'some'),
  avg: averageOfNumbers,
  round: round('round(number, places)', { doubleHalves: 'multiplied' }),
  nullif: nullIf({ type: 'of both' }),
  trim: trim('trim(text)', 'trimmed', { blanks: everyBlank }),
  ltrim: trim('ltrim(text, characters)', 'trimmedStart', { blanks: everyBlank }),
  rtrim: trim('rtrim(text, characters)', 'trimmedEnd', { blanks: everyBlank }),
  div: reading('div(a, b)', (call) => ({
    text: call.compiling.to.wholeQuotient(typed(call, 0, 'integer'), typed(call, 1, 'integer')),
    type: 'integer',
  })),
  string_agg: listed('string_agg(text, separator ORDER BY value)'),
  to_hex: reading('to_hex(md5(text))', (call) => {
    const inner = callOf(call.args[0])
    if (inner?.name !== 'md5') return call.refuse('It is for MD5 alone: TO_HEX(MD5(text)).')
    const text = call.compiling.expression(inner.args[0])
    if (text.type !== 'text') return call.refuse('MD5 is of texts.')
    return { text: call.compiling.to.md5(text.text), type: 'text' }
  }),
  md5: reading('md5(text)', (call) => call.refuse('It gives bytes: write TO_HEX(MD5(text)).')),
  current_date: refused('current_date()', clocks),
  current_timestamp: refused('current_timestamp()', clocks),
}

/** What BigQuery's SQL means. Weeks start on Sunday where they do not say otherwise. */
export const bigQuery: SourceDialect = {
  ...postgreSql,
  name: 'bigquery',
  functions,
  quotient: (left, right, compiling) => {
    const hasDecimal = isDecimal(left.type) || isDecimal(right.type)
    if (!hasDecimal) return doubleQuotient([left, right], compiling, { byZero: 'error' })
    return decimalQuotient([left, right], compiling, { places: 9 })
  },
  decimalLiterals: 'doubles',
  writesAllPlaces: false,
  nullsFirst: { ascending: true, descending: false },
  wholeFromDouble: 'away',
  decimalFromDouble: 'shortest digits',
  hasOwnPlaces: false,
  dividesSumsExactly: false,
  truths: { yes: ['true'], no: ['false'], isTrimmed: false },
  ignoresOffsets: false,
  expressions: { dot: 'any but a new line', words: 'ASCII' },
  hasShortInteger: false,
  wholeFromText: 'none',
  remainderByZero: 'error',
  plainDecimal: { precision: 38, scale: 9 },
  likeHasEscape: true,
  fields: {
    dayofweek: (value, compiling) => weekdayFromSunday(value, compiling, 1),
    isoweek: (value, compiling) => partOf('isoWeek', value, compiling),
    isoyear: (value, compiling) => partOf('isoYear', value, compiling),
  },
  namesInSelect: 'column until WHERE, then refused',
  addsDays: false,
  datePlusInterval: () => 'timestamp',
}
