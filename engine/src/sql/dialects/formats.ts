import { type Compiled } from '../translation/compiled.js'
import { partOf } from '../translation/moments.js'
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
    const isMorning = `${partOf('hour', value, call.compiling).text} < ${to.literal('12', 'integer')}`
    return `(CASE WHEN ${isMorning} THEN ${to.literal(names[0], 'text')} ELSE ${to.literal(names[1], 'text')} END)`
  }

/** Pieces of `to_char`, the longest first. */
const toCharPieces: readonly (readonly [string, Piece])[] = [
  ['FMMonth', wordOf('month', months)],
  ['FMDay', wordOf('isoWeekday', weekdays)],
  ['YYYY', number('year', 4)],
  ['IYYY', number('isoYear', 4)],
  ['HH24', number('hour', 2)],
  ['HH12', hourOf12],
  ['DDD', number('dayOfYear', 3)],
  [
    'Mon',
    wordOf(
      'month',
      months.map((name) => name.slice(0, 3)),
    ),
  ],
  [
    'MON',
    wordOf(
      'month',
      months.map((name) => name.slice(0, 3).toUpperCase()),
    ),
  ],
  [
    'mon',
    wordOf(
      'month',
      months.map((name) => name.slice(0, 3).toLowerCase()),
    ),
  ],
  [
    'DY',
    wordOf(
      'isoWeekday',
      weekdays.map((name) => name.slice(0, 3).toUpperCase()),
    ),
  ],
  [
    'Dy',
    wordOf(
      'isoWeekday',
      weekdays.map((name) => name.slice(0, 3)),
    ),
  ],
  [
    'dy',
    wordOf(
      'isoWeekday',
      weekdays.map((name) => name.slice(0, 3).toLowerCase()),
    ),
  ],
  ['YY', lastTwo],
  ['MM', number('month', 2)],
  ['DD', number('day', 2)],
  ['HH', hourOf12],
  ['MI', number('minute', 2)],
  ['SS', number('second', 2)],
  ['IW', number('isoWeek', 2)],
  ['ID', unpadded('isoWeekday')],
  ['AM', half(['AM', 'PM'])],
  ['PM', half(['AM', 'PM'])],
  ['am', half(['am', 'pm'])],
  ['pm', half(['am', 'pm'])],
  ['Q', unpadded('quarter')],
]

const small = new Set([
  'YYYY',
  'IYYY',
  'HH24',
  'HH12',
  'DDD',
  'YY',
  'MM',
  'DD',
  'HH',
  'MI',
  'SS',
  'IW',
  'ID',
  'Q',
])

/** `to_char(value, 'YYYY-MM-DD')` */
export const toChar = (form = "to_char(date, 'YYYY-MM-DD')"): Reading =>
  reading(form, (call) => {
    const pieces: string[] = []
    const { to } = call.compiling
    const value = moment(call, 0)
    let rest = call.arg(1).literal ?? call.refuse('Write its format out in quotes.')
    while (rest !== '') {
      const quoted = /^"([^"]*)"/.exec(rest)
      const plain = /^[^A-Za-z"\\]+/.exec(rest)?.[0] ?? /^[T](?![A-Za-z])/.exec(rest)?.[0]
      const found = toCharPieces.find(
        ([text]) => rest.startsWith(text) || (small.has(text) && rest.toUpperCase().startsWith(text)),
      )
      if (quoted !== null) {
        pieces.push(to.literal(quoted[1] ?? '', 'text'))
        rest = rest.slice(quoted[0].length)
      } else if (plain !== undefined) {
        pieces.push(to.literal(plain, 'text'))
        rest = rest.slice(plain.length)
      } else if (found !== undefined) {
        if (/^(th|TH)/.test(rest.slice(found[0].length))) return call.refuse('Leave TH out of its format.')
        pieces.push(found[1](value, call))
        rest = rest.slice(found[0].length)
      } else
        return call.refuse(
          `"${rest}" of its format is not known: use YYYY, YY, MM, DD, HH24, HH12, MI, SS, Q, IW, IYYY, ID, DDD, Mon, FMMonth, Dy, FMDay, AM.`,
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
  { formatAt, known }: { readonly formatAt: 0 | 1; readonly known?: readonly string[] },
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
      if (piece === undefined || known?.includes(letter ?? '') === false)
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
