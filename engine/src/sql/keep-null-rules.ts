import { Dialect, parse } from '@polyglot-sql/sdk'

/** A parser's tree, or a part of one. */
type Tree = unknown
type Node = Readonly<Record<string, unknown>>

/**
 * Makes a tree of ClickHouse's follow standard SQL's rules of null where ClickHouse has its own: a list from a
 * subquery that holds a null decides nothing about what is not in it, an empty one decides for null as well; and
 * before the first row of a window there is null, also for a column that cannot hold one.
 */
export function withNullRules(tree: Tree): Tree {
  if (Array.isArray(tree)) return tree.map(withNullRules)
  if (!isNode(tree)) return tree
  const node = Object.fromEntries(Object.entries(tree).map(([key, child]) => [key, withNullRules(child)]))
  const listed = node['in']
  if (isNode(listed) && isNode(listed['query'])) return membership(listed)
  for (const shift of ['lag', 'lead']) {
    const shifted = node[shift]
    if (isNode(shifted)) return { [shift]: { ...shifted, this: nullable(shifted['this']) } }
  }
  return node
}

const memberOf = expressionOf(`(CASE
  WHEN (SELECT count(*) FROM (SELECT 1 FROM daymark_list) AS listed(item)) = 0 THEN FALSE
  WHEN daymark_is_in THEN TRUE
  WHEN (SELECT count(*) - count(item) FROM (SELECT 1 FROM daymark_list) AS listed(item)) > 0 THEN NULL
  ELSE daymark_is_in END)`)
const notMemberOf = expressionOf('NOT daymark_member')
const asNullable = expressionOf('toNullable(daymark_value)')

function membership(listed: Node): Tree {
  const isIn = { in: { ...listed, not: false } }
  const member = replaced(memberOf, { column: { daymark_is_in: isIn }, query: listed['query'] })
  return listed['not'] === true ? replaced(notMemberOf, { column: { daymark_member: member } }) : member
}

function nullable(value: Tree): Tree {
  return replaced(asNullable, { column: { daymark_value: value } })
}

/** The tree of one expression. */
function expressionOf(text: string): Tree {
  const [statement] = parse(`SELECT ${text}`, Dialect.ClickHouse).ast as readonly {
    readonly select: { readonly expressions: readonly Tree[] }
  }[]
  return statement?.select.expressions[0]
}

interface Replacements {
  /** What stands for columns, by their names. */
  readonly column: Readonly<Record<string, Tree>>
  /** What stands for the query over `daymark_list`. */
  readonly query?: Tree
}

function replaced(tree: Tree, by: Replacements): Tree {
  if (Array.isArray(tree)) return tree.map((item) => replaced(item, by))
  if (!isNode(tree)) return tree
  const { column, select } = tree
  if (isNode(column) && isNode(column['name'])) {
    const name = String(column['name']['name'])
    if (Object.hasOwn(by.column, name)) return by.column[name]
  }
  if (by.query !== undefined && isNode(select) && readsList(select)) return by.query
  return Object.fromEntries(Object.entries(tree).map(([key, child]) => [key, replaced(child, by)]))
}

function readsList(select: Node): boolean {
  const from = select['from'] as { expressions?: readonly { table?: { name?: { name?: unknown } } }[] } | null
  return from?.expressions?.[0]?.table?.name?.name === 'daymark_list'
}

function isNode(candidate: Tree): candidate is Node {
  return typeof candidate === 'object' && candidate !== null && !Array.isArray(candidate)
}
