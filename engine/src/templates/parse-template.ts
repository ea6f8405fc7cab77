import { isConstant, parseExpression, parseFilter, parseTuple } from './parse-expression.js'
import type { Expression, Filter, MacroDefinition, Parameter, Statement, Target } from './syntax.js'
import { TemplateMistake, type Template } from './template-mistake.js'
import { TokenStream } from './token-stream.js'

/**
 * Reads a template.
 *
 * @throws TemplateMistake with its place
 */
export function parseTemplate(template: Template): readonly Statement[] {
  try {
    const stream = new TokenStream(template)
    const { body } = parseBody(stream, [])
    return body
  } catch (thrown) {
    if (thrown instanceof RangeError)
      throw new TemplateMistake('the template has too many tags or brackets inside of each other.', {
        template,
        at: 0,
      })
    throw thrown
  }
}

interface Body {
  readonly body: readonly Statement[]
  /** The tag that ended it, whose name is taken. */
  readonly endedBy: string
}

/** Statements up to a tag of one of the names; to the end of the template where none is given. */
function parseBody(stream: TokenStream, ends: readonly string[]): Body {
  const body: Statement[] = []
  for (;;) {
    const { is, text, start: at } = stream.next()
    if (is === 'data') body.push({ is: 'text', text, at })
    else if (is === 'end') {
      if (ends.length > 0) stream.fail(`"${ends.at(-1) ?? ''}" is missing before the template ends.`, at)
      return { body, endedBy: '' }
    } else if (text === '{{') {
      body.push({ is: 'output', value: parseTuple(stream), at })
      stream.close()
    } else {
      if (stream.isName(...ends)) return { body, endedBy: stream.next().text }
      body.push(parseStatement(stream))
      stream.close()
    }
  }
}

/** The rest of a tag that opens a block, and its statements. */
function parseBlock(stream: TokenStream, ends: readonly string[]): Body {
  stream.takes(':')
  stream.close()
  return parseBody(stream, ends)
}

type Parse = (stream: TokenStream, at: number) => Statement

const statements: Readonly<Record<string, Parse>> = {
  set: parseSet,
  if: parseIf,
  for: parseFor,
  macro: (stream, at) => ({ is: 'macro', macro: parseMacro(stream, stream.name().text, 'endmacro'), at }),
  call: parseCallBlock,
  filter: (stream, at) => {
    const filter = parseFilters(stream, parseFilter(stream, undefined, true))
    return { is: 'filter block', filter, body: parseBlock(stream, ['endfilter']).body, at }
  },
  with: parseWith,
  do: (stream, at) => ({ is: 'do', value: parseTuple(stream), at }),
  break: (_, at) => ({ is: 'break', at }),
  continue: (_, at) => ({ is: 'continue', at }),
}

const elsewhere: Readonly<Record<string, string>> = {
  import: 'macros of the folder `macros` are there without it.',
  from: 'macros of the folder `macros` are there without it.',
  include: 'write a macro in the folder `macros`, and call it.',
  extends: 'write a macro in the folder `macros`, and call it.',
  block: 'write a macro, or {% set %}.',
  materialization: 'a model is a view, table or incremental by its config.',
  snapshot: 'declare a history in the project instead.',
  test: 'what must hold is declared with the source: its key and columns.',
}

function parseStatement(stream: TokenStream): Statement {
  const { text, start: at } = stream.name()
  const parse = Object.hasOwn(statements, text) ? statements[text] : undefined
  if (parse !== undefined) return parse(stream, at)
  if (text.startsWith('end') || text === 'else' || text === 'elif')
    return stream.fail(`"${text}" ends or divides no block that is open here.`, at)
  const advice = Object.hasOwn(elsewhere, text) ? elsewhere[text] : undefined
  return stream.fail(`the tag "${text}" is not there${advice === undefined ? '.' : `; ${advice}`}`, at)
}

function parseTargets(stream: TokenStream, endsAt: readonly string[]): Target {
  const at = stream.current.start
  const targets: Target[] = []
  let isSeveral = false
  while (stream.current.is !== 'close' && !stream.isSign('=', ')') && !stream.isName(...endsAt)) {
    targets.push(parseTarget(stream))
    if (!stream.takes(',')) break
    isSeveral = true
  }
  const [first] = targets
  if (first === undefined) return stream.expected('a name')
  return isSeveral ? { is: 'several', targets, at } : first
}

function parseTarget(stream: TokenStream): Target {
  if (stream.takes('(')) {
    const inside = parseTargets(stream, [])
    stream.sign(')')
    return inside
  }
  const { text, start: at } = parseNewName(stream)
  return stream.takes('.')
    ? { is: 'of namespace', namespace: text, name: stream.name().text, at }
    : { is: 'name', name: text, at }
}

function parseNewName(stream: TokenStream): { readonly text: string; readonly start: number } {
  const name = stream.name()
  return isConstant(name.text) ? stream.fail(`"${name.text}" cannot be set.`, name.start) : name
}

function parseSet(stream: TokenStream, at: number): Statement {
  const target = parseTargets(stream, [])
  if (stream.takes('=')) return { is: 'set', target, value: parseTuple(stream), at }
  const filter = stream.isSign('|') ? parseFilters(stream, parseFilter(stream, undefined)) : undefined
  return { is: 'set block', target, filter, body: parseBlock(stream, ['endset']).body, at }
}

/** Filters behind a filter of a block. */
function parseFilters(stream: TokenStream, first: Filter): Filter {
  return stream.isSign('|') ? parseFilters(stream, parseFilter(stream, first)) : first
}

function parseIf(stream: TokenStream, at: number): Statement {
  const branches: { readonly test: Expression; readonly body: readonly Statement[] }[] = []
  for (;;) {
    const test = parseTuple(stream, { hasIf: false })
    const { body, endedBy } = parseBlock(stream, ['elif', 'else', 'endif'])
    branches.push({ test, body })
    if (endedBy === 'elif') continue
    const otherwise = endedBy === 'else' ? parseBlock(stream, ['endif']).body : []
    return { is: 'if', branches, otherwise, at }
  }
}

function parseFor(stream: TokenStream, at: number): Statement {
  const target = parseTargets(stream, ['in'])
  stream.theName('in')
  const over = parseTuple(stream, { hasIf: false, endsAt: ['recursive'] })
  const condition = stream.takesName('if') ? parseExpression(stream) : undefined
  const isRecursive = stream.takesName('recursive')
  const { body, endedBy } = parseBlock(stream, ['else', 'endfor'])
  const otherwise = endedBy === 'else' ? parseBlock(stream, ['endfor']).body : []
  return { is: 'for', target, over, condition, isRecursive, body, otherwise, at }
}

function parseParameters(stream: TokenStream): readonly Parameter[] {
  stream.sign('(')
  const parameters: Parameter[] = []
  while (!stream.isSign(')')) {
    const { text: name, start: at } = parseNewName(stream)
    const fallback = stream.takes('=') ? parseExpression(stream) : undefined
    if (fallback === undefined && parameters.at(-1)?.fallback !== undefined)
      stream.fail('parameters without a default stand before those with one.', at)
    parameters.push({ name, fallback, at })
    if (!stream.takes(',')) break
  }
  stream.sign(')')
  return parameters
}

function parseMacro(stream: TokenStream, name: string, end: string): MacroDefinition {
  const at = stream.current.start
  const parameters = parseParameters(stream)
  const { parsed, reads } = stream.readingWithin(() => parseBlock(stream, [end]))
  return { name, parameters, body: parsed.body, reads, at }
}

function parseCallBlock(stream: TokenStream, at: number): Statement {
  const parameters = stream.isSign('(') ? parseParameters(stream) : []
  const call = parseExpression(stream)
  if (call.is !== 'call')
    return stream.fail('a call of a macro stands behind "call", as in {% call name() %}.', at)
  const { parsed, reads } = stream.readingWithin(() => parseBlock(stream, ['endcall']))
  return { is: 'call block', call, caller: { name: 'caller', parameters, body: parsed.body, reads, at }, at }
}

function parseWith(stream: TokenStream, at: number): Statement {
  const sets: { readonly target: Target; readonly value: Expression }[] = []
  while (stream.current.is !== 'close') {
    if (sets.length > 0) stream.sign(',')
    const target = parseTarget(stream)
    stream.sign('=')
    sets.push({ target, value: parseExpression(stream) })
  }
  return { is: 'with', sets, body: parseBlock(stream, ['endwith']).body, at }
}
