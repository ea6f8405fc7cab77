import type { Reading, SourceDialect } from '../translation/source-dialect.js'
import { average, averageOfDoubles, cutAverage, everydayAggregates, listed, sum } from './aggregates.js'
import { clocks, everyday } from './everyday.js'
import { postgreSql, postgresFunctions } from './postgresql.js'
import {
  added,
  coalesce,
  commonLogarithm,
  concat,
  decode,
  difference,
  dividesAsDecimals,
  extreme,
  lastDay,
  length,
  nvl2,
  positionIn,
  refused,
} from './readings.js'
import {
  addMonths,
  convertTimezone,
  datePartOf,
  nextDay,
  redshiftFields,
  regexpCount,
  regexpInstr,
  regexpReplaceFrom,
  regexpSubstr,
  trunc,
  yearOf,
} from './redshift-readings.js'

const {
  starts_with: _startsWith,
  string_agg: _stringAgg,
  every: _every,
  make_date: _makeDate,
  concat_ws: _concatWs,
  ...shared
} = postgresFunctions

const differenceOf = difference('datediff(unit, from, to)', {
  unitAt: 0,
  order: 'earlier first',
  noWeeks:
    "Its documentation does not say on which weekday a week begins: write datediff(day, date_trunc('week', a), date_trunc('week', b)) / 7 for weeks from Monday.",
})
const clock = (form: string) => refused(form, clocks)

/** Functions that are refused, and what to write in their place. */
const refusedFunctions: Readonly<Record<string, Reading>> = {
  getdate: clock('getdate()'),
  sysdate: clock('sysdate'),
  timeofday: clock('timeofday()'),
  months_between: refused(
    'months_between(a, b)',
    'Its fractions are of months with 31 days: write datediff(month, b, a), or a number of days.',
  ),
  approx_distinct: refused('APPROXIMATE count(DISTINCT value)', 'It is approximate: leave APPROXIMATE out.'),
  percentile_disc: refused(
    'percentile_disc(share)',
    'Use percentile_cont, or row_number() OVER (ORDER BY number) and count(*) OVER ().',
  ),
  ratio_to_report: refused(
    'ratio_to_report(number) OVER (…)',
    'Write number::float8 / nullif(sum(number) OVER (…), 0)::float8.',
  ),
  generate_series: refused(
    'generate_series(from, to)',
    'Redshift runs it on its leader node alone, without tables: read a table of numbers or days.',
  ),
  strtol: refused('strtol(text, base)', 'Convert the text where the data come from.'),
  octet_length: refused('octet_length(text)', 'Texts are measured by code points here: use len.'),
  any_value: refused('any_value(value)', 'Which value is by chance: use min or max.'),
  random: refused('random()', 'Every build would give another value.'),
  stddev: refused('stddev(number)', 'Its last digits differ between databases.'),
  json_extract_path_text: refused(
    'json_extract_path_text(json, path)',
    'Declare the path as a column of the source.',
  ),
  json_parse: refused('json_parse(text)', 'Declare the paths as columns of the source.'),
}

const functions: Readonly<Record<string, Reading>> = {
  ...shared,
  nvl: coalesce('nvl(a, b, …)'),
  isnull: coalesce('isnull(a, b)'),
  nvl2,
  decode,
  greatest: extreme('greatest', { nullWins: false }),
  least: extreme('least', { nullWins: false }),
  concat: concat({ nullWins: true, takesTruth: false }),
  left: everyday['left'] ?? average,
  right: everyday['right'] ?? average,
  round: everyday['round'] ?? average,
  floor: everyday['floor'] ?? average,
  ceil: everyday['ceil'] ?? average,
  ceiling: everyday['ceiling'] ?? average,
  upper: everyday['upper'] ?? average,
  sum: dividesAsDecimals(sum),
  trunc,
  date_part: datePartOf,
  date_part_year: yearOf,
  add_months: addMonths,
  next_day: nextDay,
  convert_timezone: convertTimezone,
  regexp_substr: regexpSubstr,
  regexp_count: regexpCount,
  regexp_instr: regexpInstr,
  replicate: { ...everyday['repeat'], form: 'replicate(text, times)' },
  len: length('len(text)'),
  charindex: positionIn('charindex(part, text)', 'part first'),
  regexp_replace: regexpReplaceFrom,
  datediff: differenceOf,
  date_diff: differenceOf,
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
  listagg: listed('listagg(text, separator) WITHIN GROUP (ORDER BY value)', { otherwise: '' }),
  ...refusedFunctions,
}

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
  fields: redshiftFields,
  textHasEscapes: true,
  blanksCount: false,
}
