import { doubleQuotient } from '../translation/numbers.js'
import { partOf, weekdayFromSunday } from '../translation/moments.js'
import type { Reading, SourceDialect } from '../translation/source-dialect.js'
import { countIf, everydayAggregates, ofConditions } from './aggregates.js'
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
  movedBy,
  toDate,
  positionIn,
  reading,
  refused,
  regexpMatches,
  regexpReplace,
  startsWith,
  substring,
  truncate,
  typed,
} from './readings.js'

const substringOf = substring('substr(text, start, length)', { negative: 'from the end', zero: 'first' })
const truncated = truncate('date_trunc(date, unit)', { date: 'date', unitAt: 1, weekStarts: 7 })
const differenceOf = difference('date_diff(later, earlier, unit)', {
  unitAt: 2,
  order: 'later first',
  weekStarts: 7,
})
const { md5: _bytes, bool_and: _and, bool_or: _or, median: _median, left: _left, ...shared } = everyday

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
  format_date: strftime("format_date('%Y-%m-%d', date)", { formatAt: 0 }),
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
  avg: everydayAggregates['avg'] ?? countIf(),
  current_date: refused('current_date()', clocks),
  current_timestamp: refused('current_timestamp()', clocks),
}

/** What BigQuery's SQL means. Weeks start on Sunday where they do not say otherwise. */
export const bigQuery: SourceDialect = {
  ...postgreSql,
  name: 'bigquery',
  functions,
  quotient: (left, right, compiling) => doubleQuotient([left, right], compiling, { byZero: 'error' }),
  nullsFirst: { ascending: true, descending: false },
  wholeFromDouble: 'away',
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
