import type { Comparison } from './compare-values.js'
import type { Arguments, Call, Expression, Filter } from './syntax.js'
import { textInQuotes } from './text-in-quotes.js'
import type { TokenStream } from './token-stream.js'

/** An expression; several with commas between them are a tuple. */
export function parseTuple(
  stream: TokenStream,
  {
    hasIf = true,
    endsAt = [],
    isBracketed = false,
  }: { hasIf?: boolean; endsAt?: readonly string[]; isBracketed?: boolean } = {},
): Expression {
  const at = stream.current.start
  const items: Expression[] = []
  let isTuple = false
  const isEnd = (): boolean => stream.current.is === 'close' || stream.isSign(')') || stream.isName(...endsAt)
  while (!isEnd()) {
    items.push(hasIf ? parseExpression(stream) : parseOr(stream))
    if (!stream.takes(',')) break
    isTuple = true
  }
  const [first] = items
  if (!isTuple && first !== undefined) return first
  if (!isTuple && !isBracketed) return stream.expected('an expression')
  return { is: 'tuple', items, at }
}

/** One expression, with `… if … else …`. */
export function parseExpression(stream: TokenStream): Expression {
  let value = parseOr(stream)
  while (stream.isName('if')) {
    const at = stream.next().start
    const test = parseOr(stream)
    const otherwise = stream.takesName('else') ? parseExpression(stream) : undefined
    value = { is: 'if', test, then: value, otherwise, at }
  }
  return value
}

function parseOr(stream: TokenStream): Expression {
  let left = parseAnd(stream)
  while (stream.isName('or')) {
    const at = stream.next().start
    left = { is: 'or', left, right: parseAnd(stream), at }
  }
  return left
}

function parseAnd(stream: TokenStream): Expression {
  let left = parseNot(stream)
  while (stream.isName('and')) {
    const at = stream.next().start
    left = { is: 'and', left, right: parseNot(stream), at }
  }
  return left
}

function parseNot(stream: TokenStream): Expression {
  if (!stream.isName('not')) return parseComparison(stream)
  const at = stream.next().start
  return { is: 'not', of: parseNot(stream), at }
}

const comparisons: readonly string[] = ['==', '!=', '<', '<=', '>', '>=']

function parseComparison(stream: TokenStream): Expression {
  const first = parseSum(stream)
  const others: (readonly [Comparison, Expression])[] = []
  const at = stream.current.start
  for (;;) {
    if (stream.isSign(...comparisons)) others.push([stream.next().text as Comparison, parseSum(stream)])
    else if (stream.takesName('in')) others.push(['in', parseSum(stream)])
    else if (stream.isName('not') && stream.following.text === 'in') {
      stream.next()
      stream.next()
      others.push(['not in', parseSum(stream)])
    } else return others.length === 0 ? first : { is: 'compared', first, others, at }
  }
}

function parseSum(stream: TokenStream): Expression {
  let left = parseConcat(stream)
  while (stream.isSign('+', '-')) {
    const { text, start: at } = stream.next()
    left = { is: 'calculated', left, sign: text as '+' | '-', right: parseConcat(stream), at }
  }
  return left
}

function parseConcat(stream: TokenStream): Expression {
  const first = parseProduct(stream)
  const at = stream.current.start
  const items = [first]
  while (stream.takes('~')) items.push(parseProduct(stream))
  return items.length === 1 ? first : { is: 'concat', items, at }
}

function parseProduct(stream: TokenStream): Expression {
  let left = parsePower(stream)
  while (stream.isSign('*', '/', '//', '%')) {
    const { text, start: at } = stream.next()
    left = { is: 'calculated', left, sign: text as '*' | '/' | '//' | '%', right: parsePower(stream), at }
  }
  return left
}

function parsePower(stream: TokenStream): Expression {
  let left = parseUnary(stream)
  while (stream.isSign('**')) {
    const at = stream.next().start
    if (left.is === 'signed')
      stream.fail(
        'a sign before a power has two meanings; write -(x ** y), or set a name to the negative number first.',
        at,
      )
    left = { is: 'calculated', left, sign: '**', right: parseUnary(stream), at }
  }
  return left
}

/** A sign binds less than what stands behind the value in brackets, and more than a filter, as in Jinja2. */
function parseUnary(stream: TokenStream, hasFilter = true): Expression {
  const { text, start: at } = stream.current
  let value: Expression
  if (stream.isSign('-', '+')) {
    stream.next()
    value = { is: 'signed', sign: text as '-' | '+', of: parseUnary(stream, false), at }
  } else value = parsePrimary(stream)
  value = parsePostfix(stream, value)
  return hasFilter ? parseFilters(stream, value) : value
}

const constants: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...(['true', 'True'] as const).map((name) => [name, true] as const),
  ...(['false', 'False'] as const).map((name) => [name, false] as const),
  ...(['none', 'None'] as const).map((name) => [name, null] as const),
])

/** Whether a name stands for a value of Jinja's own. */
export function isConstant(name: string): boolean {
  return constants.has(name)
}

function parsePrimary(stream: TokenStream): Expression {
  const { is, text, start: at } = stream.current
  if (is === 'name') {
    stream.next()
    const value = constants.get(text)
    if (value !== undefined) return { is: 'value', value, at }
    stream.reads(text)
    return { is: 'name', name: text, at }
  }
  if (is === 'text') return parseTexts(stream, at)
  if (is === 'whole') return { is: 'value', value: BigInt(stream.next().text.replaceAll('_', '')), at }
  if (is === 'float') return { is: 'value', value: Number(stream.next().text.replaceAll('_', '')), at }
  if (stream.takes('(')) {
    const value = parseTuple(stream, { isBracketed: true })
    stream.sign(')')
    return value
  }
  if (stream.isSign('['))
    return { is: 'list', items: parseItems(stream, ']', () => parseExpression(stream)), at }
  if (stream.isSign('{')) return { is: 'dict', pairs: parseItems(stream, '}', () => parsePair(stream)), at }
  return stream.expected('a value')
}

function parseTexts(stream: TokenStream, at: number): Expression {
  const parts: string[] = []
  while (stream.current.is === 'text') {
    const { text, start } = stream.next()
    const part = textInQuotes(text)
    if (part === undefined) return stream.fail('this text has a \\ that means no sign.', start)
    parts.push(part)
  }
  return { is: 'value', value: parts.join(''), at }
}

function parseItems<T>(stream: TokenStream, closing: string, parse: () => T): readonly T[] {
  stream.next()
  const items: T[] = []
  while (!stream.isSign(closing)) {
    items.push(parse())
    if (!stream.takes(',')) break
  }
  stream.sign(closing)
  return items
}

function parsePair(stream: TokenStream): readonly [Expression, Expression] {
  const key = parseExpression(stream)
  stream.sign(':')
  return [key, parseExpression(stream)]
}

/** What may stand behind a value: `.name`, `[…]` and `(…)`. */
function parsePostfix(stream: TokenStream, value: Expression): Expression {
  if (stream.isSign('.', '[')) return parsePostfix(stream, parseMember(stream, value))
  return stream.isSign('(') ? parsePostfix(stream, parseCall(stream, value)) : value
}

function parseMember(stream: TokenStream, of: Expression): Expression {
  const { text, start: at } = stream.next()
  if (text === '.') {
    if (stream.current.is === 'whole')
      return {
        is: 'item',
        of,
        key: { is: 'value', value: BigInt(stream.current.text), at: stream.next().start },
        at,
      }
    const name = stream.name()
    return { is: 'attribute', of, name: name.text, at: name.start }
  }
  const bounds: (Expression | undefined)[] = [undefined]
  while (!stream.isSign(']')) {
    if (stream.takes(':')) bounds.push(undefined)
    else if (stream.isSign(','))
      stream.fail('one key stands in square brackets; put several into round ones as well.')
    else if (bounds.at(-1) !== undefined) stream.expected('"]"')
    else bounds[bounds.length - 1] = parseExpression(stream)
  }
  stream.sign(']')
  const [key] = bounds
  if (bounds.length > 3) stream.fail('a slice has a start, an end and a step.', at)
  if (bounds.length > 1) return { is: 'slice', of, bounds, at }
  return key === undefined
    ? stream.fail('a key is missing between the brackets.', at)
    : { is: 'item', of, key, at }
}

export function parseCall(stream: TokenStream, called: Expression): Call {
  return { is: 'call', called, given: parseArguments(stream), at: called.at }
}

function parseArguments(stream: TokenStream): Arguments {
  const positional: Expression[] = []
  const named: [string, Expression][] = []
  let others: Expression | undefined
  let otherNamed: Expression | undefined
  parseItems(stream, ')', () => {
    if (otherNamed !== undefined) stream.fail('nothing stands behind an argument with **.')
    if (stream.takes('*')) others = parseExpression(stream)
    else if (stream.takes('**')) otherNamed = parseExpression(stream)
    else if (
      stream.current.is === 'name' &&
      stream.following.is === 'sign' &&
      stream.following.text === '='
    ) {
      const name = stream.next().text
      stream.next()
      if (named.some(([known]) => known === name)) stream.fail(`the argument "${name}" is given twice.`)
      named.push([name, parseExpression(stream)])
    } else if (named.length > 0 || others !== undefined)
      stream.fail('arguments without a name stand before those with one.')
    else positional.push(parseExpression(stream))
  })
  return { positional, named, others, otherNamed }
}

const nothing: Arguments = { positional: [], named: [], others: undefined, otherNamed: undefined }

/** Filters, tests and calls behind a value. */
function parseFilters(stream: TokenStream, value: Expression): Expression {
  if (stream.isSign('|')) return parseFilters(stream, parseFilter(stream, value))
  if (stream.isName('is')) return parseFilters(stream, parseTest(stream, value))
  return stream.isSign('(') ? parseFilters(stream, parseCall(stream, value)) : value
}

/** A filter behind `|`; `of` is undefined where a block's text is filtered. */
export function parseFilter(stream: TokenStream, of: Expression | undefined, isFirst = false): Filter {
  if (!isFirst) stream.sign('|')
  const { text, start: at } = stream.name()
  const name = parseDotted(stream, text)
  return { is: 'filter', of, name, given: stream.isSign('(') ? parseArguments(stream) : nothing, at }
}

function parseDotted(stream: TokenStream, first: string): string {
  return stream.takes('.') ? parseDotted(stream, `${first}.${stream.name().text}`) : first
}

function parseTest(stream: TokenStream, of: Expression): Expression {
  stream.next()
  const isNot = stream.takesName('not')
  const { text, start: at } = stream.name()
  const name = parseDotted(stream, text)
  const test: Expression = { is: 'test', of, name, given: parseTestArguments(stream), at }
  return isNot ? { is: 'not', of: test, at } : test
}

function parseTestArguments(stream: TokenStream): Arguments {
  if (stream.isSign('(')) return parseArguments(stream)
  if (stream.isName('is')) return stream.fail('write "a is x and a is y" for two tests.')
  const isValue = ['name', 'text', 'whole', 'float'].includes(stream.current.is) || stream.isSign('[', '{')
  if (!isValue || stream.isName('else', 'or', 'and')) return nothing
  return { ...nothing, positional: [parsePostfix(stream, parsePrimary(stream))] }
}
