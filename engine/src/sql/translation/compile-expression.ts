import { callOf, type FunctionCall } from './function-call.js'
import { asShortInteger, castTo, typeNamed } from './casts.js'
import { type Compiled, kindAmong, literalOf, unified } from './compiled.js'
import { type Compiling, refusal, type Untranslated, utcAdvice } from './compiling.js'
import { addedInterval, withInterval } from './intervals.js'
import { arithmetic, roundedQuotient } from './numbers.js'
import { liked, matched } from './patterns.js'
import type { Call } from './source-dialect.js'
import { windowOf } from './windows.js'
import { digitsOf, isDecimal, isNumber } from './sql-type.js'
import { placedZone, zoneAdvice } from './zones.js'
import { isEmpty, isParts, kindOf, listOf, nameIn, type Parts, type Tree } from './tree.js'
import { momentPart } from './moments.js'

/**
 * An expression's tree as SQL for a warehouse. Only what is known to mean the same there is translated.
 *
 * @throws Untranslated where anything in it is not
 */
export function compileExpression(tree: Tree, compiling: Compiling): Compiled {
  const { kind, parts } = kindOf(tree)
  const node = nodes[kind]
  if (node !== undefined) return node(parts, compiling, tree)
  const call = callOf(tree)
  if (call !== undefined) return compileCall(call, compiling, tree)
  throw refusal(
    kind.replaceAll('_', ' '),
    tree,
    'Write it with other words; docs/sql.md lists what is known.',
  )
}

type CompileNode = (parts: Parts, compiling: Compiling, tree: Tree) => Compiled

/** A call of a function by the dialect's own reading of it. */
export function compileCall(call: FunctionCall, compiling: Compiling, tree: Tree): Compiled {
  if (call.name === 'utc' && compiling.instant !== undefined) {
    const instant = compiling.instant(call.args[0])
    if (instant === undefined || call.args.length > 1) throw refusal('utc(…)', undefined, utcAdvice)
    return {
      text: compiling.to.clockOf(instant.text, compiling.to.literal('UTC', 'text')),
      type: 'timestamp',
    }
  }
  const reading = Object.hasOwn(compiling.from.functions, call.name)
    ? compiling.from.functions[call.name]
    : undefined
  const written = `${call.name}(…)`
  if (reading?.means === undefined) {
    const advice = reading?.instead ?? 'Use a function that docs/sql.md lists.'
    throw refusal(written, tree, advice)
  }
  const refuse = (advice: string): never => {
    throw refusal(written, tree, advice)
  }
  const isAggregate = call.isDistinct || call.filter !== undefined || call.order.length > 0
  if (isAggregate && compiling.aggregates !== true) refuse('An aggregate cannot stand here.')
  const missing = (at: number): never =>
    refuse(`It needs ${at + 1} ${at === 0 ? 'argument' : 'arguments'}: ${reading.form}.`)
  const read = new Set<string>()
  const args = new Proxy(call.args, {
    get: (all, key): unknown => {
      read.add(String(key))
      return Reflect.get(all, key)
    },
  })
  const full: Call = {
    ...call,
    args,
    compiling,
    arg: (at) => compiling.expression(args[at] ?? missing(at)),
    word: (at) => wordOf(args[at]) ?? refuse(`Argument ${at + 1} has to be written out: ${reading.form}.`),
    number: (at) => {
      if (args[at] === undefined) return undefined
      return wholeOf(args[at]) ?? refuse(`Argument ${at + 1} has to be a whole number that is written out.`)
    },
    refuse,
  }
  const compiled = reading.means(full)
  const unread = call.args.findIndex((_arg, at) => !read.has(String(at)))
  return unread < 0 ? compiled : refuse(`Leave argument ${unread + 1} out: ${reading.form}.`)
}

function wordOf(tree: Tree): string | undefined {
  if (typeof tree === 'string') return tree
  const { kind, parts } = kindOf(tree)
  if (kind === 'literal' && parts['literal_type'] === 'string') return String(parts['value'])
  if (kind === 'var') return String(parts['this'])
  if (kind === 'column' && isEmpty(parts['table'])) return nameIn(parts['name'])
  if (kind === 'identifier') return nameIn(parts)
  return undefined
}

function wholeOf(tree: Tree): number | undefined {
  const { kind, parts } = kindOf(tree)
  if (kind === 'neg') {
    const positive = wholeOf(parts['this'])
    return positive === undefined ? undefined : -positive
  }
  if (kind === 'paren') return wholeOf(parts['this'])
  const isWhole =
    kind === 'literal' && parts['literal_type'] === 'number' && /^\d{1,9}$/.test(String(parts['value']))
  return isWhole ? Number(parts['value']) : undefined
}

function literalNode(parts: Parts, compiling: Compiling, tree: Tree): Compiled {
  const { to } = compiling
  const text = String(parts['value'])
  const kind = String(parts['literal_type'])
  if (kind === 'number') return numberLiteral(text, compiling, tree)
  if (kind === 'string' || kind === 'raw_string')
    return { text: to.literal(text, 'text'), type: 'text', literal: text, isGiven: true }
  const type =
    kind === 'date' ? 'date' : kind === 'timestamp' || kind === 'datetime' ? 'timestamp' : undefined
  const { dates } = compiling.from
  if (type === 'date' && dates !== undefined && (text < dates.first || text > dates.last)) {
    const advice = `A date there is between ${dates.first} and ${dates.last}: write ${dates.wider(text)}.`
    throw refusal(`${kind} '${text}'`, tree, advice)
  }
  const literal = type && literalOf(text, type, to)
  if (literal !== undefined) return { ...literal, type: literal.type }
  throw refusal(
    `${kind} '${text}'`,
    tree,
    "Write a date as DATE '2025-12-31', a timestamp as TIMESTAMP '2025-12-31 23:59:59'.",
  )
}

function numberLiteral(text: string, { from, to }: Compiling, tree: Tree): Compiled {
  const isGiven = true
  if (/^\d{1,18}$/.test(text)) {
    const isShort = Number(text) < 2 ** 31
    return { text: to.literal(text, 'integer'), type: 'integer', isGiven, ...(isShort && { kind: 'short' }) }
  }
  const found = /^(\d*)\.(\d*)$/.exec(text)
  if (found === null || from.decimalLiterals === 'doubles') {
    if (!/^[\d.]+([eE][+-]?\d+)?$/.test(text) || /^\d+$/.test(text))
      throw refusal(text, tree, 'Write a number with at most 18 digits.')
    return { text: to.literal(text, 'double'), type: 'double', isGiven }
  }
  const [whole = '', places = ''] = found.slice(1)
  const digits = whole.replace(/^0+(?=.)/, '').length + places.length
  const type = `decimal(${Math.max(1, digits, places.length + 1)},${places.length})` as const
  return {
    text: to.literal(`${whole === '' ? '0' : whole}${places === '' ? '' : `.${places}`}`, type),
    type,
    isGiven,
  }
}

const comparisons: Readonly<Record<string, string>> = {
  eq: '=',
  neq: '<>',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
}

function comparison(kind: string): CompileNode {
  return ({ left, right }, compiling, tree) => {
    const [one, other] = ofOneType([left, right], compiling, tree)
    const sign = comparisons[kind] ?? '='
    const isOrder = sign.includes('<') ? sign !== '<>' : sign.includes('>')
    const side = (value: Compiled) =>
      isOrder && value.type === 'text' ? compiling.to.sortable(value.text) : value.text
    return truth(`${side(one)} ${sign} ${side(other)}`, compiling)
  }
}

/** Refuses a text literal that ends with a blank, where the dialect does not see that when it compares. */
function refuseLostBlanks(values: readonly Compiled[], { from }: Compiling): void {
  const lost = from.blanksCount === false && values.find(({ literal }) => literal?.endsWith(' ') === true)
  if (lost === undefined || lost === false) return
  const advice = `${from.name} compares texts without the blanks at their end: leave them out.`
  throw refusal(`'${lost.literal ?? ''}'`, undefined, advice)
}

/** Two values of one type. */
function ofOneType(
  trees: readonly [Tree, Tree],
  compiling: Compiling,
  tree: Tree,
): readonly [Compiled, Compiled] {
  const values = trees.map((each) => compiling.expression(each))
  refuseLostBlanks(values, compiling)
  const [one, other] = unified(values, compiling.to) ?? []
  if (one !== undefined && other !== undefined) return [one, other]
  throw mismatch(values, tree)
}

function mismatch(values: readonly Compiled[], tree: Tree): Untranslated {
  const types = [...new Set(values.map(({ type }) => type))].join(' and ')
  return refusal(types, tree, `Values of ${types} meet here: cast one of them.`)
}

function truth(text: string, { to }: Compiling): Compiled {
  return { text: to.truth(text), type: 'boolean', condition: `(${text})` }
}

/** A condition; refused where it is none. */
export function condition(tree: Tree, compiling: Compiling): Compiled {
  const value = compiling.expression(tree)
  if (value.type === 'boolean') return { ...value, text: value.condition ?? value.text }
  if (value.type === 'null') return { text: compiling.to.nothing('boolean'), type: 'boolean' }
  throw refusal(`a condition of type ${value.type}`, tree, 'Write a comparison, such as x <> 0.')
}

function logical(sign: 'AND' | 'OR'): CompileNode {
  return ({ left, right }, compiling) =>
    truth(`${condition(left, compiling).text} ${sign} ${condition(right, compiling).text}`, compiling)
}

function inList(parts: Parts, compiling: Compiling, tree: Tree): Compiled {
  const isNot = parts['not'] === true
  const negated = (found: Compiled) =>
    isNot ? truth(`NOT ${found.condition ?? found.text}`, compiling) : found
  if (!isEmpty(parts['query'])) {
    const value = compiling.expression(parts['this'])
    const query = compiling.subquery?.(parts['query'])
    if (query === undefined) throw refusal('IN (SELECT …)', tree, 'A query cannot stand here.')
    const [type] = query.types
    if (
      type === undefined ||
      unified([value, { text: '', type }], compiling.to) === undefined ||
      isMixed(value, type)
    )
      throw refusal(
        'IN (SELECT …)',
        tree,
        `A value of ${value.type} is looked for among ${type ?? 'nothing'}: cast one of them.`,
      )
    const found = compiling.to.query.isIn(value.text, query.text)
    const no = compiling.to.literal('false', 'boolean')
    return negated(
      compiling.from.listsSkipNulls
        ? truth(`CASE WHEN ${value.text} IS NOT NULL THEN coalesce(${found}, ${no}) END`, compiling)
        : { text: found, type: 'boolean' },
    )
  }
  if (!isEmpty(parts['unnest'])) throw refusal('IN UNNEST(…)', tree, 'Write the list in parentheses.')
  const listed = listOf(parts['expressions'])
  const isSkipped = (item: Tree) => compiling.from.listsSkipNulls && kindOf(item).kind === 'null'
  const trees = [parts['this'], ...listed.filter((item) => !isSkipped(item))]
  if (trees.length === 1) throw refusal('IN (NULL)', tree, 'Its list holds nothing.')
  const values = trees.map((each) => compiling.expression(each))
  refuseLostBlanks(values, compiling)
  const all = unified(values, compiling.to)
  const [value, ...items] = all ?? []
  if (value === undefined) throw mismatch(values, tree)
  const isPlain = items.every((item) => item.isGiven === true)
  if (!isPlain && compiling.from.listsSkipNulls)
    throw refusal('IN', tree, 'Write the values of its list out, or compare one by one with OR.')
  const found = isPlain
    ? `${value.text} IN (${items.map(({ text }) => text).join(', ')})`
    : items.map(({ text }) => `(${value.text} = ${text})`).join(' OR ')
  return negated(truth(found, compiling))
}

/** Whether a value meets a list of another type, between which only a cast would help. */
function isMixed(value: Compiled, type: Compiled['type']): boolean {
  return (
    value.type !== type &&
    !(isNumber(value.type) && isNumber(type) && value.type !== 'double' && type !== 'double')
  )
}

function between(parts: Parts, compiling: Compiling, tree: Tree): Compiled {
  if (parts['symmetric'] === true) throw refusal('BETWEEN SYMMETRIC', tree, 'Write both orders out.')
  const values = [parts['this'], parts['low'], parts['high']].map((each) => compiling.expression(each))
  const [value, low, high] = (unified(values, compiling.to) ?? []).map(({ text, type }) =>
    type === 'text' ? compiling.to.sortable(text) : text,
  )
  if (value === undefined || low === undefined || high === undefined) throw mismatch(values, tree)
  return truth(
    `${parts['not'] === true ? 'NOT ' : ''}(${value} >= ${low} AND ${value} <= ${high})`,
    compiling,
  )
}

function caseNode(parts: Parts, compiling: Compiling, tree: Tree): Compiled {
  const whens = listOf(parts['whens']).map((when) => listOf(when))
  const conditions = whens.map(([when]) =>
    isEmpty(parts['operand'])
      ? condition(when, compiling).text
      : comparison('eq')({ left: parts['operand'], right: when }, compiling, tree).text,
  )
  const otherwise: Compiled = isEmpty(parts['else_'])
    ? { text: '', type: 'null' }
    : compiling.expression(parts['else_'])
  const values = [...whens.map(([, then]) => compiling.expression(then)), otherwise]
  return chosen(conditions, values, { compiling, tree })
}

/** CASE over conditions, with one value more than there are conditions. */
export function chosen(
  conditions: readonly string[],
  values: readonly Compiled[],
  { compiling, tree }: { readonly compiling: Compiling; readonly tree: Tree },
): Compiled {
  const all = unified(values, compiling.to)
  const last = all?.at(-1)
  if (all === undefined || last === undefined) throw mismatch(values, tree)
  const branches = conditions.map((when, at) => `WHEN ${when} THEN ${all[at]?.text ?? ''}`)
  return { text: `(CASE ${branches.join(' ')} ELSE ${last.text} END)`, type: last.type, ...kindAmong(all) }
}

function concatenation({ left, right }: Parts, compiling: Compiling, tree: Tree): Compiled {
  const texts = [left, right].map((each) => {
    const value = compiling.expression(each)
    if (value.type === 'text' || value.type === 'null') return value
    if (value.type === 'double') throw refusal('||', tree, 'Cast the double to a decimal first.')
    return castTo(value, 'text', { compiling, tree })
  })
  const parts = unified(texts, compiling.to) ?? texts
  return { text: compiling.to.concatenation(...parts.map(({ text }) => text)), type: 'text' }
}

function sameness(isSame: boolean): CompileNode {
  return ({ left, right }, compiling, tree) => {
    const [one, other] = ofOneType([left, right], compiling, tree)
    return truth(`${one.text} IS ${isSame ? 'NOT ' : ''}DISTINCT FROM ${other.text}`, compiling)
  }
}

function isWhat(is: boolean): CompileNode {
  return (parts, compiling) => {
    const value = condition(parts['this'], compiling).text
    const wanted = `coalesce(${is ? value : `NOT ${value}`}, ${compiling.to.literal('false', 'boolean')})`
    return truth(parts['not'] === true ? `NOT ${wanted}` : wanted, compiling)
  }
}

function castNode(kind: 'cast' | 'try'): CompileNode {
  return (parts, compiling, tree) => {
    if (!isEmpty(parts['format'])) throw refusal('CAST … FORMAT', tree, 'Use a function with a format.')
    const type = typeNamed(parts['to'], compiling, tree)
    const places = isDecimal(type) || type === 'integer' ? digitsOf(type)?.scale : undefined
    const quotient = places === undefined ? undefined : roundedQuotient(parts['this'], places, compiling)
    const value = quotient ?? compiling.expression(parts['this'])
    const casting = { compiling, tree, isTried: kind === 'try' }
    const found = castTo(value, type, casting)
    const isShort =
      compiling.from.hasShortInteger && isParts(parts['to']) && parts['to']['data_type'] === 'int'
    const isSmall = Math.abs(Number(value.literal ?? NaN)) < 2 ** 31
    if (!isShort) return found
    return { ...(isSmall ? found : asShortInteger(found, casting)), kind: 'short' }
  }
}

function negation(parts: Parts, compiling: Compiling, tree: Tree): Compiled {
  const value = compiling.expression(parts['this'])
  if (!isNumber(value.type)) throw refusal(`- of ${value.type}`, tree, 'Cast it to a number.')
  return { ...value, text: compiling.to.negated(value.text) }
}

function sumNode(sign: '+' | '-'): CompileNode {
  return ({ left, right }, compiling, tree) => {
    const moved = addedInterval(sign, { left, right, tree }, compiling)
    if (moved !== undefined) return moved
    const [one, other] = [left, right].map((each) => compiling.expression(each)) as [Compiled, Compiled]
    return withInterval(sign, [one, other], compiling) ?? arithmetic(sign, [one, other], { compiling, tree })
  }
}

function windowNode(parts: Parts, compiling: Compiling, tree: Tree): Compiled {
  const call = callOf(parts['this'])
  if (call === undefined || compiling.aggregates !== true)
    throw refusal('OVER', tree, 'A window cannot stand here.')
  if (!isEmpty(parts['keep'])) throw refusal('KEEP', tree, 'Leave KEEP out.')
  return compileCall(call, { ...compiling, over: windowOf(parts['over'], compiling, tree) }, tree)
}

function withinGroup(parts: Parts, compiling: Compiling, tree: Tree): Compiled {
  const call = callOf(parts['this'])
  if (call === undefined) throw refusal('WITHIN GROUP', tree, 'It is for aggregates.')
  return compileCall({ ...call, order: listOf(parts['order_by']) }, compiling, tree)
}

function scalarQuery(parts: Parts, compiling: Compiling, tree: Tree): Compiled {
  const query = compiling.subquery?.(parts['this'])
  const [type, ...more] = query?.types ?? []
  if (query === undefined || type === undefined || more.length > 0)
    throw refusal(
      '(SELECT …)',
      tree,
      query === undefined ? 'A query cannot stand here.' : 'Such a query has one column.',
    )
  if (!query.isCorrelated) return { text: `(${query.text})`, type }
  // Not every warehouse counts 0 where a row has no others.
  const counted = countedAlone(parts['this'])
  if (counted === 'not alone' || (counted === 'alone' && !compiling.from.countsNone))
    throw refusal('(SELECT … count …)', tree, 'Join a query with GROUP BY instead.')
  if (counted === 'none') return { text: `(${query.text})`, type }
  return { text: `coalesce((${query.text}), ${compiling.to.literal('0', 'integer')})`, type }
}

/** Whether a query of one column counts, and nothing else. */
function countedAlone(query: Tree): 'alone' | 'not alone' | 'none' {
  const [written] = listOf(kindOf(query).parts['expressions'])
  if (!/"count/i.test(JSON.stringify(written ?? null))) return 'none'
  const { kind, parts } = kindOf(written)
  return kindOf(kind === 'alias' ? parts['this'] : written).kind === 'count' ? 'alone' : 'not alone'
}

function existsNode(parts: Parts, compiling: Compiling, tree: Tree): Compiled {
  const query = compiling.subquery?.(parts['this'])
  if (query === undefined) throw refusal('EXISTS', tree, 'A query cannot stand here.')
  return truth(`${parts['not'] === true ? 'NOT ' : ''}EXISTS (${query.text})`, compiling)
}

const nodes: Readonly<Record<string, CompileNode>> = {
  window_function: windowNode,
  within_group: withinGroup,
  subquery: scalarQuery,
  exists: existsNode,
  literal: literalNode,
  boolean: (parts, { to }) => ({
    text: to.literal(String(parts['value']), 'boolean'),
    type: 'boolean',
    isGiven: true,
  }),
  null: (_parts, { to }) => ({ text: to.nothing('null'), type: 'null' }),
  column: (_parts, { column }, tree) => column(tree),
  paren: (parts, compiling) => compiling.expression(parts['this']),
  neg: negation,
  add: sumNode('+'),
  sub: sumNode('-'),
  mul: ({ left, right }, compiling, tree) => {
    const [one, other] = [left, right].map((each) => compiling.expression(each)) as [Compiled, Compiled]
    return arithmetic('*', [one, other], { compiling, tree })
  },
  div: ({ left, right }, compiling, tree) => {
    const [one, other] = [left, right].map((each) => compiling.expression(each)) as [Compiled, Compiled]
    const quotient = compiling.from.quotient(one, other, compiling)
    if (quotient !== undefined) return quotient
    if (!isNumber(one.type) || !isNumber(other.type)) throw mismatch([one, other], tree)
    throw refusal(
      `${one.type} / ${other.type}`,
      tree,
      'How many places a quotient of decimals has is a rule of its own in each dialect: round it, cast it to a decimal with places, or cast one of them to a double.',
    )
  },
  mod: ({ left, right }, compiling, tree) => {
    const [one, other] = [left, right].map((each) => compiling.expression(each)) as [Compiled, Compiled]
    return arithmetic('%', [one, other], { compiling, tree })
  },
  and: logical('AND'),
  or: logical('OR'),
  not: (parts, compiling) => truth(`NOT ${condition(parts['this'], compiling).text}`, compiling),
  is_null: (parts, compiling) =>
    truth(
      `${compiling.expression(parts['this']).text} IS ${parts['not'] === true ? 'NOT ' : ''}NULL`,
      compiling,
    ),
  is_true: isWhat(true),
  is_false: isWhat(false),
  null_safe_eq: sameness(true),
  null_safe_neq: sameness(false),
  in: inList,
  between,
  case: caseNode,
  concat: concatenation,
  cast: castNode('cast'),
  try_cast: castNode('try'),
  safe_cast: castNode('try'),
  like: (parts, compiling, tree) => liked(parts, { compiling, tree, ignoresCase: false }),
  i_like: (parts, compiling, tree) => liked(parts, { compiling, tree, ignoresCase: true }),
  similar_to: (parts, compiling, tree) => matched(parts, { compiling, tree }),
  extract: (parts, compiling, tree) => momentPart(parts, compiling, tree),
  at_time_zone: (parts, compiling, tree) => {
    const value = compiling.instant?.(parts['this']) ?? compiling.expression(parts['this'])
    const zone = placedZone(wordOf(parts['zone']) ?? '')
    if (zone === undefined) throw refusal('AT TIME ZONE', tree, zoneAdvice)
    const named = compiling.to.literal(zone, 'text')
    if (value.type === 'instant') return { text: compiling.to.clockOf(value.text, named), type: 'timestamp' }
    if (value.type === 'timestamp') return { text: compiling.to.momentOf(value.text, named), type: 'instant' }
    throw refusal('AT TIME ZONE', tree, `It is for moments, and this is a ${value.type}.`)
  },
  ...Object.fromEntries(Object.keys(comparisons).map((kind) => [kind, comparison(kind)])),
}

/** Whether a value is a number without places. */
export function isWhole(value: Compiled): boolean {
  return digitsOf(value.type)?.scale === 0
}
