import { type Compiled, literalOf, widenedTo } from './compiled.js'
import { type Compiling, Untranslated } from './compiling.js'
import { roundedDecimal, wholeNumber } from './numbers.js'
import { digitsOf, isDecimal, isNumber, type SqlType } from './sql-type.js'
import { firstOffset, isParts, type Tree } from './tree.js'

const named: Readonly<Record<string, SqlType>> = {
  var_char: 'text',
  text: 'text',
  string: 'text',
  nvarchar: 'text',
  int: 'integer',
  big_int: 'integer',
  double: 'double',
  boolean: 'boolean',
  bool: 'boolean',
  date: 'date',
}

const custom: Readonly<Record<string, SqlType>> = {
  int64: 'integer',
  float64: 'double',
  float8: 'double',
  string: 'text',
  int8: 'integer',
  bool: 'boolean',
  datetime: 'timestamp',
  timestamp_ntz: 'timestamp',
  timestamp_tz: 'instant',
  timestamptz: 'instant',
  date32: 'date',
  nullable: 'text',
}

/** The type that a cast names. */
export function typeNamed(to: Tree, compiling: Compiling, tree: Tree): SqlType {
  const parts = isParts(to) ? to : {}
  const kind = String(parts['data_type'])
  const refuse = (advice: string): never => {
    throw new Untranslated(`CAST AS ${kind}`, firstOffset(tree), advice)
  }
  if (kind === 'decimal' || kind === 'numeric') {
    const { plainDecimal } = compiling.from
    const precision = Number(parts['precision'] ?? plainDecimal?.precision)
    const scale = Number(parts['scale'] ?? (parts['precision'] == null ? plainDecimal?.scale : 0))
    if (!Number.isInteger(precision) || !Number.isInteger(scale))
      return refuse('Say its digits: DECIMAL(18, 2).')
    if (precision > 38) return refuse('A decimal has at most 38 digits here.')
    return `decimal(${precision},${scale})`
  }
  if ((kind === 'var_char' || kind === 'char') && parts['length'] != null)
    return refuse('A text without a length is the same everywhere: cast to VARCHAR, and cut with substring.')
  if (kind === 'timestamp') return parts['timezone'] === true ? 'instant' : 'timestamp'
  const type = kind === 'custom' ? custom[String(parts['name']).toLowerCase()] : named[kind]
  return type ?? refuse('Cast to text, bigint, decimal(18, 2), double, boolean, date or timestamp.')
}

interface Casting {
  readonly compiling: Compiling
  readonly tree: Tree
  /** Whether text that is no such value gives null instead of an error. */
  readonly isTried?: boolean
}

/** A whole number as one of 32 bits; beyond them it is null where the cast is tried, else an error. */
export function asShortInteger(value: Compiled, { compiling, isTried = false }: Casting): Compiled {
  const { to } = compiling
  if (value.type !== 'integer') return value
  const [least, most] = ['-2147483648', '2147483647'].map((bound) => to.literal(bound, 'integer'))
  const fits = `(${value.text} >= ${String(least)} AND ${value.text} <= ${String(most)})`
  const text = isTried
    ? `(CASE WHEN ${fits} THEN ${value.text} END)`
    : `(CASE WHEN ${value.text} IS NULL THEN ${to.nothing('integer')} WHEN ${fits} THEN ${value.text} ELSE ${to.shortened(value.text)} END)`
  return { text, type: 'integer' }
}

/** A value as another type, as CAST has it. */
export function castTo(value: Compiled, type: SqlType, casting: Casting): Compiled {
  const { compiling, tree, isTried = false } = casting
  const { to } = compiling
  const refuse = (construct: string, advice: string): never => {
    throw new Untranslated(construct, firstOffset(tree), advice)
  }
  if (type === 'text' && value.kind === 'mixed text' && compiling.from.hasOwnPlaces)
    return refuse(
      `CAST(${value.type} AS text)`,
      'Its text differs from row to row: cast it to a date, or to a decimal with places, such as DECIMAL(18, 2), first.',
    )
  if (type === 'text' && isDecimal(value.type) && !compiling.from.writesAllPlaces)
    return refuse(
      `CAST(${value.type} AS text)`,
      'It writes no zeros at the end there: round it to a whole number, or leave it a number.',
    )
  if (value.type === type || value.type === 'null') return widenedTo(value, type, to) ?? value
  if (value.type === 'boolean' && type === 'text' && !compiling.from.writesTruth)
    return refuse('CAST(boolean AS text)', "It writes 1 there: use if(…, 'true', 'false').")
  if (value.type === 'text') return fromText(value, type, { ...casting, isTried })
  const found = isDecimal(type) ? decimalFrom(value, type, casting) : casts[type]?.(value, casting)
  return (
    found ??
    refuse(
      `CAST(${value.type} AS ${type})`,
      'This cast is not the same on every warehouse: cast to something else first.',
    )
  )
}

function fromText(value: Compiled, type: SqlType, casting: Required<Casting>): Compiled {
  const { compiling, tree, isTried } = casting
  const { from, to } = compiling
  const literal = value.literal === undefined ? undefined : literalOf(value.literal, type, to)
  if (literal !== undefined) return { ...literal, type }
  if (type === 'instant' || type === 'interval')
    throw new Untranslated(
      `CAST(text AS ${type})`,
      firstOffset(tree),
      'Declare the column with that type instead.',
    )
  if (isTried && type === 'timestamp')
    throw new Untranslated('TRY_CAST AS timestamp', firstOffset(tree), 'Try a cast to a date.')
  if (type === 'boolean') return { text: truthOf(value.text, casting), type }
  if (type === 'integer' && from.wholeFromText === 'rounded') {
    const exact: SqlType = 'decimal(38,9)'
    const decimal = {
      text: (isTried ? to.parsedOrNull : to.parsed)(numeral(value.text, type, compiling), exact),
      type: exact,
    }
    return wholeNumber(isTried ? within(decimal, wholeBounds, to) : decimal, compiling)
  }
  if (isTried && isDecimal(type)) {
    const wide: SqlType = `decimal(38,${digitsOf(type)?.scale ?? 0})`
    return narrowedOrNull({ text: readFrom(value.text, wide, casting), type: wide }, type, to)
  }
  return { text: readFrom(value.text, type, casting), type }
}

/** A text as a number, a date or a timestamp, in the forms that the dialect reads. */
function readFrom(text: string, type: SqlType, { compiling, isTried }: Casting): string {
  const { from, to } = compiling
  const read = isTried === true ? to.parsedOrNull : to.parsed
  if (isNumber(type)) return read(numeral(text, type, compiling), type)
  if (type === 'date' && from.readsLooseDates) return read(plainDate(text, compiling), type)
  if (type === 'timestamp' && from.ignoresOffsets) return read(withoutOffset(text, compiling), type)
  return read(text, type)
}

/** A text such as `2024-01-05T10:00:00Z` without what stands behind its time. */
function withoutOffset(text: string, { to }: Compiling): string {
  const offset = '(Z|[+-][0-9]{2}(:?[0-9]{2})?)[ \t\n\r]*$'
  const literal = (each: string) => to.literal(each, 'text')
  const cut = to.firstMatchReplaced(text, literal(offset), literal(''))
  return `(CASE WHEN ${to.matches(text, literal(`:[0-9.]+${offset}`))} THEN ${cut} ELSE ${text} END)`
}

/** A text that is true or false by the dialect's words for that. */
function truthOf(text: string, { compiling, isTried }: Casting): string {
  const { from, to } = compiling
  const { yes, no, isTrimmed } = from.truths
  const blanks = to.literal(' \t\n\r', 'text')
  const word = to.lower(isTrimmed ? to.trimmed(text, blanks) : text)
  const among = (words: readonly string[]) =>
    `${word} IN (${words.map((each) => to.literal(each, 'text')).join(', ')})`
  const otherwise =
    isTried === true
      ? ''
      : ` WHEN ${text} IS NOT NULL THEN ${to.parsed(to.concatenation(text, to.literal(' is no truth', 'text')), 'boolean')}`
  return `(CASE WHEN ${among(yes)} THEN ${to.literal('true', 'boolean')} WHEN ${among(no)} THEN ${to.literal('false', 'boolean')}${otherwise} END)`
}

/** The date that a text starts with, written with `-`; what is a date there by another form still is an error here. */
function plainDate(text: string, { to }: Compiling): string {
  const literal = (each: string) => to.literal(each, 'text')
  const form = (mark: string, year: string) =>
    `^[ \t\n\r]*${year}${mark}[0-9]{1,2}${mark}[0-9]{1,2}([^0-9]|$)`
  const marks = ['-', '/', ' ', '\\\\']
  const isOne = (year: string) =>
    marks.map((mark) => to.matches(text, literal(form(mark, year)))).join(' OR ')
  const found = to.firstMatch(text, literal('[0-9]{4}[-/ \\\\][0-9]{1,2}[-/ \\\\][0-9]{1,2}'))
  const plain = ['/', ' ', '\\'].reduce((date, mark) => to.replaced(date, literal(mark), literal('-')), found)
  const special = `${to.matches(text, literal('[(][Bb][Cc][)]'))} OR ${to.matches(to.lower(text), literal('^[ \t\n\r]*(-?infinity|epoch)'))} OR ${isOne('(-[0-9]+|[0-9]{1,3}|[0-9]{5,})')}`
  const refused = to.texted(
    to.parsed(to.concatenation(text, literal(' is too old, or too far')), 'date'),
    'date',
  )
  return `(CASE WHEN ${special} THEN ${refused} WHEN ${isOne('[0-9]{4}')} THEN ${plain} ELSE ${text} END)`
}

const wholeBounds = ['-9223372036854775808', '9223372036854775807'] as const

/** A decimal without places, or a double, that is null where it is no whole number of 64 bits. */
function within(value: Compiled, [least, most]: readonly [string, string], to: Compiling['to']): Compiled {
  const type = value.type === 'double' ? 'double' : 'decimal(38,0)'
  const bound = (text: string) => to.literal(text, type)
  const upper = type === 'double' ? `< ${bound('9223372036854774784')}` : `<= ${bound(most)}`
  const text = `(CASE WHEN ${value.text} >= ${bound(least)} AND ${value.text} ${upper} THEN ${value.text} END)`
  return { text, type: value.type }
}

/** A decimal with fewer digits, null where it does not fit. */
function narrowedOrNull({ text, type }: Compiled, into: SqlType, to: Compiling['to']): Compiled {
  const { precision, scale } = digitsOf(into) ?? { precision: 38, scale: 0 }
  if (precision - scale >= 38 - scale) return { text: to.widened(text, type, into), type: into }
  const bound = to.literal(`1${'0'.repeat(precision - scale)}`, `decimal(${precision - scale + 1},0)`)
  const fits = `${text} < ${bound} AND ${text} > ${to.negated(bound)}`
  return { text: to.widened(`(CASE WHEN ${fits} THEN ${text} END)`, type, into), type: into }
}

/** A text that may hold a number, without the underscores between its digits; other bases than 10 are an error. */
function numeral(text: string, type: SqlType, { from, to }: Compiling): string {
  if (!from.hasUnderscores) return text
  const is = (form: string) => to.matches(text, to.literal(form, 'text'))
  const plain = to.replaced(text, to.literal('_', 'text'), to.literal('', 'text'))
  const otherBase = to.texted(
    to.parsed(to.concatenation(text, to.literal(' in base 10', 'text')), 'integer'),
    'integer',
  )
  const error = type === 'integer' ? `WHEN ${is('^\\s*0[xXbB][0-9a-fA-F]')} THEN ${otherBase} ` : ''
  return `(CASE WHEN ${is('^\\s*[+-]?[0-9]+(_[0-9]+)+([.][0-9]*)?\\s*$')} THEN ${plain} ${error}ELSE ${text} END)`
}

function decimalFrom(value: Compiled, type: SqlType, { compiling, isTried }: Casting): Compiled | undefined {
  const { from, to } = compiling
  const digits = digitsOf(type) ?? { precision: 38, scale: 0 }
  const wide: SqlType = `decimal(38,${digits.scale})`
  if (value.type === 'double') {
    if (isTried !== true) return { text: decimalOfDouble(value.text, type, compiling), type }
    const bound = to.literal(`1e${digits.precision - digits.scale}`, 'double')
    const fits = `(CASE WHEN ${value.text} < ${bound} AND ${value.text} > ${to.negated(bound)} THEN ${value.text} END)`
    return narrowedOrNull({ text: decimalOfDouble(fits, wide, compiling), type: wide }, type, to)
  }
  if (value.type === 'boolean' || !isNumber(value.type)) return undefined
  const own = digitsOf(value.type)?.scale ?? 0
  if (own <= digits.scale && isTried !== true) return { text: to.widened(value.text, value.type, type), type }
  const kept: Compiled =
    own <= digits.scale
      ? { text: to.widened(value.text, value.type, wide), type: wide }
      : { text: roundedDecimal(value, digits.scale, { to, halves: from.decimalFromDecimal }), type: wide }
  return isTried === true ? narrowedOrNull(kept, type, to) : { text: to.widened(kept.text, wide, type), type }
}

/** A double as a decimal, by the dialect's own rule. */
function decimalOfDouble(value: string, type: SqlType, { from, to }: Compiling): string {
  const { scale } = digitsOf(type) ?? { scale: 0 }
  const rule = from.decimalFromDouble
  if (rule === 'shortest digits') return to.decimalOfDouble(value, type, 'shortest')
  if (rule === 'fifteen digits') return to.decimalOfDouble(value, type, 'fifteen')
  const scaled = scale === 0 ? value : `(${value} * ${to.literal(`1e${scale}`, 'double')})`
  const whole = rule === 'multiplied and cut' ? to.doubleCut(scaled) : to.doubleRounded(scaled)
  return to.widened(to.shiftedDouble(whole, scale), `decimal(38,${scale})`, type)
}

type Cast = (value: Compiled, casting: Casting) => Compiled | undefined

const casts: Readonly<Partial<Record<SqlType, Cast>>> = {
  integer: (value, { compiling, isTried }) => {
    if (value.type === 'boolean') return { text: compiling.to.wholeOfBoolean(value.text), type: 'integer' }
    if (!isNumber(value.type)) return undefined
    const isWide = isTried === true && value.type !== 'integer'
    return wholeNumber(isWide ? within(value, wholeBounds, compiling.to) : value, compiling)
  },
  double: (value, { compiling: { to } }) =>
    isNumber(value.type) ? { text: to.widened(value.text, value.type, 'double'), type: 'double' } : undefined,
  boolean: (value, { compiling: { to } }) =>
    value.type === 'integer'
      ? { text: to.truth(`${value.text} <> ${to.literal('0', 'integer')}`), type: 'boolean' }
      : undefined,
  date: (value, { compiling: { to } }) =>
    value.type === 'timestamp' ? { text: to.dateOf(value.text), type: 'date' } : undefined,
  timestamp: (value, { compiling: { to } }) =>
    value.type === 'date'
      ? { text: to.widened(value.text, 'date', 'timestamp'), type: 'timestamp' }
      : undefined,
  text: (value, { compiling: { to } }) =>
    ['integer', 'boolean', 'date', 'timestamp'].includes(value.type) || isDecimal(value.type)
      ? { text: to.texted(value.text, value.type), type: 'text' }
      : undefined,
}
