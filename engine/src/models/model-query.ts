import { Refusal } from '../errors.js'
import type { Dialect } from '../sql/print.js'
import { queryProblem, relationsWithoutAlias, translateQuery } from '../sql/query.js'
import { join, raw, type Sql } from '../sql/sql.js'
import type { CompiledQuery, QueryColumn } from '../sql/translation/query-compiling.js'
import { concealed } from './concealed.js'
import type { Model, Relation, RenderedModel } from './model.js'

/** Where models run, and what stands for the relations that they read. */
export interface QueryWriting {
  readonly dialect: Dialect
  /** A relation for FROM: a table's name, or a query in parentheses. */
  readonly relation: (relation: Relation) => Sql
  /** The columns of a relation, where the models are translated. */
  readonly columnsOf: (relation: Relation) => readonly QueryColumn[]
}

/**
 * A model's query for a warehouse. Where the model is written in the warehouse's own dialect, it runs as it is written.
 *
 * @param rendered the model's `full` or `incremental`
 * @throws Refusal `model-syntax`, `model-construct`
 */
export function modelQuery(model: Model, rendered: RenderedModel, writing: QueryWriting): Sql {
  const { dialect, relation } = writing
  const { name, file, writtenIn } = model
  const wrong = queryProblem(rendered.sql, writtenIn)
  if (wrong !== undefined) {
    const place = rendered.positions.placeOf(wrong.at)
    throw new Refusal('model-syntax', {
      model: name,
      file: file.path,
      ...place,
      problem: concealed(wrong.problem, rendered.secrets),
    })
  }
  const text =
    writtenIn === dialect.name ? withAliases(rendered, writtenIn) : translated(model, rendered, writing).text
  const [first = '', ...rest] = text.replace(/[;\s]+$/, '').split(/"?\bdaymark_ref_(?=\d)/)
  const pieces = rest.flatMap((piece) => {
    const [marked = '', number = ''] = /^(\d+)"?/.exec(piece) ?? []
    const read = rendered.relations[Number(number)]
    return [...(read === undefined ? [] : [relation(read)]), raw(piece.slice(marked.length))]
  })
  return join([raw(first), ...pieces], '')
}

/** The columns that a model's query gives, where it is translated for a warehouse. */
export function modelQueryColumns(
  model: Model,
  rendered: RenderedModel,
  writing: QueryWriting,
): readonly QueryColumn[] {
  return translated(model, rendered, writing).columns
}

function translated(
  { name, file, writtenIn }: Model,
  rendered: RenderedModel,
  { dialect, columnsOf }: QueryWriting,
): CompiledQuery {
  const found = translateQuery(rendered.sql, {
    from: writtenIn,
    to: dialect,
    relation: (named) => {
      const read = rendered.relations[Number(/^daymark_ref_(\d+)$/.exec(named)?.[1])]
      if (read === undefined) return undefined
      const isLatest = read.is === 'source' && read.source.latestBy !== undefined
      return { text: named, alias: read.name, columns: columnsOf(read), isLatest }
    },
  })
  if (!('construct' in found)) return found
  const { construct, advice, at } = found
  const place = rendered.positions.placeOf(at)
  const to = dialect.name
  throw new Refusal('model-construct', {
    model: name,
    file: file.path,
    ...place,
    construct: concealed(construct, rendered.secrets),
    advice,
    from: writtenIn,
    to,
  })
}

/** Gives each relation its name as an alias where it has none, so that its columns can be named by it. */
function withAliases({ sql, relations }: RenderedModel, writtenIn: Model['writtenIn']): string {
  const aliasOf = new Map(relations.map(({ name }, nr) => [`daymark_ref_${nr}`, name]))
  const edits = relationsWithoutAlias(sql, writtenIn).flatMap(({ name, as, start, end }) => {
    const alias = aliasOf.get(name)
    if (alias === undefined) return []
    return [{ start, end, text: as === 'table' ? `${name} AS ${alias}` : alias }]
  })
  return [...edits]
    .sort((one, other) => other.start - one.start)
    .reduce((text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end), sql)
}
