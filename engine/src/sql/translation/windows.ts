import { type Compiling, refusal } from './compiling.js'
import type { SortedBy } from './constructs.js'
import { isEmpty, isParts, listOf, type Tree } from './tree.js'

/** What stands behind OVER: `(PARTITION BY … ORDER BY … ROWS …)`. */
export function windowOf(over: Tree, compiling: Compiling, tree: Tree): string {
  const parts = isParts(over) ? over : {}
  if (!isEmpty(parts['window_name'])) throw refusal('OVER name', tree, 'Write the window out behind OVER.')
  const by = listOf(parts['partition_by']).map((each) => compiling.expression(each).text)
  const order = listOf(parts['order_by']).map((each) =>
    compiling.to.query.orderTerm(sortedBy(each, compiling)),
  )
  const clauses = [
    ...(by.length === 0 ? [] : [`PARTITION BY ${by.join(', ')}`]),
    ...(order.length === 0 ? [] : [`ORDER BY ${order.join(', ')}`]),
    ...(isEmpty(parts['frame']) ? [] : [frameOf(parts['frame'], tree)]),
  ]
  return `(${clauses.join(' ')})`
}

/** A term of an ORDER BY, with the place of nulls that the dialect has where it says none. */
export function sortedBy(term: Tree, compiling: Compiling): SortedBy {
  const parts = isParts(term) ? term : {}
  const { type, text } = compiling.expression(parts['this'])
  const descending = parts['desc'] === true
  const { ascending, descending: whenDescending } = compiling.from.nullsFirst
  const written = parts['nulls_first']
  const nullsFirst = typeof written === 'boolean' ? written : descending ? whenDescending : ascending
  return { value: type === 'text' ? compiling.to.sortable(text) : text, descending, nullsFirst }
}

function frameOf(frame: Tree, tree: Tree): string {
  const parts = isParts(frame) ? frame : {}
  const kind = String(parts['kind']).toUpperCase()
  if (!['ROWS', 'RANGE'].includes(kind) || !isEmpty(parts['exclude']))
    throw refusal(`${kind} …`, tree, 'Use ROWS or RANGE without EXCLUDE.')
  const from = boundOf(parts['start'], { kind, tree })
  const until = isEmpty(parts['end']) ? 'CURRENT ROW' : boundOf(parts['end'], { kind, tree })
  return `${kind} BETWEEN ${from} AND ${until}`
}

const plainBounds: Readonly<Record<string, string>> = {
  CurrentRow: 'CURRENT ROW',
  UnboundedPreceding: 'UNBOUNDED PRECEDING',
  UnboundedFollowing: 'UNBOUNDED FOLLOWING',
}

function boundOf(bound: Tree, { kind, tree }: { readonly kind: string; readonly tree: Tree }): string {
  const plain = typeof bound === 'string' ? plainBounds[bound] : undefined
  if (plain !== undefined) return plain
  const [entry] = isParts(bound) ? Object.entries(bound) : []
  const [side, count] = entry ?? []
  const literal = isParts(count) && isParts(count['literal']) ? String(count['literal']['value']) : undefined
  const isKnown =
    (side === 'Preceding' || side === 'Following') && literal !== undefined && /^\d+$/.test(literal)
  if (!isKnown || kind === 'RANGE')
    throw refusal("a window's frame", tree, 'Use ROWS with numbers, UNBOUNDED or CURRENT ROW.')
  return `${literal} ${side.toUpperCase()}`
}
