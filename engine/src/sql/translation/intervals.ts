import type { Compiled } from './compiled.js'
import { type Compiling, Untranslated } from './compiling.js'
import { firstOffset, isParts, kindOf, type Tree } from './tree.js'

/** A length of time that is written out: months, days and microseconds stay apart, as months differ in days. */
export interface Interval {
  readonly months: number
  readonly days: number
  readonly microseconds: number
  /** The smallest unit that was written. */
  readonly unit: string
}

const months: Readonly<Record<string, number>> = { year: 12, quarter: 3, month: 1 }
const days: Readonly<Record<string, number>> = { week: 7, day: 1 }
const microseconds: Readonly<Record<string, number>> = {
  hour: 3_600_000_000,
  minute: 60_000_000,
  second: 1_000_000,
  millisecond: 1000,
  microsecond: 1,
}

const shortened: Readonly<Record<string, string>> = {
  y: 'year',
  yr: 'year',
  yrs: 'year',
  mon: 'month',
  mons: 'month',
  w: 'week',
  d: 'day',
  h: 'hour',
  hr: 'hour',
  hrs: 'hour',
  m: 'minute',
  min: 'minute',
  mins: 'minute',
  s: 'second',
  sec: 'second',
  secs: 'second',
  ms: 'millisecond',
  us: 'microsecond',
  mm: 'month',
  yyyy: 'year',
  yy: 'year',
  qtr: 'quarter',
  q: 'quarter',
  dd: 'day',
  wk: 'week',
  hh: 'hour',
  mi: 'minute',
  n: 'minute',
  ss: 'second',
}

/** The name of a unit as it is known here: `days`, `DAY` and `d` are `day`; undefined for none. */
export function unitNamed(written: string): string | undefined {
  const small = written.toLowerCase()
  const singular = shortened[small] ?? small.replace(/ies$/, 'y').replace(/s$/, '')
  return singular in months || singular in days || singular in microseconds ? singular : undefined
}

/** So many of a unit. */
export function intervalOf(count: number, written: string): Interval | undefined {
  const unit = unitNamed(written)
  if (unit === undefined || !Number.isInteger(count)) return undefined
  const none = { months: 0, days: 0, microseconds: 0, unit }
  if (unit in months) return { ...none, months: count * (months[unit] ?? 0) }
  if (unit in days) return { ...none, days: count * (days[unit] ?? 0) }
  return { ...none, microseconds: count * (microseconds[unit] ?? 0) }
}

/** `date + INTERVAL '1 day'` and `date - INTERVAL …`; undefined where neither side is an interval. */
export function addedInterval(
  sign: '+' | '-',
  { left, right, tree }: { readonly left: Tree; readonly right: Tree; readonly tree: Tree },
  compiling: Compiling,
): Compiled | undefined {
  const [first, second] = [kindOf(left), kindOf(right)]
  if (first.kind !== 'interval' && second.kind !== 'interval') return undefined
  const isFirst = first.kind === 'interval'
  const counted = isFirst ? undefined : countedInterval(second.parts, compiling)
  if (counted !== undefined) {
    const moved = moveByCounted(compiling.expression(left), counted, { sign, compiling })
    if (moved !== undefined) return moved
  }
  const interval = writtenInterval(isFirst ? first.parts : second.parts)
  const refuse = (advice: string): never => {
    throw new Untranslated('INTERVAL', firstOffset(tree), advice)
  }
  if (interval === undefined || (isFirst && sign === '-'))
    return refuse("Write an interval out, such as INTERVAL '7 days', behind the date.")
  const value = compiling.expression(isFirst ? right : left)
  const moved = moveBy(value, scaled(interval, sign === '-' ? -1 : 1), compiling)
  return moved ?? refuse(`An interval cannot be added to a value of type ${value.type}.`)
}

/** So many of a unit, where the count is no literal: `INTERVAL (n) DAY`. */
export interface CountedInterval {
  readonly count: Compiled
  readonly unit: string
}

function countedInterval(
  parts: Readonly<Record<string, unknown>>,
  compiling: Compiling,
): CountedInterval | undefined {
  const unit = isParts(parts['unit']) ? unitNamed(String(parts['unit']['unit'])) : undefined
  if (unit === undefined || countIn(parts['this']) !== undefined) return undefined
  return { count: compiling.expression(parts['this']), unit }
}

/** A date or a timestamp moved by as many of a unit as a whole number says; undefined for other values. */
export function moveByCounted(
  value: Compiled,
  { count, unit }: CountedInterval,
  { sign, compiling }: { readonly sign: '+' | '-'; readonly compiling: Compiling },
): Compiled | undefined {
  const { from, to } = compiling
  const one = intervalOf(sign === '-' ? -1 : 1, unit)
  if (one === undefined || (count.type !== 'integer' && count.type !== 'null')) return undefined
  if (value.type !== 'date' && value.type !== 'timestamp') return undefined
  const becomes = value.type === 'date' ? from.datePlusInterval(unit) : 'timestamp'
  const given = becomes === value.type ? value.text : to.widened(value.text, 'date', 'timestamp')
  const times = (per: number) => to.wholeProduct(count.text, to.literal(String(per), 'integer'))
  if (one.months !== 0) return { text: to.monthsLater(given, times(one.months), becomes), type: becomes }
  if (one.days !== 0) return { text: to.daysLater(given, times(one.days), becomes), type: becomes }
  if (becomes === 'date') return undefined
  return { text: to.microsecondsLater(given, times(one.microseconds)), type: becomes }
}

/** A date or a timestamp moved by an interval; undefined for what is neither. */
export function moveBy(value: Compiled, interval: Interval, compiling: Compiling): Compiled | undefined {
  const { from, to } = compiling
  if (value.type !== 'date' && value.type !== 'timestamp') return undefined
  const becomes = value.type === 'date' ? from.datePlusInterval(interval.unit) : 'timestamp'
  const whole = (count: number) => to.literal(String(count), 'integer')
  let text = becomes === value.type ? value.text : to.widened(value.text, 'date', 'timestamp')
  if (interval.months !== 0) text = to.monthsLater(text, whole(interval.months), becomes)
  if (interval.days !== 0) text = to.daysLater(text, whole(interval.days), becomes)
  if (interval.microseconds !== 0) {
    if (becomes === 'date') return undefined
    text = to.microsecondsLater(text, whole(interval.microseconds))
  }
  return { text, type: becomes }
}

function scaled(interval: Interval, by: number): Interval {
  return {
    ...interval,
    months: interval.months * by,
    days: interval.days * by,
    microseconds: interval.microseconds * by,
  }
}

/** An interval with its count and unit written out: `'1 day'`, `'3' day`, `'1 month 2 days'`. */
function writtenInterval(parts: Readonly<Record<string, unknown>>): Interval | undefined {
  const text = countIn(parts['this'])
  if (text === undefined) return undefined
  const unit = isParts(parts['unit']) ? String(parts['unit']['unit']) : undefined
  if (unit !== undefined) return /^\s*-?\d+\s*$/.test(text) ? intervalOf(Number(text), unit) : undefined
  const found = [...text.matchAll(/([+-]?\d+)\s*([a-zA-Z]+)/g)]
  if (found.length === 0 || text.replaceAll(/([+-]?\d+)\s*([a-zA-Z]+)/g, '').trim() !== '') return undefined
  const each = found.map(([, count = '', named = '']) => intervalOf(Number(count), named))
  if (each.some((one) => one === undefined)) return undefined
  return (each as readonly Interval[]).reduce((sum, one) => ({
    months: sum.months + one.months,
    days: sum.days + one.days,
    microseconds: sum.microseconds + one.microseconds,
    unit: one.unit,
  }))
}

function countIn(tree: Tree): string | undefined {
  const { kind, parts } = kindOf(tree)
  if (kind === 'literal') return String(parts['value'])
  if (kind === 'paren') return countIn(parts['this'])
  if (kind !== 'neg') return undefined
  const positive = countIn(parts['this'])
  return positive === undefined ? undefined : `-${positive}`
}

/** `date + 1`, `date - 1` and `date - date` by whole days; undefined where neither side is a date. */
export function withInterval(
  sign: '+' | '-',
  [left, right]: readonly [Compiled, Compiled],
  compiling: Compiling,
): Compiled | undefined {
  const { from, to } = compiling
  if (left.type === 'date' && right.type === 'date' && sign === '-' && from.addsDays)
    return { text: to.wholeDifference(to.dayNumber(left.text), to.dayNumber(right.text)), type: 'integer' }
  if (left.type === 'date' && right.type === 'integer' && from.addsDays) {
    const days = sign === '-' ? to.negated(right.text) : right.text
    return { text: to.daysLater(left.text, days, 'date'), type: 'date' }
  }
  if (left.type === 'integer' && right.type === 'date' && sign === '+' && from.addsDays)
    return { text: to.daysLater(right.text, left.text, 'date'), type: 'date' }
  return undefined
}
