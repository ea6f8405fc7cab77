import { generate, parse, transpile } from '@polyglot-sql/sdk'
import { dividing, sdkDialects, type WrittenDialect } from './expression.js'
import { withNullRules } from './keep-null-rules.js'
import { mendTranspiled } from './mend-transpiled.js'
import type { Dialect } from './print.js'

/** What keeps a text from being a query: a sentence, and where in the text. */
export interface QueryProblem {
  readonly problem: string
  /** Offset in the text. */
  readonly at: number
}

/** A name in a query that stands for a relation: in FROM without an alias, or before a column's name. */
export interface RelationReference {
  readonly name: string
  readonly as: 'table' | 'qualifier'
  /** Offsets in the text. */
  readonly start: number
  readonly end: number
}

type Node = Readonly<Record<string, unknown>>

const queryKinds = new Set(['select', 'union', 'intersect', 'except', 'subquery', 'values'])

/** What keeps a text from being one query in a dialect; undefined where it is one. */
export function queryProblem(text: string, writtenIn: WrittenDialect): QueryProblem | undefined {
  const parsed = parse(text, sdkDialects[writtenIn])
  if (!parsed.success) {
    const problem = parsed.error.replace(/^.*?line \d+, column \d+: /, '').replace(/ near \[[^]*\]$/, '')
    return { problem, at: fromCodePoints(text, parsed.errorStart ?? 0) }
  }
  const statements = statementsOf(parsed.ast)
  if (statements.length === 0) return { problem: 'It holds no query', at: 0 }
  if (statements.length > 1) return { problem: 'It holds more than one statement', at: text.indexOf(';') + 1 }
  const kind = Object.keys(statements[0] ?? {})[0] ?? ''
  return queryKinds.has(kind)
    ? undefined
    : { problem: `It is no SELECT but ${kind.replaceAll('_', ' ')}`, at: 0 }
}

/** Where a query names relations without giving them an alias. The text is a query, by {@link queryProblem}. */
export function relationsWithoutAlias(text: string, writtenIn: WrittenDialect): readonly RelationReference[] {
  const found: RelationReference[] = []
  const add = (as: RelationReference['as'], named: unknown): void => {
    if (!isNode(named) || !isNode(named['span'])) return
    const { start, end } = named['span'] as { start: number; end: number }
    found.push({
      name: String(named['name']),
      as,
      start: fromCodePoints(text, start),
      end: fromCodePoints(text, end),
    })
  }
  visit(parse(text, sdkDialects[writtenIn]).ast, (node) => {
    const { table, column, star } = node
    if (isNode(table) && table['alias'] === null) add('table', table['name'])
    for (const qualified of [column, star]) if (isNode(qualified)) add('qualifier', qualified['table'])
  })
  return found
}

/** What the transpiler warns of on ClickHouse, and what the engine's sessions set so that it does not happen. */
const settled = ['join_use_nulls = 1', 'aggregate_functions_null_for_empty = 1']

/**
 * A query in a warehouse's words.
 *
 * @example
 * translateQuery('SELECT isnull(a, 0) FROM t', { from: 'redshift', to: postgresDialect })
 * // { text: 'SELECT COALESCE(a, 0) FROM t' }
 */
export function translateQuery(
  text: string,
  { from, to }: { readonly from: WrittenDialect; readonly to: Dialect },
): { readonly text: string } | { readonly problem: string } {
  const statement = dividing(text, from)
  const target = sdkDialects[to.name]
  const strict = transpile(statement, sdkDialects[from], target, {
    unsupportedLevel: 'raise',
    maxUnsupported: 100,
  })
  const isSettled = !strict.success && to.name === 'clickhouse' && onlySettled(strict.error ?? '')
  const printed = isSettled ? transpile(statement, sdkDialects[from], target) : strict
  const translated = printed.sql?.[0]
  if (!printed.success || translated === undefined) return { problem: printed.error ?? 'no reason given' }
  return { text: mendTranspiled(to.name === 'clickhouse' ? keepingNulls(translated) : translated, to.name) }
}

function onlySettled(error: string): boolean {
  const reasons = error.replace(/^Unsupported: /, '').split('; ')
  return reasons.every((reason) => settled.some((setting) => reason.includes(setting)))
}

function keepingNulls(text: string): string {
  const parsed = parse(text, sdkDialects.clickhouse)
  if (!parsed.success) return text
  return generate(withNullRules(parsed.ast), sdkDialects.clickhouse).sql?.[0] ?? text
}

function statementsOf(tree: unknown): readonly Node[] {
  return Array.isArray(tree) ? (tree as readonly Node[]) : []
}

function visit(tree: unknown, work: (node: Node) => void): void {
  if (Array.isArray(tree))
    tree.forEach((item) => {
      visit(item, work)
    })
  if (!isNode(tree)) return
  work(tree)
  Object.values(tree).forEach((child) => {
    visit(child, work)
  })
}

function isNode(candidate: unknown): candidate is Node {
  return typeof candidate === 'object' && candidate !== null && !Array.isArray(candidate)
}

/** The parser counts code points; JavaScript's strings count UTF-16 units. */
function fromCodePoints(text: string, offset: number): number {
  return Array.from(text).slice(0, offset).join('').length
}
