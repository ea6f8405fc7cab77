/** A node of the parser's tree: one key that says what it is, over its parts. */
export type Tree = unknown
export type Parts = Readonly<Record<string, unknown>>

export function isParts(candidate: Tree): candidate is Parts {
  return typeof candidate === 'object' && candidate !== null && !Array.isArray(candidate)
}

/** What a node is, and its parts: `{ add: { left, right } }` is an `add`. */
export function kindOf(tree: Tree): { readonly kind: string; readonly parts: Parts } {
  if (!isParts(tree)) return { kind: 'nothing', parts: {} }
  const [entry] = Object.entries(tree)
  if (entry === undefined) return { kind: 'nothing', parts: {} }
  const [kind, parts] = entry
  return { kind, parts: isParts(parts) ? parts : { value: parts } }
}

export function listOf(parts: unknown): readonly Tree[] {
  return Array.isArray(parts) ? (parts as readonly Tree[]) : []
}

/** The name in an identifier, such as an alias. */
export function nameIn(identifier: unknown): string | undefined {
  return isParts(identifier) && typeof identifier['name'] === 'string' ? identifier['name'] : undefined
}

/** Whether a part says nothing: it is missing, false or empty. */
export function isEmpty(part: unknown): boolean {
  return part === null || part === undefined || part === false || (Array.isArray(part) && part.length === 0)
}

/** The first offset in the text, in code points, that a tree tells of. */
export function firstOffset(tree: Tree): number | undefined {
  if (Array.isArray(tree)) return smallest(tree.map(firstOffset))
  if (!isParts(tree)) return undefined
  const own = isParts(tree['span']) ? Number(tree['span']['start']) : undefined
  return smallest([own, ...Object.values(tree).map(firstOffset)])
}

function smallest(offsets: readonly (number | undefined)[]): number | undefined {
  const known = offsets.filter((offset) => offset !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}
