/** A format of days and times, read: which texts are of it, and how DuckDB reads them. */
export interface TimeFormat {
  /** Texts of the format, as the source of an expression that means the same in RE2 and in JavaScript. */
  readonly pattern: string
  /** The same, with any number of decimals of a second. */
  readonly finePattern: string
  /** What DuckDB's `strptime` is given; a name of UTC at the end is cut off before. */
  readonly strptime: string
  readonly hasTime: boolean
  /** How the format says which moment is meant, if it does. */
  readonly moment: 'offset' | 'utc' | undefined
}

/** A count from 1970-01-01 UTC: how many of its units are a second. */
export interface EpochFormat {
  readonly perSecond: 1 | 1000 | 1_000_000
}

const epochs: Readonly<Record<string, EpochFormat>> = {
  'epoch seconds': { perSecond: 1 },
  'epoch milliseconds': { perSecond: 1000 },
  'epoch microseconds': { perSecond: 1_000_000 },
}

/** The formats that count from 1970. */
export const epochUnits = Object.keys(epochs)

interface Token {
  readonly pattern: string
  readonly strptime: string
  readonly part: Part
}

type Part = 'year' | 'month' | 'day' | 'hour' | 'half' | 'minute' | 'second' | 'fraction' | 'moment'

const two = '[0-9]{2}'
const oneOrTwo = '[0-9]{1,2}'

const tokens: Readonly<Partial<Record<string, Token>>> = {
  yyyy: { pattern: '[0-9]{4}', strptime: '%Y', part: 'year' },
  yy: { pattern: two, strptime: '%y', part: 'year' },
  MMMM: { pattern: '[A-Za-z]{3,9}', strptime: '%B', part: 'month' },
  MMM: { pattern: '[A-Za-z]{3}', strptime: '%b', part: 'month' },
  MM: { pattern: two, strptime: '%m', part: 'month' },
  M: { pattern: oneOrTwo, strptime: '%m', part: 'month' },
  dd: { pattern: two, strptime: '%d', part: 'day' },
  d: { pattern: oneOrTwo, strptime: '%d', part: 'day' },
  HH: { pattern: two, strptime: '%H', part: 'hour' },
  H: { pattern: oneOrTwo, strptime: '%H', part: 'hour' },
  hh: { pattern: two, strptime: '%I', part: 'hour' },
  h: { pattern: oneOrTwo, strptime: '%I', part: 'hour' },
  a: { pattern: '[AaPp][Mm]', strptime: '%p', part: 'half' },
  mm: { pattern: two, strptime: '%M', part: 'minute' },
  ss: { pattern: two, strptime: '%S', part: 'second' },
  S: { pattern: '[0-9]{1,6}', strptime: '%f', part: 'fraction' },
  Z: { pattern: '(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)', strptime: '%z', part: 'moment' },
  z: { pattern: '(?:UTC|GMT)', strptime: '', part: 'moment' },
}

/** A letter's run in a format → the token that it stands for, where another one is as good. */
function spelled(run: string): string {
  if (/^S+$/.test(run)) return 'S'
  if (/^(?:Z+|X+|x+)$/.test(run)) return 'Z'
  if (/^z+$/.test(run)) return 'z'
  return { YYYY: 'yyyy', YY: 'yy', DD: 'dd', D: 'd', A: 'a', aa: 'a', AA: 'a', y: 'yyyy' }[run] ?? run
}

/** What is wrong with a format, and what would be right. */
export interface FormatProblem {
  readonly problem: string
}

/**
 * Reads a format: letters stand for parts of a time (see docs/sources.md), what is in quotes and all other characters for
 * themselves.
 *
 * @example
 * timeFormat('dd.MM.yyyy') // { pattern: '[0-9]{2}\\.[0-9]{2}\\.[0-9]{4}', strptime: '%d.%m.%Y', … }
 */
export function timeFormat(format: string): TimeFormat | EpochFormat | FormatProblem {
  const epoch = epochs[format.trim().toLowerCase()]
  if (epoch !== undefined) return epoch
  const read: (Token | string)[] = []
  for (const [piece, letters, quoted] of format.matchAll(/([A-Za-z])\1*|'([^']*)'|[^]/g)) {
    if (letters === undefined) read.push(quoted ?? piece)
    else if (piece === 'T' || piece === 't') read.push(piece)
    else {
      const token = tokens[spelled(piece)]
      if (token === undefined) return { problem: unknownLetters(piece) }
      read.push(token)
    }
  }
  const problem = problemOf(read)
  return problem === undefined ? formatOf(read) : { problem }
}

function formatOf(read: readonly (Token | string)[]): TimeFormat {
  const parts = new Set(read.map((each) => (typeof each === 'string' ? undefined : each.part)))
  const pattern = read.map((each) => (typeof each === 'string' ? literalPattern(each) : each.pattern))
  const strptime = read.map((each) => (typeof each === 'string' ? each.replaceAll('%', '%%') : each.strptime))
  const isFine = (each: Token | string): boolean => typeof each !== 'string' && each.part === 'fraction'
  return {
    pattern: pattern.join(''),
    finePattern: pattern.map((each, at) => (isFine(read[at] ?? '') ? '[0-9]+' : each)).join(''),
    strptime: strptime.join('').trimEnd(),
    hasTime: parts.has('hour'),
    moment: !parts.has('moment') ? undefined : strptime.includes('%z') ? 'offset' : 'utc',
  }
}

function literalPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function unknownLetters(run: string): string {
  return `a format of days and times, in which "${run}" stands for nothing: ${formatLetters}`
}

const formatLetters =
  'yyyy, MM, dd, HH, mm, ss, SSS for decimals of a second, hh with a for 12 hours, MMM for names of months, Z for an offset, z for UTC, and text in single quotes; or one of: epoch seconds, epoch milliseconds, epoch microseconds'

/** What a format lacks or has twice. */
function problemOf(read: readonly (Token | string)[]): string | undefined {
  const parts = read.flatMap((each) => (typeof each === 'string' ? [] : [each.part]))
  const lacks = (part: Part): boolean => !parts.includes(part)
  const twice = parts.find((part, at) => parts.indexOf(part) !== at)
  if (twice !== undefined) return `a format that holds the ${twice} once`
  if (lacks('year') || lacks('month') || lacks('day'))
    return 'a format with a year (yyyy), a month (MM or MMM) and a day (dd)'
  const needs: readonly (readonly [Part, Part, string])[] = [
    ['fraction', 'second', 'seconds (ss) before their decimals'],
    ['second', 'minute', 'minutes (mm) before the seconds'],
    ['minute', 'hour', 'hours (HH, or hh with a) before the minutes'],
    ['half', 'hour', 'hours (hh) beside am and pm'],
  ]
  for (const [part, needed, says] of needs) if (!lacks(part) && lacks(needed)) return `a format with ${says}`
  const isHalf = read.some((each) => typeof each !== 'string' && each.strptime === '%I')
  if (isHalf === lacks('half')) return 'a format with hh and a for a clock of 12 hours, or HH for one of 24'
  const isJoined = read.some((each, at) => isOneOrTwo(each) && startsWithDigit(read[at + 1]))
  if (isJoined)
    return 'a format in which a day, month or hour of one or two digits has no digit behind it: use dd, MM, HH'
  const last = read.at(-1)
  if (!lacks('moment') && (typeof last === 'string' || last?.part !== 'moment'))
    return 'a format that ends in its offset (Z) or zone (z)'
  return undefined
}

function isOneOrTwo(each: Token | string | undefined): boolean {
  return typeof each === 'object' && each.pattern === oneOrTwo
}

function startsWithDigit(each: Token | string | undefined): boolean {
  return typeof each === 'string' ? /^[0-9]/.test(each) : each?.pattern.startsWith('[0-9]') === true
}

/** 1 March 2024, 23:30 in a format, for people. */
export function exampleTime(format: string): string {
  const read = timeFormat(format)
  if ('problem' in read) return format
  if ('perSecond' in read) return String(1_709_335_800 * read.perSecond)
  const shown: Readonly<Record<string, string>> = {
    '%Y': '2024',
    '%y': '24',
    '%B': 'March',
    '%b': 'Mar',
    '%m': '03',
    '%d': '01',
    '%H': '23',
    '%I': '11',
    '%p': 'PM',
    '%M': '30',
    '%S': '00',
    '%f': '000',
    '%z': '-0500',
    '%%': '%',
  }
  const text = read.strptime.replaceAll(/%./g, (part) => shown[part] ?? part)
  return read.moment === 'utc' ? `${text}${/\sz$/.test(format) ? ' ' : ''}UTC` : text
}
