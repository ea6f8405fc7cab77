import type { Constructs } from './constructs.js'
import type { Compiled } from './compiled.js'
import type { SourceDialect } from './source-dialect.js'
import { firstOffset, type Tree } from './tree.js'

/** What keeps SQL from being translated: what was written, where, and what to write in its place. */
export class Untranslated extends Error {
  constructor(
    /** What was written, such as `dayname(…)`. */
    readonly construct: string,
    /** A place in the text, in code points; undefined where only the construct tells it. */
    readonly at: number | undefined,
    /** Why, or what to write: a sentence. */
    readonly advice: string,
  ) {
    super(advice)
    this.name = 'Untranslated'
  }
}

/** What an expression is translated with. */
export interface Compiling {
  readonly from: SourceDialect
  readonly to: Constructs
  /** Another expression, translated with the same. */
  readonly expression: (tree: Tree) => Compiled
  /** What a column's name stands for. */
  readonly column: (named: Tree) => Compiled
  /** The instant that a column is, where its name stands for what a clock shows at it. */
  readonly instant?: (named: Tree) => Compiled | undefined
  /** A query inside an expression, as text, with its columns' types; missing where there may be none. */
  readonly subquery?: (query: Tree) => Subquery
  /** Whether aggregates and windows may stand here. */
  readonly aggregates?: boolean
  /** The window that a call is over, as `(…)`. */
  readonly over?: string
}

export const utcAdvice = 'It is for a column that is declared as an instant: utc(column).'

/** A query inside an expression. */
export interface Subquery {
  readonly text: string
  readonly types: readonly Compiled['type'][]
  /** Whether it reads columns of the query around it. */
  readonly isCorrelated: boolean
}

/** A refusal at the first place that a tree tells of. */
export function refusal(construct: string, tree: Tree, advice: string): Untranslated {
  return new Untranslated(construct, firstOffset(tree), advice)
}
