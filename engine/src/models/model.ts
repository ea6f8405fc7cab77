import type { Source } from '../sources/source.js'
import type { WrittenDialect } from '../sql/expression.js'
import type { ModelConfig } from './model-config.js'
import type { TemplatePositions } from './template-positions.js'

/** A value that a template may read with `var`. */
export type VarValue =
  string | number | boolean | null | readonly VarValue[] | { readonly [name: string]: VarValue }

/** A model's file, as it lies in the project's folder. */
export interface ModelFile {
  /** The file's name without its ending. */
  readonly name: string
  /** From the project's folder, with `/` between folders. */
  readonly path: string
  readonly text: string
}

/** A template after it was run: SQL in which `daymark_ref_0`, `daymark_ref_1`, … stand for relations. */
export interface RenderedModel {
  readonly sql: string
  /** What each `daymark_ref_N` stands for. */
  readonly relations: readonly Relation[]
  readonly positions: TemplatePositions
  /** Values of the environment that stand in it, which no message repeats. */
  readonly secrets: readonly string[]
}

/** Another model, or a source, as a model reads it. */
export type ReadRelation =
  | { readonly is: 'model'; readonly name: string }
  | { readonly is: 'source'; readonly name: string; readonly source: Source }

/** The values that some columns have in rows that were added, changed or removed since the last build. */
export interface ChangedRelation {
  readonly is: 'changed'
  readonly name: string
  readonly of: ReadRelation
  readonly columns: readonly string[]
}

/**
 * A relation that a model reads: another model, a source, what of them has changed, what the model itself held before,
 * or the keys whose rows are made anew.
 */
export type Relation =
  | ReadRelation
  | ChangedRelation
  | { readonly is: 'this'; readonly name: string }
  | { readonly is: 'replaced'; readonly name: string; readonly model: string }

/** A model, with everything that its template says. */
export interface Model {
  readonly kind: 'model'
  readonly name: string
  readonly file: ModelFile
  readonly writtenIn: WrittenDialect
  readonly config: ModelConfig
  /** Whether its rows are kept. A view's are not, unless a source reads them. */
  readonly isStored: boolean
  /** As it is built from nothing. */
  readonly full: RenderedModel
  /** As it adds to what it holds; the same as `full` where it is not incremental. */
  readonly incremental: RenderedModel
  /** The query of the unique keys whose rows are made anew as it adds to what it holds; undefined where it names none. */
  readonly replacedKeys: RenderedModel | undefined
  /** The models that it reads, also through sources over models. */
  readonly parents: readonly string[]
  /** The sources that it reads. */
  readonly sources: readonly Source[]
}
