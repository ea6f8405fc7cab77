import { type Compiled, unified } from './compiled.js'
import { condition } from './compile-expression.js'
import { type Compiling, refusal } from './compiling.js'
import type { CompiledQuery, QueryColumn, QueryCompiling, Relation } from './query-compiling.js'
import type { SourceDialect } from './source-dialect.js'
import { isEmpty, isParts, kindOf, listOf, nameIn, type Parts, type Tree } from './tree.js'

interface ReadingRelations {
  readonly compiling: QueryCompiling
  /** What conditions over relations are translated with. */
  readonly expressions: (relations: readonly Relation[]) => Compiling
  readonly query: (tree: Tree, compiling: QueryCompiling) => CompiledQuery
}

/** The relations of FROM and its joins, and the clause as text. */
export function relationsOf(
  parts: Parts,
  reading: ReadingRelations,
): { readonly text: string; readonly relations: readonly Relation[] } {
  const from = isParts(parts['from']) ? listOf(parts['from']['expressions']) : []
  const relations: Relation[] = []
  const texts: string[] = []
  for (const each of from) {
    const relation = relationOf(each, reading)
    texts.push(`${texts.length === 0 ? '' : 'CROSS JOIN '}${relation.text}`)
    relations.push(relation)
  }
  for (const join of listOf(parts['joins'])) texts.push(joined(join, relations, reading))
  return { text: texts.join('\n'), relations }
}

const joins: Readonly<Record<string, string>> = {
  Inner: 'INNER JOIN',
  Left: 'LEFT JOIN',
  Right: 'RIGHT JOIN',
  Full: 'FULL JOIN',
  Cross: 'CROSS JOIN',
  LeftOuter: 'LEFT JOIN',
  RightOuter: 'RIGHT JOIN',
  FullOuter: 'FULL JOIN',
}

/** Adds a join's relation to those before it, and gives its text. */
function joined(join: Tree, relations: Relation[], reading: ReadingRelations): string {
  const parts = isParts(join) ? join : {}
  const kind = String(parts['kind'])
  const word = joins[kind]
  if (word === undefined || !isEmpty(parts['join_hint']) || !isEmpty(parts['match_condition']))
    throw refusal(`${kind.toUpperCase()} JOIN`, join, 'Use INNER, LEFT, RIGHT, FULL or CROSS JOIN.')
  const relation = relationOf(parts['this'], reading)
  const before = [...relations]
  const using = listOf(parts['using']).map((column) => nameIn(column) ?? '')
  if (using.length > 0) {
    if (word === 'FULL JOIN' || word === 'RIGHT JOIN')
      throw refusal('USING', join, 'Write ON with this join.')
    relations.push({ ...relation, merged: new Set(using.map((name) => name.toLowerCase())) })
    const { quote } = reading.compiling
    const pairs = using.map((name) => {
      const column = (from: readonly Relation[]) =>
        columnNamed(name, undefined, { relations: from, given: [], tree: join })
      const both = unified([column(before), column([relation])], reading.compiling.to)
      if (both === undefined)
        throw refusal(`USING (${quote(name)})`, join, 'The columns are of two types: cast one.')
      return `${both[0]?.text ?? ''} = ${both[1]?.text ?? ''}`
    })
    return `${word} ${relation.text} ON ${pairs.join(' AND ')}`
  }
  relations.push(relation)
  if (word === 'CROSS JOIN') return `${word} ${relation.text}`
  if (isEmpty(parts['on'])) throw refusal(word, join, 'Say by ON which rows belong together.')
  const { joins: needing, conditions } = reading.compiling.to.query.joinsByEquality
  if (needing.includes(word) && !holdsOneOf(conditions, parts['on']))
    throw refusal(word, join, 'This warehouse needs an equality in ON: a.x = b.x AND ….')
  return `${word} ${relation.text} ON ${condition(parts['on'], reading.expressions(relations)).text}`
}

/** Whether a condition holds one of those named, or is only TRUE. */
function holdsOneOf(conditions: readonly string[], tree: Tree): boolean {
  const { kind, parts } = kindOf(tree)
  if (conditions.includes(kind) || kind === 'boolean') return true
  return (
    ['paren', 'and', 'or'].includes(kind) &&
    ['this', 'left', 'right'].some((part) => holdsOneOf(conditions, parts[part]))
  )
}

function relationOf(tree: Tree, reading: ReadingRelations): Relation {
  const { kind, parts } = kindOf(tree)
  const { compiling } = reading
  if (kind === 'table') return tableOf(parts, tree, compiling)
  if (kind === 'subquery') {
    if (parts['lateral'] === true) throw refusal('LATERAL', tree, 'Write it as a join.')
    const query = reading.query(parts['this'], compiling)
    refuseTwins(query.columns, tree)
    const alias = nameIn(parts['alias']) ?? 'subquery'
    return aliased({ text: `(\n${query.text}\n)`, columns: query.columns }, { alias, parts, compiling })
  }
  throw refusal(`FROM ${kind.replaceAll('_', ' ')}`, tree, 'Read a table, a ref or a subquery.')
}

/** Columns of a query that others read have names of their own. */
export function refuseTwins(columns: readonly QueryColumn[], tree: Tree): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    const known = name.toLowerCase()
    if (seen.has(known)) throw refusal(name, tree, `Two columns are called "${name}": name one otherwise.`)
    seen.add(known)
  }
}

const ignoredOfTables = new Set([
  'name',
  'alias',
  'alias_explicit_as',
  'column_aliases',
  'trailing_comments',
  'leading_comments',
  'span',
])

function tableOf(parts: Parts, tree: Tree, compiling: QueryCompiling): Relation {
  const stranger = Object.keys(parts).find(
    (part) => !isEmpty(parts[part]) && !ignoredOfTables.has(part) && part !== 'final_',
  )
  const name = nameIn(parts['name']) ?? ''
  if (stranger !== undefined)
    throw refusal(`${stranger.replaceAll('_', ' ')} of ${name}`, tree, 'Name a ref or a query of WITH alone.')
  const found = compiling.relation(name)
  if (found === undefined)
    throw refusal(name, tree, 'Read it by ref or source, so that its columns are known.')
  if (parts['final_'] === true && found.isLatest !== true)
    throw refusal('FINAL', tree, 'Declare the source with key and latestBy, and leave FINAL out.')
  return aliased(found, { alias: nameIn(parts['alias']) ?? found.alias ?? name, parts, compiling })
}

function aliased(
  { text, columns }: Pick<Relation, 'text' | 'columns'>,
  {
    alias,
    parts,
    compiling,
  }: { readonly alias: string; readonly parts: Parts; readonly compiling: QueryCompiling },
): Relation {
  const { quote } = compiling
  const renamed = listOf(parts['column_aliases']).map((column) => nameIn(column) ?? '')
  const named = columns.map(({ unnamed: _unnamed, ...column }, at) => ({
    ...column,
    name: renamed[at] ?? column.name,
  }))
  const list = renamed.length === 0 ? '' : ` (${named.map(({ name }) => quote(name)).join(', ')})`
  return { text: `${text} AS ${quote(alias)}${list}`, columns: named, alias, quote }
}

interface Naming {
  readonly relations: readonly Relation[]
  /** What the select has named before. */
  readonly given: readonly (QueryColumn & { readonly text: string; readonly alias: string | undefined })[]
}

interface ReadingColumns {
  readonly from: SourceDialect
  /** Those of the queries around this one. */
  readonly around: readonly (readonly Relation[])[]
  readonly readsAround: () => void
}

/** What a column's name stands for: a relation's column, or else what the select has given that name. */
export function columnIn(
  tree: Tree,
  { relations, given, from, around, readsAround }: Naming & ReadingColumns,
): Compiled {
  const { parts } = kindOf(tree)
  const name = nameIn(parts['name']) ?? ''
  const item = given.find(({ alias }) => alias?.toLowerCase() === name.toLowerCase())
  const table = nameIn(parts['table'])
  const isColumn = relations.some(({ columns }) =>
    columns.some((column) => column.name.toLowerCase() === name.toLowerCase()),
  )
  if (
    table === undefined &&
    item !== undefined &&
    isColumn &&
    from.namesInSelect !== 'column' &&
    item.text !== columnNamed(name, table, { relations, given, tree }).text
  )
    throw refusal(name, tree, 'It names a column and something else in this SELECT: name it otherwise.')
  const outside = around.find((each) => !knows(relations, { name, table }) && knows(each, { name, table }))
  if (outside !== undefined) {
    readsAround()
    return columnNamed(name, table, { relations: outside, given: [], tree })
  }
  return columnNamed(name, table, { relations, given, tree })
}

/** Whether relations have a column; a name before it has to be one of theirs. */
function knows(
  relations: readonly Relation[],
  { name, table }: { readonly name: string; readonly table: string | undefined },
): boolean {
  return relations.some(
    ({ alias, columns }) =>
      (table === undefined || alias?.toLowerCase() === table.toLowerCase()) &&
      columns.some((column) => column.name.toLowerCase() === name.toLowerCase()),
  )
}

function columnNamed(
  name: string,
  table: string | undefined,
  { relations, given, tree }: Naming & { readonly tree: Tree },
): Compiled {
  const wanted = name.toLowerCase()
  const found = relations
    .filter(({ alias }) => table === undefined || alias?.toLowerCase() === table.toLowerCase())
    .flatMap((relation) => {
      if (table === undefined && relation.merged?.has(wanted) === true) return []
      const exact = relation.columns.find((column) => column.name === name)
      const column = exact ?? relation.columns.find((each) => each.name.toLowerCase() === wanted)
      return column === undefined ? [] : [{ relation, column }]
    })
  const [first, second] = found
  if (second !== undefined)
    throw refusal(name, tree, `More than one relation has a column "${name}": name the relation before it.`)
  if (first !== undefined) {
    const { relation, column } = first
    const quote = relation.quote ?? ((plain: string) => plain)
    const text =
      relation.alias === undefined ? quote(column.name) : `${quote(relation.alias)}.${quote(column.name)}`
    return { text, type: column.type, ...(column.kind !== undefined && { kind: column.kind }) }
  }
  const item = given.find(({ alias }) => table === undefined && alias?.toLowerCase() === wanted)
  if (item !== undefined)
    return { text: item.text, type: item.type, ...(item.kind !== undefined && { kind: item.kind }) }
  const known = [...new Set(relations.flatMap(({ columns }) => columns.map((column) => column.name)))]
  throw refusal(
    table === undefined ? name : `${table}.${name}`,
    tree,
    `There is no such column; there are ${known.join(', ')}.`,
  )
}
