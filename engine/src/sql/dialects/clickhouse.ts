import { castTo } from '../translation/casts.js'
import { chosen } from '../translation/compile-expression.js'
import type { Compiled } from '../translation/compiled.js'
import type { MomentPart } from '../translation/constructs.js'
import { callOf } from '../translation/function-call.js'
import { arithmetic, doubleQuotient } from '../translation/numbers.js'
import type { Call, Reading, SourceDialect } from '../translation/source-dialect.js'
import type { SqlType } from '../translation/sql-type.js'
import type { Tree } from '../translation/tree.js'
import { wideLetters } from '../translation/wide-letters.js'
import { countIf, everydayAggregates } from './aggregates.js'
import { clocks } from './everyday.js'
import { strftime } from './formats.js'
import {
  absolute,
  coalesce,
  concat,
  difference,
  endsWith,
  extreme,
  ifThen,
  lastDay,
  later,
  length,
  nullIf,
  ofDoubles,
  ofText,
  part,
  positionIn,
  reading,
  refused,
  regexpMatches,
  regexpReplace,
  replace,
  side,
  startsWith,
  sign,
  trim,
  moment,
  typed,
} from './readings.js'
import { postgreSql } from './postgresql.js'
import { asDate, partOf, startOf, weekdayFromSunday } from '../translation/moments.js'

/** `toStartOfMonth(date)` and its like: dates stay dates, and so do the moments that are cut to days. */
const start = (form: string, unit: string): Reading =>
  reading(form, (call) => {
    const mode = unit === 'week' && call.args.length > 1 ? call.number(1) : undefined
    const weekStarts = form.startsWith('toStartOfWeek') && (mode ?? 0) === 0 ? 7 : 1
    if (mode !== undefined && mode !== 0 && mode !== 1)
      return call.refuse('Its mode is 0 for weeks from Sunday, or 1 for weeks from Monday.')
    const options = { compiling: call.compiling, as: 'date' as const, weekStarts }
    const found = startOf(unit, moment(call, 0), options) ?? call.refuse('It is for dates and timestamps.')
    return withinDates(found, call)
  })

const [firstDate, lastDate] = ['1970-01-01', '2149-06-06']

/** A date as the type `Date` holds it, from which it is not before the first and not behind the last. */
function withinDates(found: Compiled, call: Call): Compiled {
  const { to } = call.compiling
  const [first, last] = [to.literal(firstDate, 'date'), to.literal(lastDate, 'date')]
  const text = `(CASE WHEN ${found.text} < ${first} THEN ${first} WHEN ${found.text} > ${last} THEN ${last} ELSE ${found.text} END)`
  return { text, type: 'date' }
}

/** `dateDiff`, whose weeks are cut toward 1970. */
const differenceOf: Reading = (() => {
  const form = "dateDiff('unit', from, to)"
  const plain = difference(form, { unitAt: 0, order: 'earlier first', weekStarts: 1 })
  return reading(form, (call) => {
    if (call.word(0).toLowerCase() !== 'week') return plain.means?.(call) ?? call.refuse('It is not known.')
    const { to } = call.compiling
    const whole = (count: number) => to.literal(String(count), 'integer')
    const [from = '', until = ''] = [1, 2].map((at) => {
      const date = asDate(moment(call, at), call.compiling) ?? call.refuse('It is for dates and timestamps.')
      return to.wholeQuotient(to.wholeSum(to.dayNumber(date), whole(3)), whole(7))
    })
    return { text: to.wholeDifference(until, from), type: 'integer' }
  })
})()

/** `toDayOfWeek(date, mode)`: Monday is 1 or 0, or Sunday is 0 or 1. */
const weekdayByMode: Reading = reading('toDayOfWeek(date, mode)', (call) => {
  const mode = call.number(1) ?? 0
  const { compiling } = call
  const { to } = compiling
  const value = moment(call, 0)
  if (mode === 2 || mode === 3) return weekdayFromSunday(value, compiling, mode - 2)
  if (mode !== 0 && mode !== 1) return call.refuse('Its mode is 0, 1, 2 or 3.')
  const monday = partOf('isoWeekday', value, compiling)
  return mode === 0
    ? monday
    : { text: to.wholeDifference(monday.text, to.literal('1', 'integer')), type: 'integer' }
})

/** `toYYYYMM(date)` and `toYYYYMMDD(date)` */
const digitsOfDate = (form: string, parts: readonly MomentPart[]): Reading =>
  reading(form, (call) => {
    const { to } = call.compiling
    const value = moment(call, 0)
    const [first = '', ...rest] = parts.map((part) => partOf(part, value, call.compiling).text)
    const hundred = to.literal('100', 'integer')
    return {
      text: rest.reduce((number, part) => to.wholeSum(to.wholeProduct(number, hundred), part), first),
      type: 'integer',
    }
  })

/** `multiIf(condition, value, …, otherwise)` */
const multiIf: Reading = reading('multiIf(condition, value, …, otherwise)', (call) => {
  if (call.args.length % 2 === 0) return call.refuse('Its last argument is the value of all other rows.')
  const all = call.args.map((_arg, at) => call.arg(at))
  const conditions = all.filter((_each, at) => at % 2 === 0 && at < all.length - 1)
  if (conditions.some(({ type }) => type !== 'boolean' && type !== 'null'))
    return call.refuse('Each value stands behind a condition.')
  const values = all.filter((_each, at) => at % 2 === 1 || at === all.length - 1)
  const never = call.compiling.to.nothing('boolean')
  return chosen(
    conditions.map(({ condition, text, type }) => (type === 'null' ? never : (condition ?? text))),
    values,
    { compiling: call.compiling, tree: call.args[0] },
  )
})

/** A cast that is written as a call. */
const castCall = (form: string, type: SqlType): Reading =>
  reading(form, (call) => {
    const value = call.arg(0)
    if (value.type === 'timestamp' && type === 'text')
      return call.refuse('Its fraction has digits of its own there: use formatDateTime.')
    return castTo(value, type, { compiling: call.compiling, tree: call.args[0] })
  })

const formatSpellings: Readonly<Record<string, string>> = { i: '%M', M: '%B', W: '%A' }

/** `formatDateTime`, in which some letters are others than in C. */
const formatted: Reading = (() => {
  const form = "formatDateTime(date, '%Y-%m-%d')"
  const plain = strftime(form, { formatAt: 1, unknown: ['D', 'f'] })
  return reading(form, (call) => {
    const arg = (at: number): Compiled => {
      const value = call.arg(at)
      if (at !== 1 || value.literal === undefined) return value
      const literal = value.literal.replaceAll(
        /%(.)/gs,
        (whole, letter: string) => formatSpellings[letter] ?? whole,
      )
      return { ...value, literal }
    }
    return plain.means?.({ ...call, arg }) ?? call.refuse('It is not known.')
  })
})()

const isCallOf = (name: string, tree: Tree) => callOf(tree)?.name === name

/** Upper case by Unicode's full rule, in which some letters become two or three. */
const fullUpper: Reading = reading('upperUTF8(text)', (call) => {
  const { to } = call.compiling
  const spelled = Array.from(wideLetters).reduce(
    (text, letter) => to.replaced(text, to.literal(letter, 'text'), to.literal(letter.toUpperCase(), 'text')),
    typed(call, 0, 'text'),
  )
  return { text: to.upper(spelled), type: 'text' }
})

const { count, sum, avg, min, max, row_number, rank, dense_rank } = everydayAggregates as Readonly<
  Record<'count' | 'sum' | 'avg' | 'min' | 'max' | 'row_number' | 'rank' | 'dense_rank', Reading>
>

const ofNoRows = "Of no rows it has a value of its column's type."

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
  upperutf8: fullUpper,
  lowerutf8: ofText('lowerUTF8(text)', 'lower'),
  upper: refused('upper(text)', 'It knows ASCII only: use upperUTF8.'),
  lower: reading('lower(hex(MD5(text)))', (call) =>
    isCallOf('hex', call.args[0])
      ? { text: call.compiling.to.lower(call.arg(0).text), type: 'text' }
      : call.refuse('It knows ASCII only: use lowerUTF8.'),
  ),
  hex: reading('hex(MD5(text))', (call) => {
    const inner = callOf(call.args[0])
    if (inner?.name !== 'md5' || inner.args.length !== 1) return call.refuse('It is known of MD5(text) only.')
    const text = call.compiling.expression(inner.args[0])
    if (text.type !== 'text') return call.refuse('Its MD5 is of a text.')
    return { text: call.compiling.to.upper(call.compiling.to.md5(text.text)), type: 'text' }
  }),
  md5: reading('hex(MD5(text))', (call) =>
    call.refuse('Its bytes are no text: write lower(hex(MD5(text))).'),
  ),
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
  todayofweek: weekdayByMode,
  tohour: part('toHour(timestamp)', 'hour'),
  tominute: part('toMinute(timestamp)', 'minute'),
  tosecond: part('toSecond(timestamp)', 'second'),
  toisoweek: part('toISOWeek(date)', 'isoWeek'),
  toisoyear: part('toISOYear(date)', 'isoYear'),
  tostartofyear: start('toStartOfYear(date)', 'year'),
  tostartofquarter: start('toStartOfQuarter(date)', 'quarter'),
  tostartofmonth: start('toStartOfMonth(date)', 'month'),
  tomonday: start('toMonday(date)', 'week'),
  tostartofweek: start('toStartOfWeek(date, mode)', 'week'),
  datediff: differenceOf,
  date_diff: differenceOf,
  toyyyymm: digitsOfDate('toYYYYMM(date)', ['year', 'month']),
  toyyyymmdd: digitsOfDate('toYYYYMMDD(date)', ['year', 'month', 'day']),
  tolastdayofmonth: reading('toLastDayOfMonth(date)', (call) =>
    withinDates(lastDay().means?.(call) ?? call.refuse('It is not known.'), call),
  ),
  formatdatetime: formatted,
  multiif: multiIf,
  greatest: extreme('greatest', { nullWins: false }),
  least: extreme('least', { nullWins: false }),
  intdiv: reading('intDiv(a, b)', (call) => ({
    text: call.compiling.to.wholeQuotient(typed(call, 0, 'integer'), typed(call, 1, 'integer')),
    type: 'integer',
  })),
  modulo: reading('modulo(a, b)', (call) =>
    arithmetic('%', [call.arg(0), call.arg(1)], { compiling: call.compiling, tree: call.args[0] }),
  ),
  startswith: startsWith('startsWith(text, part)'),
  starts_with: startsWith('startsWith(text, part)'),
  endswith: endsWith('endsWith(text, part)'),
  ends_with: endsWith('endsWith(text, part)'),
  replaceall: { ...replace, form: 'replaceAll(text, part, by)' },
  replaceregexpall: regexpReplace('replaceRegexpAll(text, expression, by)', 'always'),
  replaceregexpone: regexpReplace('replaceRegexpOne(text, expression, by)', 'first'),
  match: regexpMatches('match(text, expression)', { whole: false }),
  leftutf8: side('left', { form: 'leftUTF8(text, length)' }),
  rightutf8: side('right', { form: 'rightUTF8(text, length)' }),
  reverseutf8: ofText('reverseUTF8(text)', 'reversed'),
  tostring: castCall('toString(value)', 'text'),
  tofloat64: castCall('toFloat64(number)', 'double'),
  toint64: castCall('toInt64(value)', 'integer'),
  uniqexactif: reading('uniqExactIf(value, condition)', (call) => {
    const { compiling } = call
    const condition = call.arg(1)
    if (condition.type !== 'boolean') return call.refuse('Its second argument has to be a condition.')
    const value = call.arg(0)
    const counted = `(CASE WHEN ${condition.condition ?? condition.text} THEN ${value.text} END)`
    const arg = (): Compiled => ({ ...value, text: counted })
    const only = { ...call, args: [call.args[0]], isDistinct: true, arg }
    return count.means?.({ ...only, compiling }) ?? call.refuse('It is not known.')
  }),
  sumif: refused('sumIf(number, condition)', `${ofNoRows} Write sum(if(condition, number, NULL)).`),
  avgif: refused('avgIf(number, condition)', `${ofNoRows} Write avg(if(condition, number, NULL)).`),
  minif: refused('minIf(value, condition)', `${ofNoRows} Write min(if(condition, value, NULL)).`),
  maxif: refused('maxIf(value, condition)', `${ofNoRows} Write max(if(condition, value, NULL)).`),
  any: refused('any(value)', 'Which value is by chance: use min or max.'),
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
  dates: { first: firstDate, last: lastDate, wider: (date) => `CAST('${date}' AS Date32)` },
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
