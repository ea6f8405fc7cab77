import { Refusal } from '../errors.js'
import { modelTable } from '../sources/model-table.js'
import type { RowsOf } from '../sources/source-rows.js'
import type { Dialect } from '../sql/print.js'
import { sql, stored, type Sql } from '../sql/sql.js'
import type { Model, Relation } from './model.js'
import { modelQuery, modelQueryColumns, type QueryWriting } from './model-query.js'
import type { QueryColumn } from '../sql/translation/query-compiling.js'

/** Where models run: over which rows of sources, and which models are read from their tables. */
export interface RelationsWriting {
  readonly models: readonly Model[]
  readonly dialect: Dialect
  readonly rowsOf: RowsOf
  /** Whether a model is read from its table; else its query stands in its place. */
  readonly isKept: (model: Model) => boolean
  /** What `this` stands for, where it is not the model's table. */
  readonly thisOf?: (model: Model) => Sql
}

/** How queries of models are written so that they read each other and the sources. */
export function queryWriting(writing: RelationsWriting): QueryWriting {
  const { models, dialect, rowsOf, isKept, thisOf } = writing
  const named = (name: string): Model => {
    const found = models.find((model) => model.name === name)
    if (found !== undefined) return found
    throw new Refusal('not-built', { thing: `model ${name}`, why: 'is switched off by its config' })
  }
  const relation = (read: Relation): Sql => {
    if (read.is === 'source') return rowsOf(read.source)
    const model = named(read.name)
    if (read.is === 'this' && thisOf !== undefined) return thisOf(model)
    if (read.is === 'this' || isKept(model)) return stored(modelTable(model.name))
    return sql`(${modelQuery(model, model.full, query)})`
  }
  const known = new Map<string, readonly QueryColumn[]>()
  const columnsOf = (read: Relation): readonly QueryColumn[] => {
    if (read.is === 'source') return read.source.columns
    const columns = known.get(read.name) ?? modelQueryColumns(named(read.name), named(read.name).full, query)
    known.set(read.name, columns)
    return columns
  }
  const query: QueryWriting = { dialect, relation, columnsOf }
  return query
}
