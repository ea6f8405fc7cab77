import { doubleQuotient } from '../translation/numbers.js'
import type { Reading, SourceDialect } from '../translation/source-dialect.js'
import { countIf, everydayAggregates } from './aggregates.js'
import { clocks } from './everyday.js'
import {
  absolute,
  coalesce,
  concat,
  difference,
  ifThen,
  later,
  length,
  nullIf,
  ofDoubles,
  ofText,
  part,
  positionIn,
  reading,
  refused,
  sign,
  trim,
  moment,
  typed,
} from './readings.js'
import { postgreSql } from './postgresql.js'
import { startOf } from '../translation/moments.js'

/** `toStartOfMonth(date)` and its like: dates stay dates, and so do the moments that are cut to days. */
const start = (form: string, unit: string): Reading =>
  reading(form, (call) => {
    const options = { compiling: call.compiling, as: 'date' as const }
    return startOf(unit, moment(call, 0), options) ?? call.refuse('It is for dates and timestamps.')
  })

const { count, sum, avg, min, max, row_number, rank, dense_rank } = everydayAggregates as Readonly<
  Record<'count' | 'sum' | 'avg' | 'min' | 'max' | 'row_number' | 'rank' | 'dense_rank', Reading>
>

const functions: Readonly<Record<string, Reading>> = {
  ...{ count, sum, min, max, row_number, rank, dense_rank },
  avg,
  countif: countIf('countIf(condition)'),
  count_if: countIf('countIf(condition)'),
  uniqexact: reading(
    'uniqExact(value)',
    (call) => count.means?.({ ...call, isDistinct: true }) ?? call.refuse('It is not known.'),
  ),
  uniq: refused('uniq(value)', 'It is approximate: use uniqExact.'),
  coalesce: coalesce(),
  ifnull: coalesce('ifNull(a, b)'),
  nullif: nullIf({ type: 'of the first' }),
  if: ifThen('if(condition, then, otherwise)'),
  concat: concat({ nullWins: true }),
  lengthutf8: length('lengthUTF8(text)'),
  length: refused('length(text)', 'It counts bytes: use lengthUTF8.'),
  upperutf8: reading('upperUTF8(text)', (call) => {
    const { to } = call.compiling
    const text = to.replaced(typed(call, 0, 'text'), to.literal('ß', 'text'), to.literal('SS', 'text'))
    return { text: to.upper(text), type: 'text' }
  }),
  lowerutf8: ofText('lowerUTF8(text)', 'lower'),
  upper: refused('upper(text)', 'It knows ASCII only: use upperUTF8.'),
  lower: refused('lower(text)', 'It knows ASCII only: use lowerUTF8.'),
  trim: trim('trim(text)', 'trimmed'),
  trimboth: trim('trimBoth(text)', 'trimmed'),
  positionutf8: positionIn('positionUTF8(text, part)', 'text first'),
  abs: absolute,
  sign,
  sqrt: ofDoubles('sqrt(number)', 'squareRoot'),
  exp: ofDoubles('exp(number)', 'exponential'),
  toyear: part('toYear(date)', 'year'),
  toquarter: part('toQuarter(date)', 'quarter'),
  tomonth: part('toMonth(date)', 'month'),
  todayofmonth: part('toDayOfMonth(date)', 'day'),
  todayofyear: part('toDayOfYear(date)', 'dayOfYear'),
  todayofweek: part('toDayOfWeek(date)', 'isoWeekday'),
  tohour: part('toHour(timestamp)', 'hour'),
  tominute: part('toMinute(timestamp)', 'minute'),
  tosecond: part('toSecond(timestamp)', 'second'),
  toisoweek: part('toISOWeek(date)', 'isoWeek'),
  toisoyear: part('toISOYear(date)', 'isoYear'),
  tostartofyear: start('toStartOfYear(date)', 'year'),
  tostartofquarter: start('toStartOfQuarter(date)', 'quarter'),
  tostartofmonth: start('toStartOfMonth(date)', 'month'),
  tomonday: start('toMonday(date)', 'week'),
  datediff: difference("dateDiff('unit', from, to)", { unitAt: 0, order: 'earlier first', weekStarts: 1 }),
  date_diff: difference("dateDiff('unit', from, to)", { unitAt: 0, order: 'earlier first', weekStarts: 1 }),
  todate: reading('toDate(timestamp)', (call) => {
    const value = moment(call, 0)
    return value.type === 'date' ? value : { text: call.compiling.to.dateOf(value.text), type: 'date' }
  }),
  empty: reading('empty(text)', (call) => ({
    text: call.compiling.to.truth(`${call.compiling.to.length(typed(call, 0, 'text'))} = 0`),
    type: 'boolean',
  })),
  adddays: later('addDays(date, n)', 'day'),
  addweeks: later('addWeeks(date, n)', 'week'),
  addmonths: later('addMonths(date, n)', 'month'),
  addyears: later('addYears(date, n)', 'year'),
  addhours: later('addHours(timestamp, n)', 'hour'),
  subtractdays: later('subtractDays(date, n)', 'day', '-'),
  subtractweeks: later('subtractWeeks(date, n)', 'week', '-'),
  subtractmonths: later('subtractMonths(date, n)', 'month', '-'),
  subtractyears: later('subtractYears(date, n)', 'year', '-'),
  subtracthours: later('subtractHours(timestamp, n)', 'hour', '-'),
  now: refused('now()', clocks),
  today: refused('today()', clocks),
}

/** What ClickHouse's SQL means. */
export const clickHouse: SourceDialect = {
  ...postgreSql,
  name: 'clickhouse',
  functions,
  quotient: (left, right, compiling) =>
    left.type.startsWith('decimal') || right.type.startsWith('decimal')
      ? undefined
      : doubleQuotient([left, right], compiling, { byZero: 'infinity' }),
  nullsFirst: { ascending: false, descending: false },
  wholeFromDecimal: 'cut',
  wholeFromDouble: 'cut',
  decimalFromDecimal: 'cut',
  decimalFromDouble: 'multiplied and cut',
  writesAllPlaces: false,
  hasOwnPlaces: false,
  dividesSumsExactly: false,
  ignoresOffsets: false,
  expressions: { dot: 'any', words: 'ASCII' },
  hasShortInteger: false,
  wholeFromText: 'none',
  remainderByZero: 'error',
  plainDecimal: undefined,
  likeHasEscape: true,
  fields: {},
  namesInSelect: 'refused',
  writesTruth: false,
  listsSkipNulls: true,
  countsNone: false,
  unionsAreSets: false,
  addsDays: true,
  datePlusInterval: (unit) =>
    ['hour', 'minute', 'second', 'millisecond', 'microsecond'].includes(unit) ? 'timestamp' : 'date',
}
