import { type Compiled, kindAmong } from './compiled.js'
import { type Compiling, Untranslated } from './compiling.js'
import type { Halves } from './source-dialect.js'
import { decimalOf, digitsOf, isDecimal, isNumber, type SqlType } from './sql-type.js'
import { firstOffset, kindOf, type Tree } from './tree.js'

type Sign = '+' | '-' | '*' | '%'

/** `left sign right` of numbers: whole numbers and decimals exactly, doubles as doubles. */
export function arithmetic(
  sign: Sign,
  [left, right]: readonly [Compiled, Compiled],
  { compiling, tree }: { readonly compiling: Compiling; readonly tree: Tree },
): Compiled {
  const refuse = (advice: string): never => {
    throw new Untranslated(`${left.type} ${sign} ${right.type}`, firstOffset(tree), advice)
  }
  const one = asNumber(left, right, compiling)
  const other = asNumber(right, left, compiling)
  if (one === undefined || other === undefined) return refuse('Cast both to numbers.')
  const isMixed =
    one.type === 'double' ? isDecimal(other.type) : other.type === 'double' && isDecimal(one.type)
  if (isMixed && compiling.from.decimalLiterals === 'doubles')
    return refuse("Write the number as a decimal, such as NUMERIC '1.5', or cast one of them.")
  if (one.type === 'double' || other.type === 'double')
    return ofDoubles(sign, [one, other], { compiling, refuse })
  if (one.type === 'integer' && other.type === 'integer') return ofWholes(sign, [one, other], compiling)
  if (sign === '%' && compiling.from.decimalFromDecimal === 'cut')
    return refuse('The remainder of a decimal follows how it is stored there: use whole numbers.')
  if (sign === '%') return remainderOfDecimals([one, orNull(other, compiling)], compiling)
  const type = resultType(sign, one.type, other.type)
  if ((digitsOf(type)?.scale ?? 0) > 37)
    return refuse('The result has more than 37 decimal places: round before.')
  const { decimalSum, decimalDifference, decimalProduct } = compiling.to
  const print = { '+': decimalSum, '-': decimalDifference, '*': decimalProduct }[sign]
  return { text: print(one.text, other.text, type), type, ...kindAmong([one, other]) }
}

/** A null beside a number is one of its type. */
function asNumber(value: Compiled, beside: Compiled, { to }: Compiling): Compiled | undefined {
  if (isNumber(value.type)) return value
  if (value.type !== 'null') return undefined
  const type = isNumber(beside.type) ? beside.type : 'integer'
  return { text: to.nothing(type), type }
}

function resultType(sign: Sign, left: SqlType, right: SqlType): SqlType {
  const [one, other] = [digitsOf(left), digitsOf(right)]
  if (one === undefined || other === undefined) return 'double'
  if (sign === '*')
    return decimalOf({ precision: one.precision + other.precision, scale: one.scale + other.scale })
  const scale = Math.max(one.scale, other.scale)
  const whole = Math.max(one.precision - one.scale, other.precision - other.scale)
  return decimalOf({ precision: whole + scale + 1, scale })
}

/** A divisor as null where it is 0, if that is what the dialect makes of it. */
function orNull(divisor: Compiled, { from, to }: Compiling): Compiled {
  if (from.remainderByZero === 'error') return divisor
  const zero = to.widened(to.literal('0', 'integer'), 'integer', divisor.type)
  return { ...divisor, text: `nullif(${divisor.text}, ${zero})` }
}

function ofWholes(sign: Sign, [left, given]: readonly [Compiled, Compiled], compiling: Compiling): Compiled {
  const { to } = compiling
  const right = sign === '%' ? orNull(given, compiling) : given
  const print = { '+': to.wholeSum, '-': to.wholeDifference, '*': to.wholeProduct, '%': to.wholeRemainder }[
    sign
  ]
  return { text: print(left.text, right.text), type: 'integer', ...kindAmong([left, given]) }
}

function ofDoubles(
  sign: Sign,
  [left, right]: readonly [Compiled, Compiled],
  { compiling, refuse }: { readonly compiling: Compiling; readonly refuse: (advice: string) => never },
): Compiled {
  if (sign === '%') return refuse('Cast doubles to decimals before their remainder is taken.')
  return {
    text: `(${asDouble(left, compiling).text} ${sign} ${asDouble(right, compiling).text})`,
    type: 'double',
  }
}

/** A whole number as a decimal without places; other values as they are. */
export function asWholeDecimal(value: Compiled, { to }: Compiling): Compiled {
  if (value.type !== 'integer') return value
  const type: SqlType = 'decimal(38,0)'
  return { text: to.widened(value.text, 'integer', type), type }
}

/** A number as a double. */
export function asDouble(value: Compiled, { to }: Compiling): Compiled {
  if (value.type === 'double') return value
  if (value.type === 'null') return { text: to.nothing('double'), type: 'double' }
  return { text: to.widened(value.text, value.type, 'double'), type: 'double' }
}

/** What is left of a division of decimals: by whole numbers of the smallest place. */
function remainderOfDecimals([left, right]: readonly [Compiled, Compiled], { to }: Compiling): Compiled {
  const scale = Math.max(digitsOf(left.type)?.scale ?? 0, digitsOf(right.type)?.scale ?? 0)
  const factorType: SqlType = 'integer'
  const whole = (value: Compiled) => {
    const own = digitsOf(value.type)?.scale ?? 0
    const scaled = to.decimalProduct(
      to.widened(value.text, value.type, `decimal(38,${scale})`),
      to.literal(`1${'0'.repeat(scale)}`, factorType),
      `decimal(38,${Math.max(scale, own)})`,
    )
    return to.wholeOfDecimal(to.decimalRounded(scaled, `decimal(38,${scale})`, 0))
  }
  const rest = to.wholeRemainder(whole(left), whole(right))
  const unit = to.literal(scale === 0 ? '1' : `0.${'0'.repeat(scale - 1)}1`, `decimal(${scale + 1},${scale})`)
  const type: SqlType = `decimal(38,${scale})`
  return { text: to.decimalProduct(to.widened(rest, 'integer', 'decimal(19,0)'), unit, type), type }
}

/** A number as a whole number. */
export function wholeNumber(value: Compiled, { from, to }: Compiling): Compiled {
  const type = 'integer'
  if (value.type === 'integer') return value
  if (value.type === 'null') return { text: to.nothing(type), type }
  if (value.type === 'double') {
    const print = { away: to.doubleRounded, even: to.doubleRoundedToEven, cut: to.doubleCut }[
      from.wholeFromDouble
    ]
    return { text: to.wholeOfDouble(print(value.text)), type }
  }
  return { text: to.wholeOfDecimal(roundedDecimal(value, 0, { to, halves: from.wholeFromDecimal })), type }
}

/** A decimal with fewer places. */
export function roundedDecimal(
  { text, type }: Compiled,
  places: number,
  { to, halves }: { readonly to: Compiling['to']; readonly halves: Halves },
): string {
  return halves === 'cut' ? to.decimalCut(text, type, places) : to.decimalRounded(text, type, places)
}

/** `round(x, places)` and `trunc(x, places)` where the dialect rounds halves away from 0; negative places too. */
export function rounded(
  value: Compiled,
  places: number,
  { compiling, isCut }: { readonly compiling: Compiling; readonly isCut: boolean },
): Compiled | undefined {
  const { to } = compiling
  if (value.type === 'null') return { text: to.nothing('integer'), type: 'integer' }
  if (value.type === 'integer' && places >= 0) return value
  if (value.type === 'double') {
    if (places !== 0) return undefined
    return { text: (isCut ? to.doubleCut : to.doubleRounded)(value.text), type: 'double' }
  }
  if (value.type === 'integer' && places >= -9) return wholeToPower(value, -places, { compiling, isCut })
  const digits = digitsOf(value.type)
  if (digits === undefined || places < 0) return undefined
  if (places >= digits.scale) return value
  const type = decimalOf({ precision: digits.precision - digits.scale + places + 1, scale: places })
  const print = isCut ? to.decimalCut : to.decimalRounded
  return { text: to.widened(print(value.text, value.type, places), `decimal(38,${places})`, type), type }
}

/** A whole number rounded to a power of ten, halves away from 0, or cut. */
function wholeToPower(
  { text }: Compiled,
  power: number,
  { compiling: { from, to }, isCut }: { readonly compiling: Compiling; readonly isCut: boolean },
): Compiled {
  const ten = to.literal(String(10 ** power), 'integer')
  const zero = to.literal('0', 'integer')
  const half = to.literal(String(10 ** power / 2), 'integer')
  const moved = to.wholeSum(text, `(CASE WHEN ${text} < ${zero} THEN ${to.negated(half)} ELSE ${half} END)`)
  const rounded = to.wholeProduct(to.wholeQuotient(isCut ? text : moved, ten), ten)
  return { text: rounded, type: 'integer', ...(from.dividesSumsExactly && { kind: 'divided exactly' }) }
}

/** The quotient as a double; by 0 it is infinite, as doubles have it, or an error. */
export function doubleQuotient(
  [left, right]: readonly [Compiled, Compiled],
  compiling: Compiling,
  { byZero }: { readonly byZero: 'infinity' | 'error' },
): Compiled | undefined {
  if (![left, right].every(({ type }) => isNumber(type) || type === 'null')) return undefined
  const [one, other] = [asDouble(left, compiling), asDouble(right, compiling)]
  const print = byZero === 'error' ? compiling.to.quotientOrError : compiling.to.quotient
  return { text: print(one.text, other.text), type: 'double' }
}

/** The quotient of decimals and whole numbers with so many places. */
export function decimalQuotient(
  [left, right]: readonly [Compiled, Compiled],
  compiling: Compiling,
  { places, isCut = false }: { readonly places: number; readonly isCut?: boolean },
): Compiled | undefined {
  const { to } = compiling
  const one = asNumber(left, right, compiling)
  const other = asNumber(right, left, compiling)
  if (one === undefined || other === undefined || one.type === 'double' || other.type === 'double')
    return undefined
  return { text: to.decimalQuotient(one, other, { places, isCut }), type: `decimal(38,${places})` }
}

/**
 * A quotient of decimals, as it is written, with so many places: where a quotient has as many as it needs, the one that it
 * is rounded to alone is the same everywhere. Undefined for what is no such quotient.
 */
export function roundedQuotient(tree: Tree, places: number, compiling: Compiling): Compiled | undefined {
  const { kind, parts } = kindOf(tree)
  if (kind === 'paren') return roundedQuotient(parts['this'], places, compiling)
  if (kind !== 'div' || places < 0 || places > 12 || !compiling.from.hasOwnPlaces) return undefined
  const pair = [compiling.expression(parts['left']), compiling.expression(parts['right'])] as const
  if (compiling.from.quotient(pair[0], pair[1], compiling) !== undefined) return undefined
  return decimalQuotient(pair, compiling, { places })
}

/** How many places a quotient has where it has six more than the dividend, and at most twelve. */
export function sixMorePlaces({ type }: Compiled): number {
  const scale = digitsOf(type)?.scale ?? 0
  return Math.max(scale, Math.min(scale + 6, 12))
}

/** The quotient of whole numbers cut toward 0, as PostgreSQL has it; of a double as a double, of decimals none. */
export function cutQuotient(
  [left, right]: readonly [Compiled, Compiled],
  compiling: Compiling,
): Compiled | undefined {
  const hasDouble = left.type === 'double' || right.type === 'double'
  const isExact = ({ type, kind }: Compiled) => isDecimal(type) || kind === 'divided exactly'
  if (!hasDouble && (isExact(left) || isExact(right))) return undefined
  if (left.type === 'integer' && right.type === 'integer')
    return { text: compiling.to.wholeQuotient(left.text, right.text), type: 'integer' }
  return doubleQuotient([left, right], compiling, { byZero: 'error' })
}
