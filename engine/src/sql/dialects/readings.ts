import { castTo } from '../translation/casts.js'
import { chosen } from '../translation/compile-expression.js'
import { type Compiled, kindAmong, unified, widenedTo } from '../translation/compiled.js'
import { addedInterval, moveByCounted, unitNamed } from '../translation/intervals.js'
import type { Compiling } from '../translation/compiling.js'
import {
  asDate,
  asTimestamp,
  boundariesBetween,
  fieldOf,
  partOf,
  startOf,
  weekdayFromSunday,
} from '../translation/moments.js'
import { asDouble, asWholeDecimal, rounded, roundedQuotient } from '../translation/numbers.js'
import { hasOneMatch, portableExpression } from '../translation/patterns.js'
import type { Call, Reading } from '../translation/source-dialect.js'
import { decimalOf, digitsOf, isDecimal, isNumber, type SqlType } from '../translation/sql-type.js'
import type { MomentPart } from '../translation/constructs.js'
import { kindOf } from '../translation/tree.js'

/** A function that means something: how it is written, and what it gives. */
export function reading(form: string, means: (call: Call) => Compiled): Reading {
  return { form, means }
}

/** A function that is refused, and what to write in its place. */
export function refused(form: string, instead: string): Reading {
  return { form, instead }
}

/** A function whose whole numbers do not divide as such, since the dialect gives them as decimals or doubles. */
export function dividesAsDecimals(integers: Reading): Reading {
  const { means } = integers
  if (means === undefined) return integers
  return { ...integers, means: (call) => asWholeDecimal(means(call), call.compiling) }
}

/** An argument that has to be of a type, or null. */
export function typed(call: Call, at: number, type: SqlType): string {
  const value = call.arg(at)
  const widened = widenedTo(value, type, call.compiling.to)
  return widened?.text ?? call.refuse(`Argument ${at + 1} has to be a ${type}, and it is a ${value.type}.`)
}

/** An argument that has to be a date or a timestamp; a text literal is read as one. */
export function moment(call: Call, at: number): Compiled {
  const value = call.arg(at)
  if (value.type === 'date' || value.type === 'timestamp') return value
  const { to } = call.compiling
  const read =
    value.type === 'null'
      ? { text: to.nothing('timestamp'), type: 'timestamp' as const }
      : (widenedTo(value, 'date', to) ?? widenedTo(value, 'timestamp', to))
  return read ?? call.refuse(`Argument ${at + 1} has to be a date or a timestamp, and it is a ${value.type}.`)
}

function numeric(call: Call, at: number): Compiled {
  const value = call.arg(at)
  if (isNumber(value.type)) return value
  if (value.type === 'null') return { text: call.compiling.to.nothing('integer'), type: 'integer' }
  return call.refuse(`Argument ${at + 1} has to be a number, and it is a ${value.type}.`)
}

const all = (call: Call): readonly Compiled[] => call.args.map((_arg, at) => call.arg(at))

function ofOneType(call: Call, values: readonly Compiled[]): readonly Compiled[] {
  return unified(values, call.compiling.to) ?? call.refuse('Its arguments have to be of one type: cast them.')
}

const typeOf = (values: readonly Compiled[]): SqlType => values[0]?.type ?? 'null'

// Choosing

export const coalesce = (form = 'coalesce(a, b, …)'): Reading =>
  reading(form, (call) => {
    const values = ofOneType(call, all(call))
    return {
      text: `coalesce(${values.map(({ text }) => text).join(', ')})`,
      type: typeOf(values),
      ...kindAmong(values),
    }
  })

/** The first value, null where it equals the other; it is of the type of the first, or of both. */
export const nullIf = ({ type: of }: { readonly type: 'of the first' | 'of both' }): Reading =>
  reading('nullif(a, b)', (call) => {
    const values = ofOneType(call, [call.arg(0), call.arg(1)])
    const { to } = call.compiling
    const given = call.arg(0)
    const first = given.type === 'null' || of === 'of both' ? (values[0] ?? given) : given
    const isSame = values.map(({ text }) => text).join(' = ')
    return {
      text: `(CASE WHEN ${isSame} THEN ${to.nothing(first.type)} ELSE ${first.text} END)`,
      type: first.type,
      ...kindAmong([first]),
    }
  })

export const ifThen = (form: string): Reading =>
  reading(form, (call) => {
    const when = call.arg(0)
    if (when.type !== 'boolean') return call.refuse('Its first argument has to be a condition.')
    const otherwise = call.args.length > 2 ? call.arg(2) : ({ text: '', type: 'null' } as const)
    return chosen([when.condition ?? when.text], [call.arg(1), otherwise], {
      compiling: call.compiling,
      tree: call.args[0],
    })
  })

/** `nvl2(value, where given, where null)` */
export const nvl2: Reading = reading('nvl2(value, given, missing)', (call) =>
  chosen([`${call.arg(0).text} IS NOT NULL`], [call.arg(1), call.arg(2)], {
    compiling: call.compiling,
    tree: call.args[0],
  }),
)

/** The greatest or the least of the arguments: nulls count for nothing, or make it null. */
export const extreme = (name: 'greatest' | 'least', { nullWins }: { readonly nullWins: boolean }): Reading =>
  reading(`${name}(a, b, …)`, (call) => {
    const values = ofOneType(call, all(call))
    const { to } = call.compiling
    const type = typeOf(values)
    const order = (text: string) => (type === 'text' ? to.sortable(text) : text)
    const sign = name === 'greatest' ? '>=' : '<='
    const [first, ...rest] = values.map(({ text }) => text)
    const text = rest.reduce(
      (one, other) => {
        const chooses = `WHEN ${order(one)} ${sign} ${order(other)} THEN ${one}`
        if (nullWins)
          return `(CASE ${chooses} WHEN ${one} IS NULL OR ${other} IS NULL THEN ${to.nothing(type)} ELSE ${other} END)`
        return `(CASE WHEN ${one} IS NULL THEN ${other} WHEN ${other} IS NULL THEN ${one} ${chooses} ELSE ${other} END)`
      },
      first ?? to.nothing(type),
    )
    return { text, type, ...kindAmong(values) }
  })

/** `decode(value, search, result, …, default)`: nulls agree. */
export const decode: Reading = reading('decode(value, search, result, …, default)', (call) => {
  const [value, ...rest] = all(call)
  if (value === undefined) return call.refuse('It needs a value.')
  const conditions: string[] = []
  const results: Compiled[] = []
  for (let at = 0; at + 1 < rest.length; at += 2) {
    const pair = ofOneType(call, [value, rest[at] ?? value])
    conditions.push(`${pair[0]?.text ?? ''} IS NOT DISTINCT FROM ${pair[1]?.text ?? ''}`)
    results.push(rest[at + 1] ?? value)
  }
  const otherwise: Compiled = rest.length % 2 === 1 ? (rest.at(-1) ?? value) : { text: '', type: 'null' }
  return chosen(conditions, [...results, otherwise], { compiling: call.compiling, tree: call.args[0] })
})

// Texts

type TextConstruct = 'upper' | 'lower' | 'reversed' | 'md5'

export const ofText = (form: string, construct: TextConstruct): Reading =>
  reading(form, (call) => ({ text: call.compiling.to[construct](typed(call, 0, 'text')), type: 'text' }))

/** `upper(text)` where each letter becomes one letter, and ß stays as it is. */
export const upperWithSharpS: Reading = reading('upper(text)', (call) => {
  const { to } = call.compiling
  const [sharp, placeholder] = [to.literal('ß', 'text'), to.literal('\u{10fffd}', 'text')]
  const upper = to.upper(to.replaced(typed(call, 0, 'text'), sharp, placeholder))
  return { text: to.replaced(upper, placeholder, sharp), type: 'text' }
})

export const length = (form = 'length(text)'): Reading =>
  reading(form, (call) => ({ text: call.compiling.to.length(typed(call, 0, 'text')), type: 'integer' }))

export const trim = (
  form: string,
  side: 'trimmed' | 'trimmedStart' | 'trimmedEnd',
  { blanks }: { readonly blanks?: string } = {},
): Reading =>
  reading(form, (call) => {
    const usual = blanks === undefined ? [] : [call.compiling.to.literal(blanks, 'text')]
    const characters = call.args.length > 1 ? [typed(call, 1, 'text')] : usual
    return { text: call.compiling.to[side](typed(call, 0, 'text'), ...characters), type: 'text' }
  })

export const replace: Reading = reading('replace(text, part, by)', (call) => {
  const part = call.arg(1)
  if (part.literal === '') return call.refuse('Its second argument is empty.')
  if (part.literal === undefined) return call.refuse('Write its second argument out in quotes.')
  return {
    text: call.compiling.to.replaced(typed(call, 0, 'text'), typed(call, 1, 'text'), typed(call, 2, 'text')),
    type: 'text',
  }
})

/** `substring(text, start, length)` whose numbers are written out. */
export const substring = (
  form: string,
  edges: {
    readonly negative: 'from the end' | 'before the start' | 'refused'
    readonly zero: 'first' | 'before the start'
    /** Where a negative start lies that is before the text: at its first letter, or as far before it. */
    readonly beyond?: 'first' | 'before the start'
  },
): Reading =>
  reading(form, (call) => {
    const { to } = call.compiling
    const text = typed(call, 0, 'text')
    const whole = (count: number) => to.literal(String(count), 'integer')
    const start = call.number(1) ?? call.refuse(`It needs a start: ${form}.`)
    const length = call.number(2)
    if (length !== undefined && length < 0)
      return call.refuse('A length below 0 is an error in some dialects.')
    const from = start === 0 && edges.zero === 'first' ? 1 : start
    if (from >= 1) return slice(from, length)
    if (from < 0 && edges.negative === 'refused') return call.refuse('Its start is below 1.')
    if (from < 0 && edges.negative === 'from the end') return fromEnd(-from, length)
    return slice(1, length === undefined ? undefined : Math.max(0, length + from - 1))

    function slice(first: number, count: number | undefined): Compiled {
      const bounds = [whole(first), ...(count === undefined ? [] : [whole(count)])]
      return { text: to.slice(text, ...bounds), type: 'text' }
    }

    function fromEnd(back: number, count: number | undefined): Compiled {
      const size = to.length(text)
      const first = `(CASE WHEN ${size} >= ${whole(back)} THEN ${to.wholeSum(to.wholeDifference(size, whole(back)), whole(1))} ELSE ${whole(1)} END)`
      const missing = `(CASE WHEN ${size} >= ${whole(back)} THEN ${whole(0)} ELSE ${to.wholeDifference(whole(back), size)} END)`
      if (count === undefined) return { text: to.slice(text, first), type: 'text' }
      if (edges.beyond === 'first') return { text: to.slice(text, first, whole(count)), type: 'text' }
      const kept = to.wholeDifference(whole(count), missing)
      return {
        text: to.slice(text, first, `(CASE WHEN ${kept} > ${whole(0)} THEN ${kept} ELSE ${whole(0)} END)`),
        type: 'text',
      }
    }
  })

/** `left(text, n)` and `right(text, n)` with a number that is written out; below 0 it says how many are left out. */
export const side = (
  name: 'left' | 'right',
  {
    leavesOut = false,
    form = `${name}(text, length)`,
  }: { readonly leavesOut?: boolean; readonly form?: string } = {},
): Reading =>
  reading(form, (call) => {
    const { to } = call.compiling
    const text = typed(call, 0, 'text')
    const count = call.number(1) ?? call.refuse('It needs a length.')
    if (count < 0 && !leavesOut) return call.refuse('Its length is below 0.')
    const whole = (number: number) => to.literal(String(number), 'integer')
    if (count < 0 && name === 'right') return { text: to.slice(text, whole(1 - count)), type: 'text' }
    if (count < 0) {
      const size = to.length(text)
      const kept = `(CASE WHEN ${size} > ${whole(-count)} THEN ${to.wholeDifference(size, whole(-count))} ELSE ${whole(0)} END)`
      return { text: to.slice(text, whole(1), kept), type: 'text' }
    }
    if (name === 'left') return { text: to.slice(text, whole(1), whole(count)), type: 'text' }
    const size = to.length(text)
    const first = `(CASE WHEN ${size} > ${whole(count)} THEN ${to.wholeSum(to.wholeDifference(size, whole(count)), whole(1))} ELSE ${whole(1)} END)`
    return { text: to.slice(text, first, whole(count)), type: 'text' }
  })

/** `lpad` and `rpad`: filled up, or cut, to a length that is written out. */
export const padded = (name: 'lpad' | 'rpad'): Reading =>
  reading(`${name}(text, length, fill)`, (call) => {
    const { to } = call.compiling
    const text = typed(call, 0, 'text')
    const size = call.number(1) ?? call.refuse('It needs a length.')
    const fill =
      call.args.length > 2 ? (call.arg(2).literal ?? call.refuse('Write the fill out in quotes.')) : ' '
    if (size < 0 || fill === '') return call.refuse('It needs a length from 0 and a fill.')
    return { text: filled(to, text, { size, fill, atStart: name === 'lpad' }), type: 'text' }
  })

function filled(
  to: Call['compiling']['to'],
  text: string,
  { size, fill, atStart }: { readonly size: number; readonly fill: string; readonly atStart: boolean },
): string {
  const whole = (number: number) => to.literal(String(number), 'integer')
  const filling = Array.from(fill.repeat(Math.ceil(size / Array.from(fill).length) + 1))
    .slice(0, size)
    .join('')
  const missing = to.wholeDifference(whole(size), to.length(text))
  const head = to.slice(to.literal(filling, 'text'), whole(1), missing)
  const parts = atStart ? [head, text] : [text, head]
  return `(CASE WHEN ${to.length(text)} >= ${whole(size)} THEN ${to.slice(text, whole(1), whole(size))} ELSE ${to.concatenation(...parts)} END)`
}

/** A whole number of at least so many digits; for numbers from 0. */
export function withZeros(call: Call, number: string, size: number): string {
  const { to } = call.compiling
  const text = to.texted(number, 'integer')
  const whole = (count: number) => to.literal(String(count), 'integer')
  const zeros = to.concatenation(to.literal('0'.repeat(size), 'text'), text)
  const first = to.wholeSum(to.wholeDifference(to.length(zeros), whole(size)), whole(1))
  return `(CASE WHEN ${to.length(text)} >= ${whole(size)} THEN ${text} ELSE ${to.slice(zeros, first)} END)`
}

/** `concat(a, b, …)`: what is null counts as nothing, or makes it null. */
export const concat = ({
  nullWins,
  takesTruth = true,
}: {
  readonly nullWins: boolean
  readonly takesTruth?: boolean
}): Reading =>
  reading('concat(a, b, …)', (call) => {
    const { to } = call.compiling
    const texts = all(call).map((value) => {
      if (!takesTruth && value.type === 'boolean')
        return call.refuse('It writes true as t: cast the condition to text first.')
      const text = castTo(value, 'text', { compiling: call.compiling, tree: call.args[0] })
      const given = text.type === 'text' ? text.text : to.nothing('text')
      return nullWins ? given : `coalesce(${given}, ${to.literal('', 'text')})`
    })
    return { text: to.concatenation(...texts), type: 'text' }
  })

/** `concat_ws(separator, a, b, …)`: nulls are left out with their separators. */
export const concatWithSeparator: Reading = reading('concat_ws(separator, a, b, …)', (call) => {
  const { to } = call.compiling
  const mark = typed(call, 0, 'text')
  const texts = call.args.slice(1).map((_arg, at) => typed(call, at + 1, 'text'))
  if (texts.length === 0) return call.refuse('It needs texts behind the separator.')
  const none = to.literal('', 'text')
  const pieces = texts.map((text) => `coalesce(${to.concatenation(mark, text)}, ${none})`)
  const first = to.wholeSum(to.length(mark), to.literal('1', 'integer'))
  return {
    text: `(CASE WHEN ${mark} IS NOT NULL THEN ${to.slice(to.concatenation(...pieces, none), first)} END)`,
    type: 'text',
  }
})

/** `make_date(year, month, day)`; a day that there is not is an error. */
export const madeDate = (form = 'make_date(year, month, day)'): Reading =>
  reading(form, (call) => {
    const { to } = call.compiling
    const digits = [4, 2, 2].map((size, at) => withZeros(call, typed(call, at, 'integer'), size))
    const dash = to.literal('-', 'text')
    const [year = '', month = '', day = ''] = digits
    return { text: to.parsed(to.concatenation(year, dash, month, dash, day), 'date'), type: 'date' }
  })

/** Seconds since 1970-01-01 00:00, or of the minute, as a decimal with six places. */
export const exactSeconds =
  (of: 'the epoch' | 'the minute') =>
  (value: Compiled, compiling: Compiling): Compiled => {
    const { to } = compiling
    const counted =
      of === 'the epoch'
        ? to.microseconds(asTimestamp(value, compiling) ?? value.text)
        : to.wholeSum(
            to.wholeProduct(partOf('second', value, compiling).text, to.literal('1000000', 'integer')),
            partOf('microsecond', value, compiling).text,
          )
    const type: SqlType = 'decimal(25,6)'
    const text = to.decimalProduct(
      to.widened(counted, 'integer', 'decimal(19,0)'),
      to.literal('0.000001', 'decimal(7,6)'),
      type,
    )
    return { text, type }
  }

/** Seconds since 1970-01-01 00:00. */
export function secondsOf(value: Compiled, compiling: Compiling): Compiled {
  const { to } = compiling
  const counted = to.microseconds(asTimestamp(value, compiling) ?? value.text)
  const divisor = to.literal('1000000', 'double')
  return { text: to.quotient(to.widened(counted, 'integer', 'double'), divisor), type: 'double' }
}

export const startsWith = (form: string): Reading =>
  reading(form, (call) => {
    const { to } = call.compiling
    const [text, part] = [typed(call, 0, 'text'), typed(call, 1, 'text')]
    return {
      text: to.truth(`${to.slice(text, to.literal('1', 'integer'), to.length(part))} = ${part}`),
      type: 'boolean',
    }
  })

export const endsWith = (form: string): Reading =>
  reading(form, (call) => {
    const { to } = call.compiling
    const [text, part] = [typed(call, 0, 'text'), typed(call, 1, 'text')]
    return {
      text: to.truth(
        `${to.slice(to.reversed(text), to.literal('1', 'integer'), to.length(part))} = ${to.reversed(part)}`,
      ),
      type: 'boolean',
    }
  })

/** Where a part stands in a text, 0 where it does not; `order` says which argument is the text. */
export const positionIn = (form: string, order: 'text first' | 'part first'): Reading =>
  reading(form, (call) => {
    const [text, part] = order === 'text first' ? [0, 1] : [1, 0]
    if (call.args.length > 2) return call.refuse('Leave its start out, or cut the text first.')
    return {
      text: call.compiling.to.positionOf(typed(call, text, 'text'), typed(call, part, 'text')),
      type: 'integer',
    }
  })

export const contains = (form: string): Reading =>
  reading(form, (call) => {
    const { to } = call.compiling
    return {
      text: to.truth(`${to.positionOf(typed(call, 0, 'text'), typed(call, 1, 'text'))} > 0`),
      type: 'boolean',
    }
  })

export const repeat: Reading = reading('repeat(text, times)', (call) => {
  const times = call.number(1) ?? call.refuse('It needs a number.')
  if (times < 0 || times > 1000) return call.refuse('It repeats 0 to 1000 times.')
  return {
    text: call.compiling.to.repeated(
      typed(call, 0, 'text'),
      call.compiling.to.literal(String(times), 'integer'),
    ),
    type: 'text',
  }
})

// Regular expressions

function expression(call: Call, at: number): string {
  const written = call.arg(at).literal ?? call.refuse('Write the regular expression out in quotes.')
  return (
    portableExpression(written, call.compiling.from.expressions) ??
    call.refuse(
      'Use what every engine reads alike: no lazy repeats, no \\b, no look-around, no back-references, no [:classes:]; where words follow the locale, [A-Za-z0-9_] for \\w.',
    )
  )
}

export const regexpMatches = (form: string, { whole }: { readonly whole: boolean }): Reading =>
  reading(form, (call) => {
    if (call.args.length > 2) return call.refuse('Leave its flags out.')
    const { to } = call.compiling
    const written = expression(call, 1)
    const anchored = whole ? `^(?:${written})$` : written
    return {
      text: to.truth(to.matches(typed(call, 0, 'text'), to.literal(anchored, 'text'))),
      type: 'boolean',
    }
  })

export const regexpReplace = (form: string, every: 'always' | 'first' | 'with g'): Reading =>
  reading(form, (call) => {
    const { to } = call.compiling
    const written = expression(call, 1)
    const by =
      call.args.length > 2 ? (call.arg(2).literal ?? call.refuse('Write the replacement out in quotes.')) : ''
    if (/[\\$&]/.test(by))
      return call.refuse('Its replacement may hold no \\, $ or &: dialects read them differently.')
    if (!hasOneMatch(written))
      return call.refuse('Alternatives (a|b) may match differently: write one call for each.')
    const flags = call.args.length > 3 ? call.word(3) : ''
    if (every !== 'with g' && flags !== '') return call.refuse('Leave its flags out.')
    if (!['', 'g'].includes(flags)) return call.refuse("Its only flag here is 'g'.")
    const isEvery = every === 'always' || flags === 'g'
    if (isEvery && new RegExp(`^(?:${written})$`, 's').test(''))
      return call.refuse('Its expression matches nothing at all, too: write + where it says *.')
    const print = isEvery ? to.everyMatchReplaced : to.firstMatchReplaced
    return {
      text: print(typed(call, 0, 'text'), to.literal(written, 'text'), to.literal(by, 'text')),
      type: 'text',
    }
  })

/** The first match, and what is given where there is none. */
export const regexpExtract = (form: string, none: 'null' | 'empty'): Reading =>
  reading(form, (call) => {
    const { to } = call.compiling
    const written = expression(call, 1)
    if (call.args.length > 2 && call.number(2) !== 0) return call.refuse('Ask for the whole match only.')
    if (/(?<!\\)\((?!\?:)/.test(written))
      return call.refuse('Write groups as (?:…): what a group gives differs.')
    if (!hasOneMatch(written))
      return call.refuse('Alternatives (a|b) may match differently: write one call for each.')
    const text = typed(call, 0, 'text')
    const found = to.firstMatch(text, to.literal(written, 'text'))
    const empty = `(CASE WHEN ${text} IS NOT NULL THEN coalesce(${found}, ${to.literal('', 'text')}) END)`
    return { text: none === 'null' ? found : empty, type: 'text' }
  })

/** `split_part(text, delimiter, n)` with n from 1 that is written out; empty where there are fewer parts. */
export const splitPart: Reading = reading('split_part(text, delimiter, n)', (call) => {
  const { to } = call.compiling
  const text = typed(call, 0, 'text')
  const delimiter = call.arg(1).literal ?? call.refuse('Write the delimiter out in quotes.')
  const wanted = call.number(2) ?? call.refuse('It needs a number.')
  if (wanted < 1 || wanted > 9 || delimiter === '')
    return call.refuse('It gives parts 1 to 9, by a delimiter that is not empty.')
  const whole = (count: number) => to.literal(String(count), 'integer')
  const mark = to.literal(delimiter, 'text')
  const step = whole(Array.from(delimiter).length)
  let rest = text
  for (let part = 1; part < wanted; part += 1) {
    const at = to.positionOf(rest, mark)
    rest = `(CASE WHEN ${at} > 0 THEN ${to.slice(rest, to.wholeSum(at, step))} WHEN ${text} IS NOT NULL THEN ${to.literal('', 'text')} END)`
  }
  const end = to.positionOf(rest, mark)
  return {
    text: `(CASE WHEN ${end} > 0 THEN ${to.slice(rest, whole(1), to.wholeDifference(end, whole(1)))} ELSE ${rest} END)`,
    type: 'text',
  }
})

// Numbers

/** `div0(a, b)`: the quotient, and 0 where it is divided by 0. */
export const quotientOrZero: Reading = reading('div0(a, b)', (call) => {
  const { compiling } = call
  const { from, to } = compiling
  const [left, right] = [numeric(call, 0), numeric(call, 1)]
  const zero = to.widened(to.literal('0', 'integer'), 'integer', right.type)
  const divisor = { ...right, text: `nullif(${right.text}, ${zero})` }
  const quotient = from.quotient(left, divisor, compiling) ?? call.refuse('Divide numbers.')
  const none: Compiled = { text: to.literal('0', 'integer'), type: 'integer' }
  const isZero = `${right.text} = ${zero} AND ${left.text} IS NOT NULL`
  return chosen([isZero], [none, quotient], { compiling, tree: call.args[0] })
})

export const absolute: Reading = reading('abs(number)', (call) => {
  const { text, type, kind } = numeric(call, 0)
  return { text: call.compiling.to.absolute(text), type, ...(kind !== undefined && { kind }) }
})

export const sign: Reading = reading('sign(number)', (call) => ({
  text: call.compiling.to.sign(numeric(call, 0).text),
  type: 'integer',
}))

/** A whole number as a double, or a number as a decimal where it is rounded to more places than it has. */
function numberFor(value: Compiled, places: number | undefined, compiling: Compiling): Compiled {
  if (places === undefined) return value.type === 'integer' ? asDouble(value, compiling) : value
  const { precision, scale } = digitsOf(value.type) ?? { precision: 0, scale: 0 }
  const isWidened = precision > 0 && places >= 0 && (value.type === 'integer' || places > scale)
  if (!isWidened) return value
  const type = decimalOf({ precision: precision - scale + places, scale: places })
  return { text: compiling.to.widened(value.text, value.type, type), type }
}

/** A function of numbers that takes whole numbers for doubles, and for decimals where it has places. */
export const wholesAsDoubles = (other: Reading): Reading =>
  reading(other.form, (call) => {
    const { compiling } = call
    const places = call.args.length > 1 ? call.number(1) : undefined
    const arg = (at: number) => (at === 0 ? numberFor(call.arg(0), places, compiling) : call.arg(at))
    return other.means?.({ ...call, arg }) ?? call.refuse('It is not known.')
  })

type Doubling = 'power' | 'squareRoot' | 'exponential' | 'naturalLogarithm'

export const ofDoubles = (
  form: string,
  construct: Doubling,
  {
    decimals = 'as doubles',
    outOfRange = 'infinite or 0',
  }: {
    readonly decimals?: 'as doubles' | 'refused'
    readonly outOfRange?: 'infinite or 0' | 'an error'
  } = {},
): Reading =>
  reading(form, (call) => {
    if (decimals === 'refused' && call.args.some((_arg, at) => isDecimal(numeric(call, at).type)))
      return call.refuse('Of decimals it gives one with places of its own: cast to a double.')
    const found = ofDouble(call, construct)
    return outOfRange === 'an error' ? withinRange(found, call) : found
  })

/** A result that is an error where it is infinite, or 0, and the arguments are neither. */
function withinRange(found: Compiled, call: Call): Compiled {
  const { to } = call.compiling
  const double = (text: string) => to.literal(text, 'double')
  const isPlain = (text: string) => `abs(${text}) < ${double('Infinity')}`
  const args = call.args.map((_arg, at) => asDouble(numeric(call, at), call.compiling).text)
  // Only the first of two arguments, the base, makes a 0 of 0.
  const [base = '', ...exponents] = args
  const isRight = `${isPlain(found.text)} AND (${found.text} <> ${double('0')}${exponents.length > 0 ? ` OR ${base} = ${double('0')}` : ''})`
  const divisor = `(CASE WHEN ${args.map(isPlain).join(' AND ')} AND NOT (${isRight}) THEN ${double('0')} ELSE ${double('1')} END)`
  return { text: to.quotientOrError(found.text, divisor), type: 'double' }
}

function ofDouble(call: Call, construct: Doubling): Compiled {
  return {
    text: call.compiling.to[construct](
      ...call.args.map((_arg, at) => asDouble(numeric(call, at), call.compiling).text),
    ),
    type: 'double',
  }
}

/** The logarithm to base 10. */
export const commonLogarithm = (
  form: string,
  { decimals = 'as doubles' }: { readonly decimals?: 'as doubles' | 'refused' } = {},
): Reading =>
  reading(form, (call) => {
    if (decimals === 'refused' && isDecimal(numeric(call, 0).type))
      return call.refuse('Of a decimal it gives one with places of its own: cast to a double.')
    if (call.args.length > 1) return call.refuse('Divide ln(x) by ln(base).')
    const { to } = call.compiling
    const of = (value: string) => to.naturalLogarithm(value)
    return {
      text: `(${of(asDouble(numeric(call, 0), call.compiling).text)} / ${of(to.literal('10', 'double'))})`,
      type: 'double',
    }
  })

/** `round` and `trunc` with places that are written out; halves go away from 0. */
export const round = (
  form: string,
  {
    isCut = false,
    doubleHalves = 'away',
  }: { readonly isCut?: boolean; readonly doubleHalves?: 'away' | 'even' | 'multiplied' } = {},
): Reading =>
  reading(form, (call) => {
    const places = call.number(1) ?? 0
    const quotient = isCut ? undefined : roundedQuotient(call.args[0], places, call.compiling)
    if (quotient !== undefined) return quotient
    const number = numeric(call, 0)
    if (number.type === 'double' && places !== 0 && doubleHalves === 'multiplied')
      return doubleToPlaces(number, places, call.compiling)
    if (number.type === 'double' && places === 0 && doubleHalves === 'even')
      return { text: call.compiling.to.doubleRoundedToEven(number.text), type: 'double' }
    const value = rounded(number, places, { compiling: call.compiling, isCut })
    return (
      value ??
      call.refuse(
        'Cast a double to a decimal before it is rounded to places, such as CAST(x AS DECIMAL(18, 6)); round to 0 places or more.',
      )
    )
  })

/** A double that is multiplied by a power of ten, rounded, and divided again. */
function doubleToPlaces({ text }: Compiled, places: number, { to }: Compiling): Compiled {
  const power = to.literal(`1e${Math.abs(places)}`, 'double')
  const [before, after] = places > 0 ? ['*', '/'] : ['/', '*']
  return { text: `(${to.doubleRounded(`(${text} ${before} ${power})`)} ${after} ${power})`, type: 'double' }
}

export const floorOrCeiling = (form: string, which: 'Floor' | 'Ceiling'): Reading =>
  reading(form, (call) => {
    if (call.args.length > 1) return call.refuse('Leave its second argument out.')
    const value = numeric(call, 0)
    const { to } = call.compiling
    if (value.type === 'integer') return value
    if (value.type === 'double') return { text: to[`double${which}`](value.text), type: 'double' }
    const digits = digitsOf(value.type)
    const type: SqlType = `decimal(${Math.max(1, Math.min(38, (digits?.precision ?? 38) - (digits?.scale ?? 0) + 1))},0)`
    return { text: to.widened(to[`decimal${which}`](value.text, value.type), 'decimal(38,0)', type), type }
  })

// Days and moments

export const part = (form: string, which: MomentPart): Reading =>
  reading(form, (call) => partOf(which, moment(call, 0), call.compiling))

/** A weekday that starts on Sunday with the number given. */
export const weekday = (form: string, sunday: number): Reading =>
  reading(form, (call) => weekdayFromSunday(moment(call, 0), call.compiling, sunday))

/** `date_part('part', value)` */
export const datePart = (
  form: string,
  { as = 'integer' }: { readonly as?: 'integer' | 'double' } = {},
): Reading =>
  reading(form, (call) => {
    const options = { compiling: call.compiling, tree: call.args[1] }
    const found = fieldOf(call.word(0), moment(call, 1), options)
    return as === 'double' ? asDouble(found, call.compiling) : found
  })

export interface Truncation {
  /** What a date becomes; a timestamp stays one unless `always` says otherwise. */
  readonly date: 'date' | 'timestamp'
  readonly always?: 'date'
  readonly unitAt: 0 | 1
  readonly weekStarts?: number
}

export const truncate = (form: string, { date, always, unitAt, weekStarts }: Truncation): Reading =>
  reading(form, (call) => {
    const value = moment(call, unitAt === 0 ? 1 : 0)
    const unit = unitNamed(call.word(unitAt)) ?? call.refuse('Its unit is not known.')
    const as = always ?? (value.type === 'date' ? date : 'timestamp')
    const options = { compiling: call.compiling, as, ...(weekStarts === undefined ? {} : { weekStarts }) }
    const found =
      startOf(unit, value, options) ??
      call.refuse('Use year, quarter, month, week, day, hour, minute or second.')
    // Where a date becomes an instant, its text has an offset.
    return value.type === 'date' && as === 'timestamp' && call.compiling.from.hasOwnPlaces
      ? { ...found, kind: 'mixed text' }
      : found
  })

export interface Difference {
  readonly unitAt: 0 | 2
  /** Which comes first. */
  readonly order: 'earlier first' | 'later first'
  readonly weekStarts?: number | 'whole'
  /** Why weeks are refused. */
  readonly noWeeks?: string
}

export const difference = (form: string, { unitAt, order, weekStarts, noWeeks }: Difference): Reading =>
  reading(form, (call) => {
    const unit = unitNamed(call.word(unitAt)) ?? call.refuse('Its unit is not known.')
    if (unit === 'week' && noWeeks !== undefined) return call.refuse(noWeeks)
    const [one, other] =
      unitAt === 0 ? [moment(call, 1), moment(call, 2)] : [moment(call, 0), moment(call, 1)]
    const pair = order === 'earlier first' ? ([one, other] as const) : ([other, one] as const)
    const options = { compiling: call.compiling, ...(weekStarts === undefined ? {} : { weekStarts }) }
    return (
      boundariesBetween(unit, pair, options) ??
      call.refuse('Use year, quarter, month, week, day, hour, minute or second.')
    )
  })

/** `date_add(value, INTERVAL …)` and `date_sub(value, INTERVAL …)`. */
export const movedBy = (
  form: string,
  sign: '+' | '-',
  { keepsDates = false }: { readonly keepsDates?: boolean } = {},
): Reading =>
  reading(form, (call) => {
    const { compiling } = call
    const [left, right] = call.args
    const moved = addedInterval(sign, { left, right, tree: left }, compiling)
    if (moved === undefined) return call.refuse(`Write an interval: ${form}.`)
    if (!keepsDates || call.arg(0).type !== 'date' || moved.type === 'date') return moved
    if (/hour|minute|second/i.test(JSON.stringify(kindOf(right).parts['unit'] ?? '')))
      return call.refuse('A date has no time of day: cast it to a timestamp.')
    return { text: compiling.to.dateOf(moved.text), type: 'date' }
  })

/** `addDays(value, n)`: so many of one unit later, or earlier. */
export const later = (form: string, unit: string, sign: '+' | '-' = '+'): Reading =>
  reading(form, (call) => {
    const count = call.arg(1)
    const moved = moveByCounted(moment(call, 0), { count, unit }, { sign, compiling: call.compiling })
    return moved ?? call.refuse('It is for dates and timestamps, and a whole number.')
  })

/** `dateadd(unit, n, value)` */
export const added = (
  form: string,
  at: { readonly unit: number; readonly count: number; readonly value: number },
): Reading =>
  reading(form, (call) => {
    const unit = unitNamed(call.word(at.unit)) ?? call.refuse('Its unit is not known.')
    const options = { sign: '+', compiling: call.compiling } as const
    const moved = moveByCounted(moment(call, at.value), { count: call.arg(at.count), unit }, options)
    return moved ?? call.refuse('It is for dates and timestamps, and a whole number.')
  })

export const lastDay = (form = 'last_day(date)'): Reading =>
  reading(form, (call) => {
    if (call.args.length > 1) return call.refuse('Leave its unit out: it is the month.')
    const { compiling } = call
    const { to } = compiling
    const date = asDate(moment(call, 0), compiling) ?? call.refuse('It is for dates and timestamps.')
    const whole = (count: number) => to.literal(String(count), 'integer')
    const next = to.monthsLater(to.startOf('month', date, 'date'), whole(1), 'date')
    return { text: to.daysLater(next, whole(-1), 'date'), type: 'date' }
  })

export const toDate = (form: string): Reading =>
  reading(form, (call) => {
    if (call.args.length > 1) return call.refuse("Cast text of the form '2025-12-31': CAST(x AS DATE).")
    return castTo(call.arg(0), 'date', { compiling: call.compiling, tree: call.args[0] })
  })
