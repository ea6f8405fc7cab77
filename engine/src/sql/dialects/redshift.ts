import type { Reading, SourceDialect } from '../translation/source-dialect.js'
import { average, averageOfDoubles, cutAverage, everydayAggregates, listed } from './aggregates.js'
import { clocks, everyday } from './everyday.js'
import { postgreSql, postgresFunctions } from './postgresql.js'
import {
  added,
  coalesce,
  datePart,
  round,
  commonLogarithm,
  concat,
  decode,
  difference,
  extreme,
  lastDay,
  length,
  nvl2,
  positionIn,
  refused,
  regexpReplace,
} from './readings.js'

const {
  starts_with: _startsWith,
  string_agg: _stringAgg,
  every: _every,
  make_date: _makeDate,
  concat_ws: _concatWs,
  ...shared
} = postgresFunctions

const functions: Readonly<Record<string, Reading>> = {
  ...shared,
  nvl: coalesce('nvl(a, b, …)'),
  isnull: coalesce('isnull(a, b)'),
  nvl2,
  decode,
  greatest: extreme('greatest', { nullWins: false }),
  least: extreme('least', { nullWins: false }),
  concat: concat({ nullWins: true, takesTruth: false }),
  round: everyday['round'] ?? average,
  floor: everyday['floor'] ?? average,
  ceil: everyday['ceil'] ?? average,
  ceiling: everyday['ceiling'] ?? average,
  upper: everyday['upper'] ?? average,
  trunc: round('trunc(number, places)', { isCut: true }),
  date_part: datePart("date_part('part', date)"),
  len: length('len(text)'),
  charindex: positionIn('charindex(part, text)', 'part first'),
  regexp_replace: regexpReplace('regexp_replace(text, expression, by)', 'always'),
  datediff: difference('datediff(unit, from, to)', { unitAt: 0, order: 'earlier first', weekStarts: 7 }),
  date_diff: difference('datediff(unit, from, to)', { unitAt: 0, order: 'earlier first', weekStarts: 7 }),
  dateadd: added('dateadd(unit, n, date)', { unit: 0, count: 1, value: 2 }),
  date_add: added('dateadd(unit, n, date)', { unit: 0, count: 1, value: 2 }),
  last_day: lastDay(),
  avg: cutAverage(averageOfDoubles),
  power: everyday['power'] ?? average,
  pow: { ...everyday['power'], form: 'pow(base, exponent)' },
  sqrt: everyday['sqrt'] ?? average,
  exp: everyday['exp'] ?? average,
  ln: everyday['ln'] ?? average,
  log: commonLogarithm('log(number)'),
  median: everydayAggregates['median'] ?? average,
  listagg: listed('listagg(text, separator) WITHIN GROUP (ORDER BY value)'),
  getdate: refused('getdate()', clocks),
  sysdate: refused('sysdate', clocks),
}

const { epoch: _epoch, second: _second, ...withoutSeconds } = postgreSql.fields

/** What Redshift's SQL means. */
export const redshift: SourceDialect = {
  ...postgreSql,
  name: 'redshift',
  functions,
  plainDecimal: { precision: 18, scale: 0 },
  decimalFromDouble: 'shortest digits',
  hasOwnPlaces: false,
  dividesSumsExactly: false,
  ignoresOffsets: false,
  fields: withoutSeconds,
}
