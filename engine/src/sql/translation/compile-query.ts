import { compileExpression, condition } from './compile-expression.js'
import { type Compiled, kindAmong, unified } from './compiled.js'
import { type Compiling, refusal } from './compiling.js'
import { callOf } from './function-call.js'
import type { CompiledQuery, QueryColumn, QueryCompiling, Relation } from './query-compiling.js'
import { columnIn, refuseTwins, relationsOf } from './relations.js'
import type { SqlType } from './sql-type.js'
import { isEmpty, isParts, kindOf, listOf, nameIn, type Parts, type Tree } from './tree.js'
import { sortedBy } from './windows.js'

/**
 * A query's tree as SQL for a warehouse. Names are resolved and types are followed, so that only what is known to mean
 * the same there is translated.
 *
 * @throws Untranslated where anything in it is not
 */
export function compileQuery(tree: Tree, compiling: QueryCompiling): CompiledQuery {
  const { kind, parts } = kindOf(tree)
  // A query with a comment behind it.
  if (kind === 'annotated') return compileQuery(parts['this'], compiling)
  const { prefix, inner } = withParts(parts['with'], compiling)
  const body = bodyOf({ kind, parts, tree }, inner)
  return { ...body, text: prefix + body.text }
}

interface Body {
  readonly kind: string
  readonly parts: Parts
  readonly tree: Tree
}

function bodyOf({ kind, parts, tree }: Body, compiling: QueryCompiling): CompiledQuery {
  if (kind === 'select') return selectOf(parts, compiling, tree)
  if (kind === 'union' || kind === 'intersect' || kind === 'except')
    return combined(kind, parts, { compiling, tree })
  if (kind === 'subquery' || kind === 'paren') {
    const inner = compileQuery(parts['this'], compiling)
    const { columns } = inner
    const items = columns.map((column) => ({
      ...column,
      text: compiling.quote(column.name),
      alias: column.name,
    }))
    const tail = orderAndLimit(parts, { compiling: overColumns(columns, compiling), tree, items })
    if (tail === '') return { ...inner, text: `(${inner.text})` }
    return { columns, text: `(SELECT * FROM (\n${inner.text}\n) AS ${compiling.quote('ordered')}${tail})` }
  }
  throw refusal(kind.replaceAll('_', ' '), tree, 'Write a SELECT.')
}

/** The queries of a WITH, each of which those behind it can read. */
function withParts(clause: Tree, compiling: QueryCompiling): { prefix: string; inner: QueryCompiling } {
  if (isEmpty(clause) || !isParts(clause)) return { prefix: '', inner: compiling }
  if (clause['recursive'] === true)
    throw refusal('WITH RECURSIVE', clause, 'Write a query that does not read itself.')
  let inner = compiling
  const written: string[] = []
  for (const cte of listOf(clause['ctes'])) {
    const parts = isParts(cte) ? cte : {}
    const name = nameIn(parts['alias']) ?? ''
    const query = compileQuery(parts['this'], inner)
    const renamed = listOf(parts['columns']).map((column) => nameIn(column) ?? '')
    const columns = query.columns.map(({ unnamed, ...column }, at) =>
      renamed[at] === undefined
        ? { ...column, ...(unnamed !== undefined && { unnamed }) }
        : { ...column, name: renamed[at] },
    )
    refuseTwins(columns, cte)
    const list =
      renamed.length === 0 ? '' : ` (${columns.map((column) => compiling.quote(column.name)).join(', ')})`
    written.push(`${compiling.quote(name)}${list} AS (\n${query.text}\n)`)
    const outer = inner
    inner = {
      ...outer,
      relation: (wanted) =>
        wanted.toLowerCase() === name.toLowerCase()
          ? { text: compiling.quote(name), columns }
          : outer.relation(wanted),
    }
  }
  return { prefix: `WITH ${written.join(',\n')}\n`, inner }
}

function combined(
  kind: 'union' | 'intersect' | 'except',
  parts: Parts,
  { compiling, tree }: { readonly compiling: QueryCompiling; readonly tree: Tree },
): CompiledQuery {
  if (parts['by_name'] === true) throw refusal('BY NAME', tree, 'Name the columns in one order.')
  refuseUnclear(kind, parts, { compiling, tree })
  const sides = [parts['left'], parts['right']].map((side) => compileQuery(side, compiling))
  const [left, right] = sides as [CompiledQuery, CompiledQuery]
  if (left.columns.length !== right.columns.length)
    throw refusal(
      kind.toUpperCase(),
      tree,
      `One side has ${left.columns.length} columns, the other ${right.columns.length}.`,
    )
  const types = left.columns.map((column, at) => {
    const other = right.columns[at] ?? column
    const both = unified(
      [
        { text: '', type: column.type },
        { text: '', type: other.type },
      ],
      compiling.to,
    )?.[0]
    if (both === undefined)
      throw refusal(
        kind.toUpperCase(),
        tree,
        `The column "${column.name}" is a ${column.type} on one side and a ${other.type} on the other: cast one.`,
      )
    return both.type
  })
  const word = `${kind.toUpperCase()} ${parts['all'] === true ? 'ALL' : 'DISTINCT'}`
  const names = left.columns.map(({ name }) => name)
  const text = [left, right].map((side) => asTypes(side, { types, names, compiling })).join(`\n${word}\n`)
  const columns = left.columns.map((column, at) => ({ ...column, type: types[at] ?? column.type }))
  const over = overColumns(columns, compiling)
  const items = columns.map((column) => ({
    ...column,
    text: compiling.quote(column.name),
    alias: column.name,
  }))
  const tail = orderAndLimit(parts, { compiling: over, tree, items })
  return {
    text: tail === '' ? text : `SELECT * FROM (\n${text}\n) AS ${compiling.quote('combined')}${tail}`,
    columns,
  }
}

/** Refuses what a dialect reads in another way than the standard does, or not at all. */
function refuseUnclear(
  kind: string,
  parts: Parts,
  { compiling, tree }: { compiling: QueryCompiling; tree: Tree },
) {
  if (compiling.from.unionsAreSets) return
  const word = kind.toUpperCase()
  if (parts['all'] !== true && parts['distinct'] !== true)
    throw refusal(word, tree, `Write ${word} ALL or ${word} DISTINCT.`)
  if (!isEmpty(parts['order_by']) || !isEmpty(parts['limit']) || !isEmpty(parts['offset']))
    throw refusal(
      `ORDER BY behind ${word}`,
      tree,
      'It belongs to the last SELECT alone there: put all of them in parentheses behind FROM.',
    )
}

/** A query with its columns as types, by names. */
function asTypes(
  query: CompiledQuery,
  {
    types,
    names,
    compiling,
  }: { types: readonly SqlType[]; names: readonly string[]; compiling: QueryCompiling },
): string {
  const isSame = query.columns.every(({ type, name }, at) => type === types[at] && name === names[at])
  if (isSame)
    return query.text.startsWith('WITH')
      ? `SELECT * FROM (\n${query.text}\n) AS ${compiling.quote('side')}`
      : query.text
  const columns = query.columns.map(({ name, type }, at) => {
    const wanted = types[at] ?? type
    const own = compiling.quote(name)
    const value =
      wanted === type
        ? own
        : type === 'null'
          ? compiling.to.nothing(wanted)
          : compiling.to.widened(own, type, wanted)
    return `${value} AS ${compiling.quote(names[at] ?? name)}`
  })
  return `SELECT ${columns.join(', ')} FROM (\n${query.text}\n) AS ${compiling.quote('side')}`
}

const readClauses = new Set([
  ...[
    'expressions',
    'from',
    'joins',
    'where_clause',
    'group_by',
    'having',
    'qualify',
    'order_by',
    'limit',
    'offset',
  ],
  ...['distinct', 'distinct_on', 'with', 'leading_comments', 'post_select_comments', 'qualify_after_window'],
])

interface Item extends QueryColumn {
  readonly text: string
  /** The name that it was given; undefined where it has none of its own. */
  readonly alias: string | undefined
}

function selectOf(parts: Parts, compiling: QueryCompiling, tree: Tree): CompiledQuery {
  const stranger = Object.keys(parts).find((clause) => !isEmpty(parts[clause]) && !readClauses.has(clause))
  if (stranger !== undefined)
    throw refusal(stranger.replaceAll('_', ' ').toUpperCase(), tree, 'This clause is not known here.')
  const scope = relationsOf(parts, {
    compiling,
    expressions: (relations) => expressions(relations, [], compiling),
    query: compileQuery,
  })
  const items: Item[] = []
  for (const written of listOf(parts['expressions']))
    items.push(...itemsOf(written, { items, scope, compiling }))
  const named = distinctNames(items)
  const over = expressions(scope.relations, named, compiling)
  const overRows = expressions(scope.relations, unlessColumns(named, scope.relations, compiling), compiling)
  const where = isEmpty(parts['where_clause'])
    ? ''
    : `\nWHERE ${condition((parts['where_clause'] as Parts)['this'], { ...overRows, aggregates: false }).text}`
  const group = groupOf(parts['group_by'], { named, over, tree })
  const having = isEmpty(parts['having'])
    ? ''
    : `\nHAVING ${condition((parts['having'] as Parts)['this'], over).text}`
  const qualify = isEmpty(parts['qualify'])
    ? undefined
    : condition((parts['qualify'] as Parts)['this'], over).text
  const from = `${scope.text === '' ? '' : `\nFROM ${scope.text}`}${where}${group.text}${having}`
  return finished({ parts, named, from, qualify, over, tree, compiling, settings: group.settings })
}

interface Finishing {
  readonly parts: Parts
  readonly named: readonly Item[]
  readonly from: string
  readonly qualify: string | undefined
  readonly over: Compiling
  readonly tree: Tree
  readonly compiling: QueryCompiling
  readonly settings: string
}

/** The whole SELECT: what QUALIFY and DISTINCT ON leave out is taken out around it. */
function finished({
  parts,
  named,
  from,
  qualify,
  over,
  tree,
  compiling,
  settings,
}: Finishing): CompiledQuery {
  const { quote } = compiling
  const columns = named.map(({ text: _text, alias: _alias, ...column }) => column)
  const list = named.map(({ text, name }) => `${text} AS ${quote(name)}`)
  const first = listOf(parts['distinct_on'])
  const kept: string[] = []
  if (qualify !== undefined) kept.push(`${qualify} AS ${quote('daymark qualifies')}`)
  if (first.length > 0) kept.push(`${placeOf(first, { parts, over, named })} AS ${quote('daymark place')}`)
  const distinct = parts['distinct'] === true && first.length === 0 ? 'DISTINCT ' : ''
  if (kept.length === 0) {
    const tail = orderAndLimit(parts, { compiling: over, tree, items: named })
    return { text: `SELECT ${distinct}${list.join(', ')}${from}${tail}${settings}`, columns }
  }
  const inner = `SELECT ${[...list, ...kept].join(', ')}${from}${settings}`
  const conditions = [
    ...(qualify === undefined ? [] : [quote('daymark qualifies')]),
    ...(first.length === 0 ? [] : [`${quote('daymark place')} = 1`]),
  ]
  // The order said which rows are the first ones; it matters outside only to a LIMIT.
  const isOrdered = first.length === 0 || !isEmpty(parts['limit']) || !isEmpty(parts['offset'])
  const outside = isOrdered ? parts : { ...parts, order_by: null }
  const items = named.map((item) => ({ ...item, text: quote(item.name), alias: item.name }))
  const tail = orderAndLimit(outside, { compiling: overColumns(columns, compiling), tree, items })
  const outer = `SELECT ${distinct}${named.map(({ name }) => quote(name)).join(', ')} FROM (\n${inner}\n) AS ${quote('qualified')}`
  return { text: `${outer}\nWHERE ${conditions.join(' AND ')}${tail}`, columns }
}

function placeOf(
  first: readonly Tree[],
  {
    parts,
    over,
    named,
  }: { readonly parts: Parts; readonly over: Compiling; readonly named: readonly Item[] },
): string {
  if (first.some((each) => ordinalOf(each) !== undefined))
    throw refusal('DISTINCT ON', first, 'Name its columns.')
  const by = first.map((each) => over.expression(each).text)
  const terms = isParts(parts['order_by']) ? listOf(parts['order_by']['expressions']) : []
  const order = terms.map((term) => over.to.query.orderTerm(termOf(term, { compiling: over, items: named })))
  if (order.length === 0) throw refusal('DISTINCT ON', first, 'Say by ORDER BY which row is the first.')
  return `row_number() OVER (PARTITION BY ${by.join(', ')} ORDER BY ${order.join(', ')})`
}

/** What the SELECT names, without the names of columns where the dialect means the column there. */
function unlessColumns(
  items: readonly Item[],
  relations: readonly Relation[],
  { from }: QueryCompiling,
): readonly Item[] {
  if (from.namesInSelect !== 'column until WHERE, then refused') return items
  const names = new Set(relations.flatMap(({ columns }) => columns.map(({ name }) => name.toLowerCase())))
  return items.filter(({ alias }) => alias === undefined || !names.has(alias.toLowerCase()))
}

/** What expressions of a select can read: its relations, and then the names that it has given. */
function expressions(
  relations: readonly Relation[],
  given: readonly Item[],
  compiling: QueryCompiling,
): Compiling {
  const self: Compiling = {
    from: compiling.from,
    to: compiling.to,
    aggregates: true,
    expression: (tree) => compileExpression(tree, self),
    column: (tree) =>
      columnIn(tree, {
        relations,
        given,
        from: compiling.from,
        around: compiling.around ?? [],
        readsAround: () => compiling.readsAround?.(),
      }),
    subquery: (tree) => {
      let isCorrelated = false
      const query = compileQuery(kindOf(tree).kind === 'subquery' ? kindOf(tree).parts['this'] : tree, {
        ...compiling,
        around: [relations, ...(compiling.around ?? [])],
        readsAround: () => {
          isCorrelated = true
        },
      })
      return { text: query.text, types: query.columns.map(({ type }) => type), isCorrelated }
    },
  }
  return self
}

function overColumns(columns: readonly QueryColumn[], compiling: QueryCompiling): Compiling {
  return expressions(
    [{ text: '', columns }].map((each) => ({ ...each, quote: compiling.quote })),
    [],
    compiling,
  )
}

interface ReadingItems {
  readonly items: readonly Item[]
  readonly scope: { readonly relations: readonly Relation[] }
  readonly compiling: QueryCompiling
}

function itemsOf(written: Tree, { items, scope, compiling }: ReadingItems): readonly Item[] {
  const { kind, parts } = kindOf(written)
  if (kind === 'star') return starOf(parts, scope.relations, written)
  const over = expressions(scope.relations, unlessColumns(items, scope.relations, compiling), compiling)
  const isAliased = kind === 'alias'
  const value = over.expression(isAliased ? parts['this'] : written)
  const alias = isAliased ? nameIn(parts['alias']) : undefined
  const own = alias ?? (kind === 'column' ? nameIn(parts['name']) : undefined)
  const name = own ?? callOf(written)?.name ?? ''
  const { text, type } = value
  return [{ text, type, name, alias, ...kindAmong([value]), ...(own === undefined && { unnamed: written }) }]
}

function starOf(parts: Parts, relations: readonly Relation[], tree: Tree): readonly Item[] {
  if (!isEmpty(parts['replace']) || !isEmpty(parts['rename']))
    throw refusal('* REPLACE', tree, 'Name the columns.')
  const table = nameIn(parts['table'])
  const from = relations.filter(
    ({ alias }) => table === undefined || alias?.toLowerCase() === table.toLowerCase(),
  )
  if (from.length === 0) throw refusal(`${table ?? ''}.*`, tree, 'There is no such relation.')
  const left = new Set(listOf(parts['except']).map((column) => (nameIn(column) ?? '').toLowerCase()))
  return from.flatMap((relation) =>
    relation.columns
      .filter(
        ({ name }) => !left.has(name.toLowerCase()) && !(relation.merged?.has(name.toLowerCase()) ?? false),
      )
      .map(({ name, type, kind }) => ({
        text: qualified(relation, name),
        type,
        name,
        alias: undefined,
        ...(kind && { kind }),
      })),
  )
}

function qualified({ alias, quote = (name) => name }: Relation, name: string): string {
  return alias === undefined ? quote(name) : `${quote(alias)}.${quote(name)}`
}

/** Items by names that differ: what has none is called by its place. */
function distinctNames(items: readonly Item[]): readonly Item[] {
  return items.map((item, at) => (item.name === '' ? { ...item, name: `column_${at + 1}` } : item))
}

interface Grouping {
  readonly named: readonly Item[]
  readonly over: Compiling
  readonly tree: Tree
}

function groupOf(clause: Tree, { named, over, tree }: Grouping): { text: string; settings: string } {
  if (isEmpty(clause) || !isParts(clause)) return { text: '', settings: '' }
  if (clause['totals'] === true) throw refusal('WITH TOTALS', tree, 'Use ROLLUP.')
  if (clause['all'] === true) throw refusal('GROUP BY ALL', tree, 'Name what it groups by.')
  const totals: string[] = []
  const setOf = (written: Tree): string => {
    const { kind, parts } = kindOf(written)
    const terms =
      kind === 'tuple' ? listOf(parts['expressions']) : [kind === 'paren' ? parts['this'] : written]
    return `(${terms.map(term).join(', ')})`
  }
  const term = (written: Tree): string => {
    const { kind, parts } = kindOf(written)
    if (kind === 'rollup' || kind === 'cube') {
      totals.push(kind)
      return `${kind.toUpperCase()}(${listOf(parts['expressions']).map(term).join(', ')})`
    }
    const call = callOf(written)
    if (call !== undefined && (call.name === 'rollup' || call.name === 'cube')) {
      totals.push(kind)
      return `${call.name.toUpperCase()}(${call.args.map(term).join(', ')})`
    }
    if (call?.name === 'grouping sets') {
      totals.push(kind)
      return `GROUPING SETS (${call.args.map(setOf).join(', ')})`
    }
    const place = ordinalOf(written)
    if (place === undefined) return over.expression(written).text
    if (named[place - 1] === undefined)
      throw refusal(`GROUP BY ${place}`, written, 'There is no such column.')
    return String(place)
  }
  const terms = listOf(clause['expressions']).map(term)
  return {
    text: `\nGROUP BY ${terms.join(', ')}`,
    settings: totals.length > 0 ? over.to.query.totalsWithNullKeys : '',
  }
}

function ordinalOf(tree: Tree): number | undefined {
  const { kind, parts } = kindOf(tree)
  const isPlace =
    kind === 'literal' && parts['literal_type'] === 'number' && /^\d+$/.test(String(parts['value']))
  return isPlace ? Number(parts['value']) : undefined
}

interface Ordering {
  readonly compiling: Compiling
  readonly tree: Tree
  readonly items?: readonly Item[]
}

function termOf(term: Tree, { compiling, items = [] }: { compiling: Compiling; items?: readonly Item[] }) {
  const sorted = isParts(term) ? term['this'] : undefined
  const place = ordinalOf(sorted)
  if (place !== undefined && items[place - 1] === undefined)
    throw refusal(`ORDER BY ${place}`, term, 'There is no such column.')
  const item = place === undefined ? itemNamed(sorted, items) : items[place - 1]
  if (item === undefined) return sortedBy(term, compiling)
  if (place === undefined && compiling.from.namesInSelect === 'refused') compiling.expression(sorted)
  const self: Compiling = { ...compiling, expression: (): Compiled => ({ text: item.text, type: item.type }) }
  return sortedBy(term, self)
}

/** What the SELECT has given a name, which ORDER BY reads before it looks for a column of that name. */
function itemNamed(tree: Tree, items: readonly Item[]): Item | undefined {
  const { kind, parts } = kindOf(tree)
  if (kind !== 'column' || !isEmpty(parts['table'])) return undefined
  const name = nameIn(parts['name'])?.toLowerCase()
  return items.find(({ alias }) => alias !== undefined && alias.toLowerCase() === name)
}

function orderAndLimit(parts: Parts, { compiling, tree, items = [] }: Ordering): string {
  const terms = isParts(parts['order_by']) ? listOf(parts['order_by']['expressions']) : []
  const order = terms.map((term) => compiling.to.query.orderTerm(termOf(term, { compiling, items })))
  const limit = countOf(parts['limit'], tree)
  const offset = countOf(parts['offset'], tree)
  return [
    ...(order.length === 0 ? [] : [`\nORDER BY ${order.join(', ')}`]),
    ...(limit === undefined ? [] : [`\nLIMIT ${limit}`]),
    ...(offset === undefined ? [] : [` OFFSET ${offset}`]),
  ].join('')
}

function countOf(clause: Tree, tree: Tree): string | undefined {
  if (isEmpty(clause)) return undefined
  const parts = isParts(clause) ? clause : {}
  const counted = ordinalOf(isParts(parts['this']) ? parts['this'] : clause)
  if (counted === undefined || parts['percent'] === true)
    throw refusal('LIMIT', tree, 'Write the number of rows out.')
  return String(counted)
}
