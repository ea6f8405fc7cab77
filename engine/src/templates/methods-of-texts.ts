import { argumentsOf } from './arguments.js'
import { formatBraces } from './format-text.js'
import { TemplateMistake } from './template-mistake.js'
import { blanks } from './tokens.js'
import { Callable, Tuple, defined, iterate, textOf, wholeOf, type Given, type Value } from './values.js'

type Method = (text: string, given: Given) => Value

interface Parameters {
  readonly needs?: readonly string[]
  readonly takes?: readonly string[]
}

function method(
  name: string,
  parameters: Parameters,
  work: (text: string, ...given: readonly (Value | undefined)[]) => Value,
): readonly [string, Method] {
  return [name, (text, given) => work(text, ...argumentsOf(given, name, parameters))]
}

const startOf = new RegExp(`^[${blanks}]+`)
const endOf = new RegExp(`[${blanks}]+$`)
const between = new RegExp(`[${blanks}]+`)

/** A text without blanks, or without the signs given, at its two ends or at one. */
export function trimmed(
  text: string,
  signs: Value | undefined,
  side: 'both' | 'start' | 'end' = 'both',
): string {
  if (signs === undefined || signs === null) {
    const start = side === 'end' ? text : text.replace(startOf, '')
    return side === 'start' ? start : start.replace(endOf, '')
  }
  const taken = new Set(textOf(signs, 'strip'))
  const all = Array.from(text)
  let [from, to] = [0, all.length]
  while (side !== 'end' && from < to && taken.has(all[from] ?? '')) from++
  while (side !== 'start' && to > from && taken.has(all[to - 1] ?? '')) to--
  return all.slice(from, to).join('')
}

/** A text with a part of it replaced, everywhere or the first so many times. */
export function replaced(
  text: string,
  [old, by]: readonly [string, string],
  count: Value | undefined,
): string {
  const times = count === undefined || count === null ? -1 : wholeOf(count, 'replace')
  if (times < 0)
    return old === '' ? [by, ...Array.from(text, (sign) => sign + by)].join('') : text.split(old).join(by)
  const pieces = old === '' ? ['', ...Array.from(text), ''] : text.split(old)
  if (old === '') throw new TemplateMistake('replace with a count needs a text to be replaced.')
  return [pieces.slice(0, times + 1).join(by), ...pieces.slice(times + 1)].join(old)
}

export function capitalized(text: string): string {
  const [first = ''] = text
  return titleCased(first) + text.slice(first.length).toLowerCase()
}

/** Letters whose capital at the start of a word differs from the one among capitals. */
const titleCases: Readonly<Record<string, string>> = {
  ǆ: 'ǅ',
  ǅ: 'ǅ',
  Ǆ: 'ǅ',
  ǉ: 'ǈ',
  ǈ: 'ǈ',
  Ǉ: 'ǈ',
  ǌ: 'ǋ',
  ǋ: 'ǋ',
  Ǌ: 'ǋ',
  ǳ: 'ǲ',
  ǲ: 'ǲ',
  Ǳ: 'ǲ',
}

function titleCased(letter: string): string {
  const [first = '', ...others] = letter.toUpperCase()
  return titleCases[letter] ?? first + others.join('').toLowerCase()
}

function splitText(text: string, by: Value | undefined, most: number): string[] {
  if (by === undefined || by === null) return splitAtBlanks(text, most)
  const sign = textOf(by, 'split')
  if (sign === '') throw new TemplateMistake('split needs a separator that is not empty.')
  const pieces = text.split(sign)
  return most < 0 || pieces.length <= most + 1
    ? pieces
    : [...pieces.slice(0, most), pieces.slice(most).join(sign)]
}

function splitAtBlanks(text: string, most: number): string[] {
  let rest = text.replace(startOf, '')
  const pieces: string[] = []
  while (rest !== '' && (most < 0 || pieces.length < most)) {
    const [piece = ''] = rest.split(between, 1)
    pieces.push(piece)
    rest = rest.slice(piece.length).replace(startOf, '')
  }
  return most < 0 || rest === '' ? pieces : [...pieces, rest]
}

function splitFromEnd(text: string, by: Value | undefined, most: number): string[] {
  if (by === undefined || by === null) {
    if (most >= 0) throw new TemplateMistake('rsplit with a count needs a separator.')
    return splitAtBlanks(text, most)
  }
  const pieces = splitText(text, by, -1)
  const sign = textOf(by, 'rsplit')
  if (most < 0 || pieces.length <= most + 1) return pieces
  const cut = pieces.length - most
  return [pieces.slice(0, cut).join(sign), ...pieces.slice(cut)]
}

function limit(value: Value | undefined): number {
  return value === undefined ? -1 : wholeOf(value, 'split')
}

function affixes(value: Value | undefined): readonly string[] {
  const given = defined(value ?? null)
  return given instanceof Tuple
    ? given.items.map((item) => textOf(item, 'startswith'))
    : [textOf(given, 'startswith')]
}

function filled(text: string, [width, fill]: readonly (Value | undefined)[], side: 'start' | 'end'): string {
  const sign = fill === undefined ? ' ' : textOf(fill, 'the fill')
  if (Array.from(sign).length !== 1) throw new TemplateMistake('texts are filled with one sign.')
  const missing = sign.repeat(Math.max(0, wholeOf(width ?? null, 'the width') - Array.from(text).length))
  return side === 'start' ? missing + text : text + missing
}

/** A text in the middle of a width, filled with blanks or another sign. */
export function centred(text: string, width: Value | undefined, fill: Value | undefined): string {
  const room = Math.max(0, wholeOf(width ?? null, 'center') - Array.from(text).length)
  const before = Math.floor(room / 2) + (room & (wholeOf(width ?? null, 'center') & 1))
  const sign = fill === undefined ? ' ' : textOf(fill, 'the fill')
  return sign.repeat(before) + text + sign.repeat(room - before)
}

function zeroFilled(text: string, width: number): string {
  const [, sign = '', rest = ''] = /^([-+]?)([^]*)$/.exec(text) ?? []
  return sign + '0'.repeat(Math.max(0, width - Array.from(text).length)) + rest
}

function indexIn(text: string, part: Value | undefined, isLast = false): number {
  const found = isLast
    ? text.lastIndexOf(textOf(part ?? null, 'rfind'))
    : text.indexOf(textOf(part ?? null, 'find'))
  return found < 0 ? -1 : Array.from(text.slice(0, found)).length
}

function parted(text: string, sign: string, at: number): Value {
  if (sign === '') throw new TemplateMistake('partition needs a separator that is not empty.')
  return new Tuple([text.slice(0, at), sign, text.slice(at + sign.length)])
}

function timesIn(text: string, part: string): bigint {
  return BigInt(part === '' ? Array.from(text).length + 1 : text.split(part).length - 1)
}

/** Whether a text holds letters, and all of them are of one case. */
export function isCased(text: string, to: 'lower' | 'upper'): boolean {
  const has = to === 'lower' ? /\p{Lowercase}/u : /\p{Uppercase}/u
  const other = to === 'lower' ? /[\p{Uppercase}\p{Lt}]/u : /[\p{Lowercase}\p{Lt}]/u
  return has.test(text) && !other.test(text)
}

const methods: ReadonlyMap<string, Method> = new Map([
  method('upper', {}, (text) => text.toUpperCase()),
  method('lower', {}, (text) => text.toLowerCase()),
  method('casefold', {}, (text) => text.toUpperCase().toLowerCase()),
  method('capitalize', {}, capitalized),
  method('title', {}, (text) => text.replaceAll(/\p{L}+/gu, capitalized)),
  method('strip', { takes: ['chars'] }, (text, chars) => trimmed(text, chars)),
  method('lstrip', { takes: ['chars'] }, (text, chars) => trimmed(text, chars, 'start')),
  method('rstrip', { takes: ['chars'] }, (text, chars) => trimmed(text, chars, 'end')),
  method('replace', { needs: ['old', 'new'], takes: ['count'] }, (text, old, ...[by, count]) =>
    replaced(text, [textOf(old ?? null, 'replace'), textOf(by ?? null, 'replace')], count),
  ),
  method('split', { takes: ['sep', 'maxsplit'] }, (text, by, most) => splitText(text, by, limit(most))),
  method('rsplit', { takes: ['sep', 'maxsplit'] }, (text, by, most) => splitFromEnd(text, by, limit(most))),
  method('splitlines', {}, (text) => linesOf(text)),
  method('join', { needs: ['values'] }, (text, values) =>
    Array.from(iterate(values ?? null), (value) => textOf(value, 'join')).join(text),
  ),
  method('startswith', { needs: ['prefix'] }, (text, start) =>
    affixes(start).some((part) => text.startsWith(part)),
  ),
  method('endswith', { needs: ['suffix'] }, (text, end) => affixes(end).some((part) => text.endsWith(part))),
  method('removeprefix', { needs: ['prefix'] }, (text, start) => {
    const prefix = textOf(start ?? null, 'removeprefix')
    return text.startsWith(prefix) ? text.slice(prefix.length) : text
  }),
  method('removesuffix', { needs: ['suffix'] }, (text, end) => {
    const suffix = textOf(end ?? null, 'removesuffix')
    return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text
  }),
  method('find', { needs: ['sub'] }, (text, part) => BigInt(indexIn(text, part))),
  method('rfind', { needs: ['sub'] }, (text, part) => BigInt(indexIn(text, part, true))),
  method('index', { needs: ['sub'] }, (text, part) => {
    const found = indexIn(text, part)
    if (found < 0) throw new TemplateMistake('index does not find this text.')
    return BigInt(found)
  }),
  method('count', { needs: ['sub'] }, (text, part) => timesIn(text, textOf(part ?? null, 'count'))),
  method('partition', { needs: ['sep'] }, (text, by) => {
    const sign = textOf(by ?? null, 'partition')
    const at = text.indexOf(sign)
    return at < 0 ? new Tuple([text, '', '']) : parted(text, sign, at)
  }),
  method('rpartition', { needs: ['sep'] }, (text, by) => {
    const sign = textOf(by ?? null, 'rpartition')
    const at = text.lastIndexOf(sign)
    return at < 0 ? new Tuple(['', '', text]) : parted(text, sign, at)
  }),
  method('zfill', { needs: ['width'] }, (text, width) => zeroFilled(text, wholeOf(width ?? null, 'zfill'))),
  method('ljust', { needs: ['width'], takes: ['fillchar'] }, (text, ...given) => filled(text, given, 'end')),
  method('rjust', { needs: ['width'], takes: ['fillchar'] }, (text, ...given) =>
    filled(text, given, 'start'),
  ),
  method('center', { needs: ['width'], takes: ['fillchar'] }, centred),
  method('isdigit', {}, (text) => /^\p{Nd}+$/u.test(text)),
  method('isnumeric', {}, (text) => /^\p{N}+$/u.test(text)),
  method('isalpha', {}, (text) => /^\p{L}+$/u.test(text)),
  method('isalnum', {}, (text) => /^[\p{L}\p{N}]+$/u.test(text)),
  method('isspace', {}, (text) => new RegExp(`^[${blanks}]+$`).test(text)),
  method('isupper', {}, (text) => isCased(text, 'upper')),
  method('islower', {}, (text) => isCased(text, 'lower')),
  ['format', formatBraces],
])

const lineEnd = new RegExp(String.raw`\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]`)

/** The lines of a text, without an empty last one. */
export function linesOf(text: string): string[] {
  const lines = text.split(lineEnd)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** A method of a text, to be called. */
export function methodOfText(text: string, name: string): Callable | undefined {
  const found = methods.get(name)
  return found === undefined ? undefined : new Callable(name, (given) => found(text, given))
}
