import { cutQuotient } from '../translation/numbers.js'
import { partOf, weekdayFromSunday } from '../translation/moments.js'
import type { Reading, SourceDialect } from '../translation/source-dialect.js'
import { averageOfDoubles, listed, ofConditions } from './aggregates.js'
import { clocks, everyday } from './everyday.js'
import { toChar } from './formats.js'
import {
  commonLogarithm,
  concatWithSeparator,
  madeDate,
  regexpMatches,
  concat,
  datePart,
  extreme,
  length,
  ofDoubles,
  positionIn,
  refused,
  regexpReplace,
  round,
  splitPart,
  startsWith,
  substring,
  toDate,
  trim,
  truncate,
} from './readings.js'

const substringOf = substring('substring(text, start, length)', {
  negative: 'before the start',
  zero: 'before the start',
})

/** Functions of numeric give numeric, and those of double doubles. */
const decimals = { decimals: 'refused' } as const

export const postgresFunctions: Readonly<Record<string, Reading>> = {
  ...everyday,
  greatest: extreme('greatest', { nullWins: false }),
  least: extreme('least', { nullWins: false }),
  concat: concat({ nullWins: false, takesTruth: false }),
  round: round('round(number, places)', { doubleHalves: 'even' }),
  char_length: length('char_length(text)'),
  character_length: length('character_length(text)'),
  btrim: trim('btrim(text, characters)', 'trimmed'),
  substring: substringOf,
  substr: substringOf,
  strpos: positionIn('strpos(text, part)', 'text first'),
  position: positionIn('position(part IN text)', 'part first'),
  starts_with: startsWith('starts_with(text, part)'),
  split_part: splitPart,
  regexp_replace: regexpReplace("regexp_replace(text, expression, by, 'g')", 'with g'),
  trunc: round('trunc(number, places)', { isCut: true }),
  power: ofDoubles('power(base, exponent)', 'power', decimals),
  pow: ofDoubles('pow(base, exponent)', 'power', decimals),
  sqrt: ofDoubles('sqrt(number)', 'squareRoot', decimals),
  exp: ofDoubles('exp(number)', 'exponential', decimals),
  ln: ofDoubles('ln(number)', 'naturalLogarithm', decimals),
  log: commonLogarithm('log(number)', decimals),
  log10: commonLogarithm('log10(number)', decimals),
  avg: averageOfDoubles,
  date_part: datePart("date_part('part', date)"),
  date_trunc: truncate("date_trunc('unit', date)", { date: 'timestamp', unitAt: 0 }),
  to_char: toChar(),
  to_date: toDate('to_date(text)'),
  last_day: refused(
    'last_day(date)',
    "Write CAST(date_trunc('month', d) + INTERVAL '1 month' - INTERVAL '1 day' AS DATE).",
  ),
  make_date: madeDate(),
  concat_ws: concatWithSeparator,
  date: toDate('date(timestamp)'),
  regexp_like: regexpMatches("text ~ 'expression'", { whole: false }),
  every: ofConditions('every(condition)', 'every'),
  string_agg: listed('string_agg(text, separator ORDER BY value)'),
  median: refused('median(number)', 'PostgreSQL has no median.'),
  now: refused('now()', clocks),
  current_date: refused('current_date', clocks),
  current_timestamp: refused('current_timestamp', clocks),
  age: refused('age(a, b)', 'Subtract two dates: the days between them.'),
}

/** What PostgreSQL's SQL means. */
export const postgreSql: SourceDialect = {
  name: 'postgresql',
  functions: postgresFunctions,
  quotient: (left, right, compiling) => cutQuotient([left, right], compiling),
  nullsFirst: { ascending: false, descending: true },
  wholeFromDecimal: 'away',
  wholeFromDouble: 'even',
  hasShortInteger: true,
  wholeFromText: 'none',
  hasUnderscores: false,
  remainderByZero: 'error',
  plainDecimal: undefined,
  likeHasEscape: true,
  fields: {
    dayofweek: (value, compiling) => weekdayFromSunday(value, compiling),
    dow: (value, compiling) => weekdayFromSunday(value, compiling),
    isodow: (value, compiling) => partOf('isoWeekday', value, compiling),
    week: (value, compiling) => partOf('isoWeek', value, compiling),
    isoyear: (value, compiling) => partOf('isoYear', value, compiling),
  },
  addsDays: true,
  datePlusInterval: () => 'timestamp',
  namesInSelect: 'column',
  writesTruth: true,
  listsSkipNulls: false,
  countsNone: true,
  unionsAreSets: true,
}
