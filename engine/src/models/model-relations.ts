import { Refusal } from '../errors.js'
import { modelTable } from '../sources/model-table.js'
import type { RowsOf } from '../sources/source-rows.js'
import type { Dialect } from '../sql/print.js'
import { join, name, sql, stored, type Sql } from '../sql/sql.js'
import type { ChangedRelation, Model, Relation } from './model.js'
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
  /** Where a build has written what changed; none where nothing did. */
  readonly changedOf?: (relation: ChangedRelation) => Sql | undefined
  /** Where a build has written the keys whose rows it makes anew. Default: their query stands in its place. */
  readonly replacedOf?: (model: Model) => Sql
}

/** How queries of models are written so that they read each other and the sources. */
export function queryWriting(writing: RelationsWriting): QueryWriting {
  const { models, dialect, rowsOf, isKept, thisOf, changedOf, replacedOf } = writing
  const named = (wanted: string): Model => {
    const found = models.find((model) => model.name === wanted)
    if (found !== undefined) return found
    throw new Refusal('not-built', { thing: `model ${wanted}`, why: 'is switched off by its config' })
  }
  const relation = (read: Relation): Sql => {
    if (read.is === 'source') return rowsOf(read.source)
    if (read.is === 'changed') return changedOf?.(read) ?? noneOf(read)
    if (read.is === 'replaced') {
      const of = named(read.model)
      return replacedOf?.(of) ?? sql`(${modelQuery(of, of.replacedKeys ?? of.incremental, query)})`
    }
    const model = named(read.name)
    if (read.is === 'this' && thisOf !== undefined) return thisOf(model)
    if (read.is === 'this' || isKept(model)) return stored(modelTable(model.name))
    return sql`(${modelQuery(model, model.full, query)})`
  }
  const noneOf = ({ of, columns }: ChangedRelation): Sql =>
    sql`(SELECT ${join(columns.map((column) => name(column)))} FROM ${relation(of)} AS unchanged WHERE 1 = 0)`
  const known = new Map<string, readonly QueryColumn[]>()
  const columnsOf = (read: Relation): readonly QueryColumn[] => {
    if (read.is === 'source') return read.source.columns
    if (read.is === 'changed') return columnsOf(read.of).filter(isAmong(read.columns))
    if (read.is === 'replaced') {
      const model = named(read.model)
      return modelQueryColumns(model, model.replacedKeys ?? model.incremental, query)
    }
    const columns = known.get(read.name) ?? modelQueryColumns(named(read.name), named(read.name).full, query)
    known.set(read.name, columns)
    return columns
  }
  const query: QueryWriting = { dialect, relation, columnsOf }
  return query
}

function isAmong(wanted: readonly string[]): (column: QueryColumn) => boolean {
  const names = wanted.map((column) => column.toLowerCase())
  return (column) => names.includes(column.name.toLowerCase())
}
