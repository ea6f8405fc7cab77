import { everydayAggregates } from './aggregates.js'
import type { Reading } from '../translation/source-dialect.js'
import {
  absolute,
  coalesce,
  commonLogarithm,
  floorOrCeiling,
  lastDay,
  length,
  nullIf,
  ofDoubles,
  ofText,
  padded,
  reading,
  repeat,
  replace,
  round,
  side,
  sign,
  trim,
} from './readings.js'
import { arithmetic } from '../translation/numbers.js'

/** Functions that every dialect here has, with one meaning. */
export const everyday: Readonly<Record<string, Reading>> = {
  ...everydayAggregates,
  coalesce: coalesce(),
  nullif: nullIf({ type: 'of the first' }),
  upper: ofText('upper(text)', 'upper'),
  lower: ofText('lower(text)', 'lower'),
  length: length(),
  trim: trim('trim(text)', 'trimmed'),
  ltrim: trim('ltrim(text, characters)', 'trimmedStart'),
  rtrim: trim('rtrim(text, characters)', 'trimmedEnd'),
  replace,
  reverse: ofText('reverse(text)', 'reversed'),
  md5: ofText('md5(text)', 'md5'),
  repeat,
  left: side('left'),
  right: side('right'),
  lpad: padded('lpad'),
  rpad: padded('rpad'),
  abs: absolute,
  sign,
  floor: floorOrCeiling('floor(number)', 'Floor'),
  ceil: floorOrCeiling('ceil(number)', 'Ceiling'),
  ceiling: floorOrCeiling('ceiling(number)', 'Ceiling'),
  round: round('round(number, places)'),
  power: ofDoubles('power(base, exponent)', 'power'),
  sqrt: ofDoubles('sqrt(number)', 'squareRoot'),
  exp: ofDoubles('exp(number)', 'exponential'),
  ln: ofDoubles('ln(number)', 'naturalLogarithm'),
  log10: commonLogarithm('log10(number)'),
  mod: reading('mod(a, b)', (call) =>
    arithmetic('%', [call.arg(0), call.arg(1)], { compiling: call.compiling, tree: call.args[0] }),
  ),
  last_day: lastDay(),
}

/** What needs the clock: the engine's own is injected, the warehouse's is another. */
export const clocks =
  "It is the warehouse's clock. Write the condition on days without it; every question names its own days."
