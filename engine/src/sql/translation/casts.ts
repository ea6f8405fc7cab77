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
  if (value.type === type || value.type === 'null') return widenedTo(value, type, to) ?? value
  if (value.type === 'boolean' && type === 'text' && !compiling.from.writesTruth)
    throw new Untranslated(
      'CAST(boolean AS text)',
      firstOffset(tree),
      "It writes 1 there: use if(…, 'true', 'false').",
    )
  if (value.type === 'text') return fromText(value, type, { ...casting, isTried })
  const found = isDecimal(type) ? decimalFrom(value, type, compiling) : casts[type]?.(value, compiling)
  if (found !== undefined) return found
  throw new Untranslated(
    `CAST(${value.type} AS ${type})`,
    firstOffset(tree),
    'This cast is not the same on every warehouse: cast to something else first.',
  )
}

function fromText(value: Compiled, type: SqlType, { compiling, tree, isTried }: Required<Casting>): Compiled {
  const { to } = compiling
  const literal = value.literal === undefined ? undefined : literalOf(value.literal, type, to)
  if (literal !== undefined) return { ...literal, type }
  if (type === 'instant' || type === 'interval')
    throw new Untranslated(
      `CAST(text AS ${type})`,
      firstOffset(tree),
      'Declare the column with that type instead.',
    )
  const text = isNumber(type) ? numeral(value.text, type, compiling) : value.text
  const read = isTried ? to.parsedOrNull : to.parsed
  if (type === 'integer' && compiling.from.wholeFromText === 'rounded') {
    const exact: SqlType = 'decimal(38,9)'
    const decimal = read(text, exact)
    const bound = (text: string) => to.literal(text, 'decimal(38,0)')
    const kept = isTried
      ? `(CASE WHEN ${decimal} >= ${bound('-9223372036854775808')} AND ${decimal} <= ${bound('9223372036854775807')} THEN ${decimal} END)`
      : decimal
    return wholeNumber({ text: kept, type: exact }, compiling)
  }
  if (!isTried) return { text: to.parsed(text, type), type }
  if (type === 'timestamp')
    throw new Untranslated('TRY_CAST AS timestamp', firstOffset(tree), 'Try a cast to a date.')
  return { text: to.parsedOrNull(text, type), type }
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

function decimalFrom(value: Compiled, type: SqlType, compiling: Compiling): Compiled | undefined {
  const { to } = compiling
  if (value.type === 'double') return { text: to.decimalOfDouble(value.text, type), type }
  if (value.type === 'boolean' || !isNumber(value.type)) return undefined
  const [own, wanted] = [digitsOf(value.type)?.scale ?? 0, digitsOf(type)?.scale ?? 0]
  if (own <= wanted) return { text: to.widened(value.text, value.type, type), type }
  const text = roundedDecimal(value, wanted, { to, halves: 'away' })
  return { text: to.widened(text, `decimal(38,${wanted})`, type), type }
}

const casts: Readonly<
  Partial<Record<SqlType, (value: Compiled, compiling: Compiling) => Compiled | undefined>>
> = {
  integer: (value, compiling) =>
    value.type === 'boolean'
      ? { text: compiling.to.wholeOfBoolean(value.text), type: 'integer' }
      : isNumber(value.type)
        ? wholeNumber(value, compiling)
        : undefined,
  double: (value, { to }) =>
    isNumber(value.type) ? { text: to.widened(value.text, value.type, 'double'), type: 'double' } : undefined,
  boolean: (value, { to }) =>
    value.type === 'integer'
      ? { text: to.truth(`${value.text} <> ${to.literal('0', 'integer')}`), type: 'boolean' }
      : undefined,
  date: (value, { to }) =>
    value.type === 'timestamp' ? { text: to.dateOf(value.text), type: 'date' } : undefined,
  timestamp: (value, { to }) =>
    value.type === 'date'
      ? { text: to.widened(value.text, 'date', 'timestamp'), type: 'timestamp' }
      : undefined,
  text: (value, { to }) =>
    ['integer', 'boolean', 'date', 'timestamp'].includes(value.type) || isDecimal(value.type)
      ? { text: to.texted(value.text, value.type), type: 'text' }
      : undefined,
}
