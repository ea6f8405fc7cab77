/** A parser's tree, or a part of one. */
type Tree = unknown

/**
 * Makes every division in a tree one of doubles that is null where the divisor is 0, so that it reads the same
 * on every warehouse: they differ in what they make of two integers or two decimals, and of a divisor of 0.
 */
export function withRealDivision(tree: Tree): Tree {
  if (Array.isArray(tree)) return tree.map(withRealDivision)
  if (typeof tree !== 'object' || tree === null) return tree
  const node = Object.fromEntries(Object.entries(tree).map(([key, child]) => [key, withRealDivision(child)]))
  const division: unknown = node['div']
  return isDivision(division) ? { ...node, div: realDivision(division) } : node
}

interface Division {
  readonly left: Tree
  readonly right: Tree
}

function isDivision(candidate: unknown): candidate is Division {
  return typeof candidate === 'object' && candidate !== null && 'left' in candidate && 'right' in candidate
}

const plainCall = {
  distinct: false,
  trailing_comments: [],
  use_bracket_syntax: false,
  no_parens: false,
  quoted: false,
}

function realDivision(division: Division): Division {
  const to = { data_type: 'double', precision: null, scale: null }
  const left = { cast: { this: division.left, to, trailing_comments: [], double_colon_syntax: false } }
  const zero = { literal: { literal_type: 'number', value: '0' } }
  return {
    ...division,
    left,
    right: { function: { name: 'nullif', args: [division.right, zero], ...plainCall } },
  }
}
