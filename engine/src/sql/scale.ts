import type { ColumnType } from './sql.js'

/** The type of a column by its name. */
export type TypeOf = (column: string) => ColumnType | undefined

type Node = Readonly<Record<string, unknown>>

/**
 * How many decimal places the exact value of an expression has, found from its tree: sums keep the larger
 * scale, products add theirs. Undefined where that cannot be told (a division, a double, a function), so that
 * the author has to say it.
 *
 * @example
 * scaleOf(parsed('quantity * unit_price').tree, typeOf) // 3, for an integer and a decimal(18,3)
 */
export function scaleOf(tree: unknown, typeOf: TypeOf): number | undefined {
  if (!isNode(tree)) return undefined
  const [entry] = Object.entries(tree)
  if (entry === undefined) return undefined
  const [kind, node] = entry
  return isNode(node) ? rules[kind]?.(node, (child) => scaleOf(child, typeOf), typeOf) : undefined
}

type Rule = (node: Node, scale: (child: unknown) => number | undefined, typeOf: TypeOf) => number | undefined

const rules: Readonly<Partial<Record<string, Rule>>> = {
  column: (node, _scale, typeOf) =>
    scaleOfType(typeOf(String(isNode(node['name']) ? node['name']['name'] : ''))),
  literal: (node) => (node['literal_type'] === 'number' ? scaleOfNumber(String(node['value'])) : undefined),
  paren: (node, scale) => scale(node['this']),
  neg: (node, scale) => scale(node['this']),
  abs: (node, scale) => scale(node['this']),
  add: (node, scale) => largest([scale(node['left']), scale(node['right'])]),
  sub: (node, scale) => largest([scale(node['left']), scale(node['right'])]),
  mul: (node, scale) => total([scale(node['left']), scale(node['right'])]),
  coalesce: (node, scale) => largest(list(node['expressions']).map(scale)),
  cast: (node) => scaleOfCast(node['to']),
  function: (node) =>
    String(node['name']).toLowerCase() === 'round' ? wholeNumber(list(node['args'])[1]) : undefined,
  case: (node, scale) => {
    const branches = list(node['whens']).map((when) => list(when)[1])
    const otherwise = node['else_'] ?? node['else'] ?? node['default']
    return largest([...branches, ...(isNode(otherwise) ? [otherwise] : [])].map(scale))
  },
}

/** The scale of a column's type: 0 for integers; undefined for what has none. */
export function scaleOfType(type: ColumnType | undefined): number | undefined {
  if (type === 'integer' || type === 'member') return 0
  const decimal = type === undefined ? null : /^decimal\(\d+, ?(\d+)\)$/.exec(type)
  return decimal?.[1] === undefined ? undefined : Number(decimal[1])
}

function scaleOfNumber(text: string): number | undefined {
  const number = /^\d*(?:\.(\d*))?$/.exec(text)
  return number ? (number[1]?.length ?? 0) : undefined
}

function scaleOfCast(to: unknown): number | undefined {
  if (!isNode(to)) return undefined
  const type = String(to['data_type'])
  if (type === 'decimal' || type === 'numeric') return Number(to['scale'] ?? 0)
  return /int/.test(type) ? 0 : undefined
}

function wholeNumber(tree: unknown): number | undefined {
  if (tree === undefined) return 0
  const literal = isNode(tree) && isNode(tree['literal']) ? Number(tree['literal']['value']) : Number.NaN
  return Number.isInteger(literal) && literal >= 0 ? literal : undefined
}

function largest(scales: readonly (number | undefined)[]): number | undefined {
  return scales.some((scale) => scale === undefined)
    ? undefined
    : Math.max(0, ...(scales as readonly number[]))
}

function total(scales: readonly (number | undefined)[]): number | undefined {
  return scales.reduce(
    (sum, scale) => (sum === undefined || scale === undefined ? undefined : sum + scale),
    0,
  )
}

function list(children: unknown): readonly unknown[] {
  return Array.isArray(children) ? (children as readonly unknown[]) : []
}

function isNode(candidate: unknown): candidate is Node {
  return typeof candidate === 'object' && candidate !== null && !Array.isArray(candidate)
}
