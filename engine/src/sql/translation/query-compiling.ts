import type { Constructs } from './constructs.js'
import type { SourceDialect } from './source-dialect.js'
import type { ValueKind } from './compiled.js'
import type { SqlType } from './sql-type.js'
import type { Tree } from './tree.js'

/** A column that a query gives. */
export interface QueryColumn {
  readonly name: string
  readonly type: SqlType
  readonly kind?: ValueKind
  /** What was written without a name: each dialect calls it otherwise. */
  readonly unnamed?: Tree
}

/** A query as a warehouse's SQL, with its columns. */
export interface CompiledQuery {
  readonly text: string
  readonly columns: readonly QueryColumn[]
}

/** What a query is translated with. */
export interface QueryCompiling {
  readonly from: SourceDialect
  readonly to: Constructs
  readonly quote: (identifier: string) => string
  /** The columns of a relation that stands outside of the query; undefined for one that is not there. */
  readonly relation: (name: string) => Relation | undefined
  /** The relations of the queries around it, from the next one outwards. */
  readonly around?: readonly (readonly Relation[])[]
  /** Is told when a column of those is read. */
  readonly readsAround?: () => void
}

/** A relation that a select reads: how it is written in FROM, and its columns. */
export interface Relation {
  readonly text: string
  readonly columns: readonly QueryColumn[]
  readonly alias?: string
  readonly quote?: (identifier: string) => string
  /** Columns that USING has merged into those of a relation before. */
  readonly merged?: ReadonlySet<string>
  /** Whether it holds the latest row of each key alone, so that FINAL changes nothing. */
  readonly isLatest?: boolean
}
