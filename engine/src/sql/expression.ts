import { ast, parse, SdkDialect } from './parser.js'
import { closest as nearest } from 'fastest-levenshtein'
import { Refusal } from '../errors.js'
import { sourceDialects } from './dialects/source-dialects.js'
import { changingCall } from './changing-call.js'
import type { Dialect } from './print.js'
import { call, raw, type ColumnType, type Sql } from './sql.js'
import { compileExpression } from './translation/compile-expression.js'
import type { Compiled } from './translation/compiled.js'
import { type Compiling, refusal, Untranslated, utcAdvice } from './translation/compiling.js'
import type { SqlType } from './translation/sql-type.js'
import { withEscapesRead } from './translation/text-escapes.js'
import { kindOf } from './translation/tree.js'
import { unknownFunction } from './translation/written-functions.js'
import type { WrittenDialect } from './written-dialect.js'

export { writtenDialects, type WrittenDialect } from './written-dialect.js'

/** The dialects as the parser names them. */
export const sdkDialects: Readonly<Record<WrittenDialect, SdkDialect>> = {
  duckdb: SdkDialect.DuckDB,
  postgresql: SdkDialect.PostgreSQL,
  clickhouse: SdkDialect.ClickHouse,
  redshift: SdkDialect.Redshift,
  snowflake: SdkDialect.Snowflake,
  bigquery: SdkDialect.BigQuery,
}

/** How a project writes its SQL: the dialect, and what stands for `{name}` in it. */
export interface Written {
  readonly in: WrittenDialect
  /** The project's parameters: each stands as a literal in the SQL. */
  readonly parameters: Readonly<Record<string, string>>
  /** The zone whose clock instants show in SQL. Default: UTC. */
  readonly timeZone?: string
}

/** An expression as a project wrote it: its text, and what it is for, to be named in refusals. */
export interface Expression {
  readonly text: string
  /** Such as `the condition of the activity "deposits"`. */
  readonly what: string
}

/** What an expression may refer to, and the dialect that it is written in. */
export interface Scope {
  readonly columns: readonly string[]
  readonly written: Written
  /** A column's type, where the expression is to be translated. */
  readonly typeOf?: (column: string) => ColumnType | undefined
  /** The type to which a column is cast where it is read; undefined leaves it as it is. */
  readonly castTo?: (column: string) => string | undefined
}

/** An expression that was parsed: which columns it reads, and its tree as the parser gives it. */
export interface ParsedExpression {
  readonly text: string
  /** The columns that it reads, by their declared names. */
  readonly columns: readonly string[]
  /** The parser's tree of the expression itself. */
  readonly tree: unknown
  /** The text with each column quoted in its declared letter case, and cast where its scope says so. */
  readonly quoted: string
  /** What it is for, and the columns' types where they are known. */
  readonly what: string
  readonly typeOf: (column: string) => ColumnType | undefined
}

const utcCall = /(?<![\w."])utc\s*\(/i

/** What stands in a text for what a clock shows at an instant: `utc`, or the project's `local`. */
const clockMark = (column: string, is: 'utc' | 'local') => `\uE000${is}:${column}\uE000`
const clockMarks = /\uE000(utc|local):([^\uE000]*)\uE000/g

/** Text in which instants are meant as such: they are put in as they are. */
const meansInstants = /\btimestamptz\b|\bwith\s+time\s+zone\b|\bnow\s*\(|\bcurrent_timestamp\b/i

/**
 * How the reference to an instant's column is read: as a clock of the project's zone, or of UTC by `utc(column)`;
 * undefined where it is the instant itself, alone or beside the zone whose clock it is to show.
 */
function clockAt(
  { start, end }: Reference,
  text: string,
): { readonly is: 'utc' | 'local'; readonly start: number; readonly end: number } | undefined {
  const characters = Array.from(text)
  const [before, after] = [characters.slice(0, start).join(''), characters.slice(end).join('')]
  const utc = /(?<![\w."])utc\s*\(\s*$/i.exec(before)
  const closing = /^\s*\)/.exec(after)
  if (utc !== null && closing !== null)
    return { is: 'utc', start: Array.from(before.slice(0, utc.index)).length, end: end + closing[0].length }
  const isAlone = /^[\s(]*$/.test(before) && /^[\s)]*$/.test(after)
  const namesZone =
    /^[\s)]*at\s+time\s+zone\b/i.test(after) ||
    /(?:timezone\s*\(\s*'[^']*'\s*,|totimezone\s*\()\s*$/i.test(before)
  return isAlone || namesZone || meansInstants.test(text) ? undefined : { is: 'local', start, end }
}

const opening = 'SELECT (\n'
const closing = '\n)'

/**
 * Parses one scalar expression over a relation's columns.
 *
 * @throws Refusal `sql-syntax` with line and column inside the expression, `unknown-column`, `sql-changes` for the clock
 * and chance, or `sql-not-scalar` for a subquery, an aggregate, a window or a parameter.
 */
export function parseExpression(written: Expression, scope: Scope): ParsedExpression {
  const text = withParameters(written.text, scope.written.parameters)
  const expression = { text, what: written.what }
  const parsed = parse(opening + parseable(text) + closing, sdkDialects[scope.written.in])
  const select = selectOf(parsed.ast)
  if (!parsed.success || select === undefined) {
    const at = positionOf(text, (parsed.errorStart ?? opening.length) - opening.length)
    const problem =
      parsed.error?.replace(/^.*?line \d+, column \d+: /, '').replace(/ near \[[^]*\]$/, '') ??
      'It is more than one expression'
    throw new Refusal('sql-syntax', { what: written.what, expression: text, ...at, problem })
  }
  refuseWhatIsNotScalar(select, expression)
  refuseWhatChanges(expression, scope)
  const references = columnsIn(select)
  const quoted = Array.from(text)
  for (const reference of [...references].sort((a, b) => b.start - a.start)) {
    const column = declaredColumn(reference, expression, scope)
    const read = `"${column.replaceAll('"', '""')}"`
    const castTo = scope.castTo?.(column)
    const clock = scope.typeOf?.(column) === 'instant' ? clockAt(reference, text) : undefined
    if (clock !== undefined) quoted.splice(clock.start, clock.end - clock.start, clockMark(column, clock.is))
    else {
      const replacement = castTo === undefined ? read : `CAST(${read} AS ${castTo})`
      quoted.splice(reference.start, reference.end - reference.start, replacement)
    }
  }
  const columns = [...new Set(references.map((reference) => declaredColumn(reference, expression, scope)))]
  const { typeOf = () => undefined } = scope
  return { text, columns, tree: treeOf(select), quoted: quoted.join(''), what: written.what, typeOf }
}

/** The parser does not know DuckDB's `//`; where columns stand it tells from another division as well. */
function parseable(text: string): string {
  return text.replaceAll(/('(?:[^']|'')*'|"(?:[^"]|"")*")|\/\//g, (_all, quoted?: string) => quoted ?? ' /')
}

/**
 * The expression as SQL for a warehouse, in parentheses. Where it is written in the warehouse's own dialect it stands as
 * it was written, with the columns' names put in; elsewhere only what is known to mean the same there is translated.
 *
 * @throws Refusal `sql-construct` with line and column inside the expression
 * @example
 * printExpression(parseExpression({ text: 'quantity * 2', what }, scope), { written, dialect: postgresDialect })
 */
export function printExpression(expression: ParsedExpression, { written, dialect }: Printing): Sql {
  if (written.in === dialect.name) return raw(`(${asWritten(expression, { written, dialect })}\n)`)
  return raw(`(${translated(expression, { written, dialect }).text})`)
}

/**
 * The expression's value as text for a warehouse, the same on each: `true` and `false`, `2024-02-29`,
 * `2024-02-29 23:30:00`, decimals with their places.
 *
 * @throws Refusal as {@link printExpression} does
 */
export function printAsText(expression: ParsedExpression, { written, dialect }: Printing): Sql {
  const { text, type } = typedText(expression, { written, dialect })
  // An instant reads as the clock of the project's zone shows it.
  if (type === 'instant')
    return raw(dialect.constructs.texted(localClock(text, { written, dialect }), 'timestamp'))
  return type === 'null' ? call('toText', raw(text)) : raw(dialect.constructs.texted(text, type))
}

/** How an expression is written, and the warehouse that it is printed for. */
export interface Printing {
  readonly written: Written
  readonly dialect: Dialect
}

/** An expression with its type, as far as it tells where it stands as it was written. */
function typedText(expression: ParsedExpression, printing: Printing): Pick<Compiled, 'text' | 'type'> {
  const { written, dialect } = printing
  if (written.in !== dialect.name) return translated(expression, printing)
  const text = `(${asWritten(expression, printing)}\n)`
  // Not every warehouse has a type of its own for what a condition gives.
  if (conditions.has(kindOf(bare(expression.tree)).kind))
    return { text: dialect.constructs.truth(text), type: 'boolean' }
  return { text, type: momentTypeOf(expression) ?? 'null' }
}

const conditions: ReadonlySet<string> = new Set(
  'eq neq lt lte gt gte and or not in between like i_like is_null is_true is_false null_safe_eq null_safe_neq boolean'.split(
    ' ',
  ),
)

/** The type of an expression that is an instant's column and nothing else. */
function momentTypeOf({ tree, columns, typeOf }: ParsedExpression): 'instant' | undefined {
  const isColumn = kindOf(bare(tree)).kind === 'column'
  return isColumn && typeOf(columns[0] ?? '') === 'instant' ? 'instant' : undefined
}

function bare(tree: unknown): unknown {
  const { kind, parts } = kindOf(tree)
  return kind === 'paren' ? bare(parts['this']) : tree
}

/** What the clock of the project's zone shows at an instant. */
function localClock(instant: string, { written, dialect }: Printing): string {
  return dialect.constructs.clockOf(instant, dialect.constructs.literal(written.timeZone ?? 'UTC', 'text'))
}

/** The text as it was written, with what clocks show at instants put in. */
function asWritten(expression: ParsedExpression, { written, dialect }: Printing): string {
  const { constructs, quote } = dialect
  const text = expression.quoted.replaceAll(clockMarks, (_mark, is: string, column: string) =>
    is === 'utc'
      ? constructs.clockOf(quote(column), constructs.literal('UTC', 'text'))
      : localClock(quote(column), { written, dialect }),
  )
  const misused = utcCall.exec(text)
  if (misused === null) return text
  const at = Math.max(0, expression.text.search(utcCall))
  throw new Refusal('sql-construct', {
    what: expression.what,
    expression: expression.text,
    construct: 'utc(…)',
    from: written.in,
    to: dialect.name,
    advice: utcAdvice,
    ...positionOf(expression.text, Array.from(expression.text.slice(0, at)).length),
  })
}

function translated(expression: ParsedExpression, { written, dialect }: Printing): Compiled {
  try {
    return compiled(expression, written, dialect)
  } catch (thrown) {
    if (!(thrown instanceof Untranslated)) throw thrown
    const { construct, at, advice } = thrown
    const { text, what } = expression
    throw new Refusal('sql-construct', {
      what,
      expression: text,
      construct,
      from: written.in,
      to: dialect.name,
      advice,
      ...positionOf(text, at === undefined ? placeOf(construct, text) : at - opening.length),
    })
  }
}

function compiled(expression: ParsedExpression, written: Written, dialect: Dialect): Compiled {
  const { text, tree, typeOf } = expression
  const from = sourceDialects[written.in]
  const stranger = unknownFunction(text, from, new Set(['utc']))
  if (stranger !== undefined)
    throw new Untranslated(`${stranger.name}(…)`, stranger.at + opening.length, stranger.advice)
  if (parseable(text) !== text) throw new Untranslated('//', undefined, 'Write floor(a / b).')
  const compiling: Compiling = {
    from,
    to: dialect.constructs,
    expression: (inner) => compileExpression(inner, compiling),
    column: (named) => {
      const name = String((kindOf(named).parts['name'] as { name?: unknown } | undefined)?.name)
      const column =
        expression.columns.find((known) => known === name) ??
        expression.columns.find((known) => known.toLowerCase() === name.toLowerCase()) ??
        name
      const type = typeOf(column)
      if (type === undefined || type === 'set' || type === 'member')
        throw refusal(column, named, 'The type of this column is not known.')
      const read = dialect.quote(column)
      return type === 'instant' && !isInstant
        ? { text: localClock(read, { written, dialect }), type: 'timestamp' }
        : { text: read, type: type satisfies SqlType }
    },
    instant: (named) => {
      const column = kindOf(bare(named)).kind === 'column' ? instantNamed(bare(named), expression) : undefined
      return column === undefined ? undefined : { text: dialect.quote(column), type: 'instant' }
    },
  }
  const isInstant = momentTypeOf(expression) !== undefined || meansInstants.test(text)
  return compileExpression(withEscapesRead(tree, from), compiling)
}

/** The instant's column that a name stands for. */
function instantNamed(named: unknown, { columns, typeOf }: ParsedExpression): string | undefined {
  const name = String((kindOf(named).parts['name'] as { name?: unknown } | undefined)?.name)
  const column =
    columns.find((known) => known === name) ??
    columns.find((known) => known.toLowerCase() === name.toLowerCase())
  return column !== undefined && typeOf(column) === 'instant' ? column : undefined
}

/** Where a construct is written, as far as its name tells. */
function placeOf(construct: string, text: string): number {
  const name = /^[A-Za-z_]\w*/.exec(construct)?.[0] ?? construct
  const at = text.toLowerCase().indexOf(name.toLowerCase())
  return Array.from(text.slice(0, Math.max(0, at))).length
}

/** The text with each `{name}` of a parameter replaced by its value as a literal. */
function withParameters(text: string, parameters: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, parameter: string) => {
    const value = parameters[parameter]
    return value === undefined ? whole : `'${value.replaceAll("'", "''")}'`
  })
}

interface Reference {
  readonly name: string
  readonly table: string | undefined
  /** Offsets in code points from the start of the expression. */
  readonly start: number
  readonly end: number
}

type Node = Readonly<Record<string, unknown>>

function isNode(candidate: unknown): candidate is Node {
  return typeof candidate === 'object' && candidate !== null && !Array.isArray(candidate)
}

/** The select that wraps the expression, when it is nothing but that one expression. */
function selectOf(statements: unknown): Node | undefined {
  if (!Array.isArray(statements) || statements.length !== 1) return undefined
  const [statement] = statements as readonly unknown[]
  const select = isNode(statement) ? statement['select'] : undefined
  if (!isNode(select)) return undefined
  const clauses = Object.entries(select).filter(([, part]) => !isEmpty(part))
  const tree = treeOf(select)
  const single = Array.isArray(select['expressions']) && select['expressions'].length === 1
  return clauses.length === 1 && single && !Object.keys(tree).some((kind) => notAlone.has(kind))
    ? select
    : undefined
}

/** What the parser takes inside parentheses though it is not one value. */
const notAlone = new Set(['tuple', 'star', 'alias'])

function isEmpty(part: unknown): boolean {
  return part === null || part === undefined || part === false || (Array.isArray(part) && part.length === 0)
}

function treeOf(select: Node): Node {
  const [wrapped] = (select['expressions'] ?? []) as readonly unknown[]
  const paren = isNode(wrapped) ? wrapped['paren'] : undefined
  const inner = isNode(paren) ? paren['this'] : wrapped
  return isNode(inner) ? inner : {}
}

const notScalar = [
  'select',
  'subquery',
  'exists',
  'window_function',
  'parameter',
  'placeholder',
  'star',
] as const

function refuseWhatIsNotScalar(select: Node, expression: Expression): void {
  const tree = treeOf(select)
  const found = notScalar.find((kind) => contains(tree, kind))
  const aggregate = found === undefined && ast.hasAggregates(tree as never)
  if (found !== undefined || aggregate) {
    const holds = found === undefined ? 'an aggregate' : `a ${found === 'window_function' ? 'window' : found}`
    throw new Refusal('sql-not-scalar', { what: expression.what, expression: expression.text, holds })
  }
}

function refuseWhatChanges({ text, what }: Expression, { columns }: Scope): void {
  const call = changingCall(text, columns)
  if (call === undefined) return
  throw new Refusal('sql-changes', { what, expression: text, call: call.text, ...positionOf(text, call.at) })
}

function contains(tree: unknown, kind: string): boolean {
  if (Array.isArray(tree)) return tree.some((item) => contains(item, kind))
  if (!isNode(tree)) return false
  return Object.entries(tree).some(([key, child]) => (key === kind && isNode(child)) || contains(child, kind))
}

function columnsIn(select: Node): readonly Reference[] {
  const found: Reference[] = []
  const visit = (tree: unknown): void => {
    if (Array.isArray(tree)) tree.forEach(visit)
    if (!isNode(tree)) return
    const reference = referenceOf(tree['column'])
    if (reference) found.push(reference)
    Object.values(tree).forEach(visit)
  }
  visit(treeOf(select))
  return found
}

function referenceOf(column: unknown): Reference | undefined {
  if (!isNode(column) || !isNode(column['name'])) return undefined
  const span = column['span'] as { start: number; end: number }
  const table = isNode(column['table']) ? String(column['table']['name']) : undefined
  return {
    name: String(column['name']['name']),
    table,
    start: span.start - opening.length,
    end: span.end - opening.length,
  }
}

function declaredColumn(reference: Reference, expression: Expression, scope: Scope): string {
  const { columns } = scope
  if (reference.table === undefined) {
    const exact = columns.find((column) => column === reference.name)
    const folded = columns.filter((column) => column.toLowerCase() === reference.name.toLowerCase())
    if (exact !== undefined) return exact
    if (folded.length === 1 && folded[0] !== undefined) return folded[0]
  }
  const at = positionOf(expression.text, reference.start)
  const column = reference.table === undefined ? reference.name : `${reference.table}.${reference.name}`
  throw new Refusal('unknown-column', {
    what: expression.what,
    expression: expression.text,
    column,
    line: at.line,
    at: at.column,
    closest: columns.length === 0 ? undefined : nearest(reference.name, [...columns]),
    columns,
  })
}

function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = Array.from(text).slice(0, Math.max(0, offset)).join('')
  const lines = before.split('\n')
  return { line: lines.length, column: Array.from(lines.at(-1) ?? '').length + 1 }
}
