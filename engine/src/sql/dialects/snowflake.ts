import type { Reading, SourceDialect } from '../translation/source-dialect.js'
import { averageWithPlaces, countIf, listed, ofConditions } from './aggregates.js'
import type { Compiled } from '../translation/compiled.js'
import { chosen } from '../translation/compile-expression.js'
import { decimalQuotient, sixMorePlaces } from '../translation/numbers.js'
import { clocks, everyday } from './everyday.js'
import { named, toChar } from './formats.js'
import {
  added,
  coalesce,
  concat,
  contains,
  datePart,
  decode,
  difference,
  endsWith,
  extreme,
  ifThen,
  length,
  madeDate,
  toDate,
  nvl2,
  part,
  positionIn,
  quotientOrZero,
  reading,
  refused,
  regexpReplace,
  splitPart,
  startsWith,
  substring,
  truncate,
} from './readings.js'
import { postgreSql } from './postgresql.js'

const substringOf = substring('substr(text, start, length)', { negative: 'from the end', zero: 'first' })
// The parser turns its arguments round.
const differenceOf = difference('datediff(unit, from, to)', {
  unitAt: 2,
  order: 'later first',
  weekStarts: 1,
})
const addedOf = added('dateadd(unit, n, date)', { unit: 0, count: 1, value: 2 })

const functions: Readonly<Record<string, Reading>> = {
  ...everyday,
  nvl: coalesce('nvl(a, b)'),
  ifnull: coalesce('ifnull(a, b)'),
  nvl2,
  iff: ifThen('iff(condition, then, otherwise)'),
  decode,
  greatest: extreme('greatest', { nullWins: true }),
  least: extreme('least', { nullWins: true }),
  concat: concat({ nullWins: true }),
  len: length('len(text)'),
  substr: substringOf,
  substring: substringOf,
  charindex: positionIn('charindex(part, text)', 'part first'),
  position: positionIn('position(part, text)', 'part first'),
  contains: contains('contains(text, part)'),
  startswith: startsWith('startswith(text, part)'),
  starts_with: startsWith('startswith(text, part)'),
  endswith: endsWith('endswith(text, part)'),
  ends_with: endsWith('endswith(text, part)'),
  split_part: splitPart,
  regexp_replace: regexpReplace('regexp_replace(text, expression, by)', 'always'),
  year: part('year(date)', 'year'),
  quarter: part('quarter(date)', 'quarter'),
  month: part('month(date)', 'month'),
  day: part('day(date)', 'day'),
  dayofmonth: part('dayofmonth(date)', 'day'),
  hour: part('hour(timestamp)', 'hour'),
  minute: part('minute(timestamp)', 'minute'),
  second: part('second(timestamp)', 'second'),
  dayofyear: part('dayofyear(date)', 'dayOfYear'),
  dayofweekiso: part('dayofweekiso(date)', 'isoWeekday'),
  isodow: part('dayofweekiso(date)', 'isoWeekday'),
  weekiso: part('weekiso(date)', 'isoWeek'),
  dayname: named('dayname(date)', 'weekday', { letters: 3 }),
  monthname: named('monthname(date)', 'month', { letters: 3 }),
  date_part: datePart("date_part('part', date)"),
  date_trunc: truncate("date_trunc('unit', date)", { date: 'date', unitAt: 0, weekStarts: 1 }),
  datediff: differenceOf,
  date_diff: differenceOf,
  timestampdiff: differenceOf,
  dateadd: addedOf,
  date_add: addedOf,
  to_char: toChar("to_char(date, 'YYYY-MM-DD')", 'few pieces'),
  listagg: listed('listagg(text, separator) WITHIN GROUP (ORDER BY value)', {
    ofNone: 'empty',
    otherwise: '',
  }),
  date_from_parts: madeDate('date_from_parts(year, month, day)'),
  datefromparts: madeDate('datefromparts(year, month, day)'),
  to_date: toDate('to_date(text)'),
  avg: averageWithPlaces(sixMorePlaces),
  div0: quotientOrZero,
  zeroifnull: reading('zeroifnull(number)', (call) => {
    const value = call.arg(0)
    const zero: Compiled = { text: call.compiling.to.literal('0', 'integer'), type: 'integer' }
    return chosen([`${value.text} IS NULL`], [zero, value], { compiling: call.compiling, tree: call.args[0] })
  }),
  booland_agg: ofConditions('booland_agg(condition)', 'every'),
  boolor_agg: ofConditions('boolor_agg(condition)', 'some'),
  count_if: countIf('count_if(condition)'),
  last_value: refused(
    'last_value(value)',
    'Its window is the whole partition there: use first_value with the order turned.',
  ),
  bool_and: refused('bool_and(condition)', 'Snowflake has booland_agg.'),
  bool_or: refused('bool_or(condition)', 'Snowflake has boolor_agg.'),
  current_date: refused('current_date', clocks),
  current_timestamp: refused('current_timestamp', clocks),
  sysdate: refused('sysdate()', clocks),
}

/** What Snowflake's SQL means. Weeks start on Monday, as they do where WEEK_START is not set. */
export const snowflake: SourceDialect = {
  ...postgreSql,
  name: 'snowflake',
  functions,
  quotient: (left, right, compiling) =>
    left.type === 'double' || right.type === 'double'
      ? postgreSql.quotient(left, right, compiling)
      : decimalQuotient([left, right], compiling, { places: sixMorePlaces(left) }),
  wholeFromDouble: 'away',
  decimalFromDouble: 'shortest digits',
  hasOwnPlaces: false,
  dividesSumsExactly: false,
  truths: {
    yes: ['true', 't', 'yes', 'y', 'on', '1'],
    no: ['false', 'f', 'no', 'n', 'off', '0'],
    isTrimmed: false,
  },
  ignoresOffsets: false,
  expressions: { dot: 'any but a new line', words: 'ASCII' },
  hasShortInteger: false,
  wholeFromText: 'none',
  remainderByZero: 'error',
  plainDecimal: { precision: 38, scale: 0 },
  likeHasEscape: false,
  fields: {
    dayofweekiso: (value, compiling) => ({
      text: compiling.to.part('isoWeekday', value.text, value.type),
      type: 'integer',
    }),
  },
  namesInSelect: 'column until WHERE, then refused',
  addsDays: true,
  datePlusInterval: (unit) =>
    ['hour', 'minute', 'second', 'millisecond', 'microsecond'].includes(unit) ? 'timestamp' : 'date',
}
