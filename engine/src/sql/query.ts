import { parse } from './parser.js'
import { sourceDialects } from './dialects/source-dialects.js'
import { sdkDialects } from './expression.js'
import type { Dialect } from './print.js'
import { compileQuery } from './translation/compile-query.js'
import { refusal, Untranslated } from './translation/compiling.js'
import type { CompiledQuery, QueryCompiling } from './translation/query-compiling.js'
import { withEscapesRead } from './translation/text-escapes.js'
import { unknownFunction } from './translation/written-functions.js'
import type { WrittenDialect } from './written-dialect.js'

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

/** A query in a warehouse's words, and its columns; or what keeps it from being translated, with its offset. */
export type TranslatedQuery =
  CompiledQuery | { readonly construct: string; readonly advice: string; readonly at: number }

/** What a query is translated from and to, and what stands for the relations that it names. */
export interface QueryTranslation {
  readonly from: WrittenDialect
  readonly to: Dialect
  readonly relation: QueryCompiling['relation']
}

/**
 * A query in a warehouse's words. The text is a query, by {@link queryProblem}.
 *
 * @example
 * translateQuery('SELECT isnull(a, 0) AS a FROM t', { from: 'redshift', to: postgresDialect, relation })
 * // { text: 'SELECT coalesce("t"."a", CAST(0 AS BIGINT)) AS "a" FROM t AS "t"', columns: [{ name: 'a', type: 'integer' }] }
 */
export function translateQuery(text: string, { from, to, relation }: QueryTranslation): TranslatedQuery {
  const source = sourceDialects[from]
  const parsed = parse(text, sdkDialects[from])
  const [tree] = statementsOf(parsed.ast)
  const named = cteNames(tree)
  const stranger = unknownFunction(text, source, named)
  if (stranger !== undefined)
    return {
      construct: `${stranger.name}(…)`,
      advice: stranger.advice,
      at: fromCodePoints(text, stranger.at),
    }
  try {
    const query = compileQuery(withEscapesRead(tree, source), {
      from: source,
      to: to.constructs,
      quote: to.quote,
      relation,
    })
    const nameless = query.columns.find(({ unnamed }) => unnamed !== undefined)
    if (nameless === undefined) return query
    const advice = 'Each dialect calls a column without a name otherwise: name it with AS.'
    throw refusal(nameless.name, nameless.unnamed, advice)
  } catch (thrown) {
    if (!(thrown instanceof Untranslated)) throw thrown
    const { construct, advice, at } = thrown
    const place = at === undefined ? placeOf(construct, text) : fromCodePoints(text, at)
    return { construct, advice, at: place }
  }
}

/** The names of a query's own relations, which may stand before a parenthesis. */
function cteNames(tree: unknown): ReadonlySet<string> {
  const names = new Set<string>()
  visit(tree, (node) => {
    for (const cte of Array.isArray(node['ctes']) ? (node['ctes'] as readonly unknown[]) : []) {
      const alias = isNode(cte) ? cte['alias'] : undefined
      if (isNode(alias)) names.add(String(alias['name']).toLowerCase())
    }
  })
  return names
}

function placeOf(construct: string, text: string): number {
  const name = /^[A-Za-z_]\w*/.exec(construct)?.[0] ?? construct
  return Math.max(0, text.toLowerCase().indexOf(name.toLowerCase()))
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
