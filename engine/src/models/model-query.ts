import { Refusal } from '../errors.js'
import type { Dialect } from '../sql/print.js'
import { queryProblem, relationsWithoutAlias, translateQuery } from '../sql/query.js'
import { join, raw, type Sql } from '../sql/sql.js'
import type { Model, Relation, RenderedModel } from './model.js'

/** Where models run, and what stands for the relations that they read. */
export interface QueryWriting {
  readonly dialect: Dialect
  /** A relation for FROM: a table's name, or a query in parentheses. */
  readonly relation: (relation: Relation) => Sql
}

/**
 * A model's query for a warehouse.
 *
 * @param rendered the model's `full` or `incremental`
 * @throws Refusal `model-syntax`, `model-untranslatable`
 */
export function modelQuery(model: Model, rendered: RenderedModel, writing: QueryWriting): Sql {
  const { dialect, relation } = writing
  const { name, file, writtenIn } = model
  const wrong = queryProblem(rendered.sql, writtenIn)
  if (wrong !== undefined) {
    const place = rendered.positions.placeOf(wrong.at)
    throw new Refusal('model-syntax', { model: name, file: file.path, ...place, problem: wrong.problem })
  }
  const translated = translateQuery(withAliases(rendered, writtenIn), { from: writtenIn, to: dialect })
  if ('problem' in translated) {
    const { problem } = translated
    throw new Refusal('model-untranslatable', {
      model: name,
      file: file.path,
      from: writtenIn,
      to: dialect.name,
      problem,
    })
  }
  const [first = '', ...rest] = translated.text.replace(/[;\s]+$/, '').split(/\bdaymark_ref_(?=\d)/)
  const pieces = rest.flatMap((piece) => {
    const [number = ''] = /^\d+/.exec(piece) ?? []
    const read = rendered.relations[Number(number)]
    return [...(read === undefined ? [] : [relation(read)]), raw(piece.slice(number.length))]
  })
  return join([raw(first), ...pieces], '')
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
