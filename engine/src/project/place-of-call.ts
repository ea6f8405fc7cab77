import { existsSync, readFileSync } from 'node:fs'
import { parse, type ParserPlugin } from '@babel/parser'
import type { DeclaredAt, Place } from '../errors.js'

/** A node of a parsed file. Which further keys it has is by its type. */
interface Node {
  readonly type: string
  readonly start: number
  readonly loc: { readonly start: { readonly line: number; readonly column: number } }
  readonly [key: string]: unknown
}

/**
 * The place of the value, or of the key, that is wrong in a call. Where the value comes from elsewhere (a loop, another
 * file) it is the innermost place on the way to it that stands in the file.
 *
 * @param frame the call's line, and about its column
 */
export function placeOfCall(frame: Place, at: DeclaredAt | undefined): Place {
  const file = parsed(frame.file)
  if (file === undefined) return frame
  const nodes = [...nodesIn(file)]
  const call = nearestCall(nodes, frame, at?.call)
  if (call === undefined) return frame
  const place = at === undefined ? undefined : placeInside(call, at, nodes)
  return placeOf(frame.file, place ?? call)
}

function parsed(file: string): Node | undefined {
  if (!existsSync(file)) return undefined
  const plugins: ParserPlugin[] = /\.[mc]?ts$/.test(file) ? ['typescript'] : []
  const options = { sourceType: 'module', errorRecovery: true, plugins } as const
  try {
    return parse(readFileSync(file, 'utf8'), options).program as unknown as Node
  } catch {
    // What cannot be parsed has been refused before with the parser's own words.
    return undefined
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'loc' in value
}

function* nodesIn(node: Node): Generator<Node> {
  yield node
  for (const [key, child] of Object.entries(node)) {
    if (key === 'loc') continue
    for (const each of Array.isArray(child) ? child : [child]) if (isNode(each)) yield* nodesIn(each)
  }
}

/** The call on the frame's line that is the nearest to its column; of calls of the function itself, where there are. */
function nearestCall(nodes: readonly Node[], frame: Place, name: string | undefined): Node | undefined {
  const onLine = nodes.filter((node) => node.type === 'CallExpression' && node.loc.start.line === frame.line)
  const ofName = onLine.filter(({ callee }) => nameOf(callee) === name)
  const far = ({ loc }: Node) => Math.abs(loc.start.column + 1 - frame.column)
  return (ofName.length > 0 ? ofName : onLine).toSorted((one, other) => far(one) - far(other))[0]
}

/** The name of a function or a key; undefined for what is none. */
function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  if (node.type === 'MemberExpression') return nameOf(node['property'])
  const name = node['name'] ?? node['value']
  return typeof name === 'string' || typeof name === 'number' ? String(name) : undefined
}

function placeInside(
  call: Node,
  { path, isKey = false }: DeclaredAt,
  nodes: readonly Node[],
): Node | undefined {
  const [first, ...rest] = path
  let value = list(call['arguments'])[Number(first)]
  if (value === undefined) return undefined
  for (const [index, step] of rest.entries()) {
    const held = whatItIs(value, nodes)
    const property = held && stepInto(held, step)
    if (property === undefined) return held ?? value
    if (isKey && index === rest.length - 1) return property.key
    value = property.value
  }
  return value
}

/** What an expression stands for: what a constant of the file was given, without what only types need. */
function whatItIs(value: Node, nodes: readonly Node[]): Node | undefined {
  if (['TSAsExpression', 'TSSatisfiesExpression', 'ParenthesizedExpression'].includes(value.type)) {
    return isNode(value['expression']) ? whatItIs(value['expression'], nodes) : undefined
  }
  if (value.type !== 'Identifier') return value
  const declared = nodes.find(
    ({ type, id }) => type === 'VariableDeclarator' && isNode(id) && nameOf(id) === nameOf(value),
  )
  return isNode(declared?.['init']) ? whatItIs(declared['init'], nodes) : undefined
}

function stepInto(
  held: Node,
  step: string | number,
): { readonly key: Node; readonly value: Node } | undefined {
  if (held.type === 'ArrayExpression') {
    const element = list(held['elements'])[Number(step)]
    return element && { key: element, value: element }
  }
  if (held.type !== 'ObjectExpression') return undefined
  const property = list(held['properties']).find(({ key }) => nameOf(key) === String(step))
  if (property === undefined || !isNode(property['key'])) return undefined
  return { key: property['key'], value: isNode(property['value']) ? property['value'] : property }
}

function list(nodes: unknown): readonly Node[] {
  return Array.isArray(nodes) ? nodes.filter(isNode) : []
}

function placeOf(file: string, { loc }: Node): Place {
  return { file, line: loc.start.line, column: loc.start.column + 1 }
}
