import { type Compiled } from '../translation/compiled.js'
import { partOf, weekdayFromSunday } from '../translation/moments.js'
import type { Call, Reading } from '../translation/source-dialect.js'
import { moment, reading, withZeros } from './readings.js'

/** What a piece of a format gives, as printed SQL. */
type Piece = (value: Compiled, call: Call) => string

const months = 'January February March April May June July August September October November December'.split(
  ' ',
)
const weekdays = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')

const number =
  (part: Parameters<typeof partOf>[0], size: number): Piece =>
  (value, call) =>
    withZeros(call, partOf(part, value, call.compiling).text, size)

const unpadded =
  (part: Parameters<typeof partOf>[0]): Piece =>
  (value, call) =>
    call.compiling.to.texted(partOf(part, value, call.compiling).text, 'integer')

const wordOf =
  (part: 'month' | 'isoWeekday', names: readonly string[]): Piece =>
  (value, call) => {
    const { to } = call.compiling
    const at = partOf(part, value, call.compiling).text
    const whens = names.map(
      (name, index) =>
        `WHEN ${at} = ${to.literal(String(index + 1), 'integer')} THEN ${to.literal(name, 'text')}`,
    )
    return `(CASE ${whens.join(' ')} END)`
  }

const lastTwo: Piece = (value, call) => {
  const { to } = call.compiling
  return withZeros(
    call,
    to.wholeRemainder(partOf('year', value, call.compiling).text, to.literal('100', 'integer')),
    2,
  )
}

const hourOf12: Piece = (value, call) => {
  const { to } = call.compiling
  const whole = (count: number) => to.literal(String(count), 'integer')
  const hour = partOf('hour', value, call.compiling).text
  return withZeros(call, to.wholeSum(to.wholeRemainder(to.wholeSum(hour, whole(11)), whole(12)), whole(1)), 2)
}

const half =
  (names: readonly [string, string]): Piece =>
  (value, call) => {
    const { to } = call.compiling
    const hour = partOf('hour', value, call.compiling).text
    const noon = to.literal('12', 'integer')
    return `(CASE WHEN ${hour} < ${noon} THEN ${to.literal(names[0], 'text')} WHEN ${hour} >= ${noon} THEN ${to.literal(names[1], 'text')} END)`
  }

const short = (names: readonly string[]) => names.map((name) => name.slice(0, 3))
const upper = (names: readonly string[]) => names.map((name) => name.toUpperCase())
const lower = (names: readonly string[]) => names.map((name) => name.toLowerCase())
/** Filled up to the longest name. */
const filled = (names: readonly string[]) => names.map((name) => name.padEnd(9))

/** So many whole sevens of days before a day of the month or the year, from 1. */
const sevens =
  (part: 'day' | 'dayOfYear'): Piece =>
  (value, call) => {
    const { to } = call.compiling
    const whole = (count: number) => to.literal(String(count), 'integer')
    const day = to.wholeSum(partOf(part, value, call.compiling).text, whole(6))
    return withZeros(call, to.wholeQuotient(day, whole(7)), part === 'day' ? 1 : 2)
  }

const fraction =
  (divisor: string, size: number): Piece =>
  (value, call) => {
    const { to } = call.compiling
    const counted = partOf('microsecond', value, call.compiling).text
    return withZeros(call, to.wholeQuotient(counted, to.literal(divisor, 'integer')), size)
  }

const weekdayOf7: Piece = (value, call) =>
  call.compiling.to.texted(weekdayFromSunday(value, call.compiling, 1).text, 'integer')

/** Names in three ways of writing them: `Month`, `MONTH` and `month`. */
function inLetters(
  written: string,
  part: 'month' | 'isoWeekday',
  names: readonly string[],
): readonly (readonly [string, Piece])[] {
  return [
    [written, wordOf(part, names)],
    [written.toUpperCase(), wordOf(part, upper(names))],
    [written.toLowerCase(), wordOf(part, lower(names))],
  ]
}

/** Pieces of `to_char`; of those that fit, the longest is meant. `FM` before one leaves out what fills it up. */
const toCharPieces: readonly (readonly [text: string, piece: Piece, unfilled?: Piece | undefined])[] = [
  ...inLetters('Month', 'month', filled(months)).map(
    ([text, piece], at) => [text, piece, inLetters('Month', 'month', months)[at]?.[1]] as const,
  ),
  ...inLetters('Day', 'isoWeekday', filled(weekdays)).map(
    ([text, piece], at) => [text, piece, inLetters('Day', 'isoWeekday', weekdays)[at]?.[1]] as const,
  ),
  ...inLetters('Mon', 'month', short(months)),
  ...inLetters('Dy', 'isoWeekday', short(weekdays)),
  ['YYYY', number('year', 4)],
  ['IYYY', number('isoYear', 4)],
  ['HH24', number('hour', 2), unpadded('hour')],
  ['HH12', hourOf12],
  ['DDD', number('dayOfYear', 3), unpadded('dayOfYear')],
  ['YY', lastTwo],
  ['MM', number('month', 2), unpadded('month')],
  ['DD', number('day', 2), unpadded('day')],
  ['HH', hourOf12],
  ['MI', number('minute', 2)],
  ['SS', number('second', 2)],
  ['MS', fraction('1000', 3)],
  ['US', fraction('1', 6)],
  ['IW', number('isoWeek', 2)],
  ['WW', sevens('dayOfYear')],
  ['W', sevens('day')],
  ['ID', unpadded('isoWeekday')],
  ['D', weekdayOf7],
  ['AM', half(['AM', 'PM'])],
  ['PM', half(['AM', 'PM'])],
  ['am', half(['am', 'pm'])],
  ['pm', half(['am', 'pm'])],
  ['Q', unpadded('quarter')],
]

/** Pieces that small letters write as well. */
const small = new Set('YYYY IYYY HH24 HH12 DDD YY MM DD HH MI SS MS US IW WW W ID D Q'.split(' '))

/** Pieces that are not known, and that begin as others do. */
const strangers = /^(SSSS|IDDD|Y,YYY|[Yy]{3}(?![Yy])|[Yy](?![Yy])|TM|TZ|OF|FF[1-6])/

interface FoundPiece {
  readonly text: string
  readonly piece: Piece
}

/** Pieces of `to_char` where letters may be large or small, and names are written in one way. */
const fewPieces: readonly (readonly [text: string, piece: Piece])[] = [
  ['YYYY', number('year', 4)],
  ['HH24', number('hour', 2)],
  ['HH12', hourOf12],
  ['MON', wordOf('month', short(months))],
  ['YY', lastTwo],
  ['MM', number('month', 2)],
  ['DD', number('day', 2)],
  ['DY', wordOf('isoWeekday', short(weekdays))],
  ['MI', number('minute', 2)],
  ['SS', number('second', 2)],
  ['AM', half(['AM', 'PM'])],
  ['PM', half(['AM', 'PM'])],
]

function fewPieceAt(rest: string): FoundPiece | undefined {
  const format = rest.toUpperCase()
  const found = fewPieces.find(([text]) => format.startsWith(text))
  return found === undefined || format.startsWith('MMMM') ? undefined : { text: found[0], piece: found[1] }
}

/** The piece that a format starts with. */
function pieceAt(rest: string): FoundPiece | undefined {
  if (strangers.test(rest)) return undefined
  const isFilled = !/^FM/.test(rest)
  const format = isFilled ? rest : rest.slice(2)
  const fitting = toCharPieces
    .filter(([text]) => format.startsWith(text) || (small.has(text) && format.startsWith(text.toLowerCase())))
    .sort(([one], [other]) => other.length - one.length)
  const [found] = fitting
  if (found === undefined) return undefined
  const [text, filledPiece, plain] = found
  if (isFilled) return { text, piece: filledPiece }
  return plain === undefined ? undefined : { text: `FM${text}`, piece: plain }
}

/** `to_char(value, 'YYYY-MM-DD')` */
export const toChar = (
  form = "to_char(date, 'YYYY-MM-DD')",
  known: 'all pieces' | 'few pieces' = 'all pieces',
): Reading =>
  reading(form, (call) => {
    const pieces: string[] = []
    const { to } = call.compiling
    const value = moment(call, 0)
    let rest = call.arg(1).literal ?? call.refuse('Write its format out in quotes.')
    if (rest === '') return call.refuse('Its format is empty.')
    while (rest !== '') {
      const quoted = /^"([^"]*)"/.exec(rest)
      const plain = /^[^A-Za-z"\\]+/.exec(rest)?.[0] ?? /^[T](?![A-Za-z])/.exec(rest)?.[0]
      const found = known === 'few pieces' ? fewPieceAt(rest) : pieceAt(rest)
      if (quoted !== null) {
        pieces.push(to.literal(quoted[1] ?? '', 'text'))
        rest = rest.slice(quoted[0].length)
      } else if (plain !== undefined) {
        pieces.push(to.literal(plain, 'text'))
        rest = rest.slice(plain.length)
      } else if (found !== undefined) {
        if (/^(th|TH)/.test(rest.slice(found.text.length))) return call.refuse('Leave TH out of its format.')
        pieces.push(found.piece(value, call))
        rest = rest.slice(found.text.length)
      } else
        return call.refuse(
          known === 'few pieces'
            ? `"${rest}" of its format is not known: use YYYY, YY, MM, MON, DD, DY, HH24, HH12, MI, SS, AM.`
            : `"${rest}" of its format is not known: use YYYY, YY, MM, DD, HH24, HH12, MI, SS, MS, US, Q, IW, IYYY, ID, D, WW, W, DDD, Mon, Month, Dy, Day, AM, and FM before some of them.`,
        )
    }
    return {
      text: to.concatenation(...(pieces.length === 0 ? [to.literal('', 'text')] : pieces)),
      type: 'text',
    }
  })

const strftimePieces: Readonly<Record<string, Piece>> = {
  Y: number('year', 4),
  y: lastTwo,
  m: number('month', 2),
  d: number('day', 2),
  H: number('hour', 2),
  I: hourOf12,
  M: number('minute', 2),
  S: number('second', 2),
  j: number('dayOfYear', 3),
  p: half(['AM', 'PM']),
  b: wordOf(
    'month',
    months.map((name) => name.slice(0, 3)),
  ),
  B: wordOf('month', months),
  a: wordOf(
    'isoWeekday',
    weekdays.map((name) => name.slice(0, 3)),
  ),
  A: wordOf('isoWeekday', weekdays),
  V: number('isoWeek', 2),
  G: number('isoYear', 4),
  u: unpadded('isoWeekday'),
  f: number('microsecond', 6),
}

const shorthand: Readonly<Record<string, string>> = {
  F: '%Y-%m-%d',
  T: '%H:%M:%S',
  R: '%H:%M',
  D: '%m/%d/%y',
}

/** `strftime(value, '%Y-%m-%d')`; `formatAt` says which argument is the format. */
export const strftime = (
  form: string,
  { formatAt, unknown = [] }: { readonly formatAt: 0 | 1; readonly unknown?: readonly string[] },
): Reading =>
  reading(form, (call) => {
    const { to } = call.compiling
    const value = moment(call, formatAt === 0 ? 1 : 0)
    const format = call.arg(formatAt).literal ?? call.refuse('Write its format out in quotes.')
    const spelled = format.replaceAll(/%([FTRD])/g, (whole, letter: string) => shorthand[letter] ?? whole)
    const pieces = [...spelled.matchAll(/%(.)|([^%]+)/gs)].map(([whole, letter, plain]) => {
      if (plain !== undefined) return to.literal(plain, 'text')
      if (letter === '%') return to.literal('%', 'text')
      const piece = strftimePieces[letter ?? '']
      if (piece === undefined || unknown.includes(letter ?? ''))
        return call.refuse(`"${whole}" of its format is not known here.`)
      return piece(value, call)
    })
    return {
      text: to.concatenation(...(pieces.length === 0 ? [to.literal('', 'text')] : pieces)),
      type: 'text',
    }
  })

/** The English name of a month or of a weekday. */
export const named = (
  form: string,
  of: 'month' | 'weekday',
  { letters }: { readonly letters?: number } = {},
): Reading =>
  reading(form, (call) => {
    const names = (of === 'month' ? months : weekdays).map((name) => name.slice(0, letters))
    const piece = wordOf(of === 'month' ? 'month' : 'isoWeekday', names)
    return { text: piece(moment(call, 0), call), type: 'text' }
  })
