import type { Arithmetic } from './arithmetic.js'
import type { Comparison } from './compare-values.js'
import type { Value } from './values.js'

interface At {
  /** The offset in the template. */
  readonly at: number
}

export interface Arguments {
  readonly positional: readonly Expression[]
  readonly named: readonly (readonly [string, Expression])[]
  /** What stands behind `*` and `**`. */
  readonly others: Expression | undefined
  readonly otherNamed: Expression | undefined
}

export interface Call extends At {
  readonly is: 'call'
  readonly called: Expression
  readonly given: Arguments
}

export interface Filter extends At {
  readonly is: 'filter'
  /** What is filtered; undefined in a block, whose text it is. */
  readonly of: Expression | undefined
  readonly name: string
  readonly given: Arguments
}

export type Expression = At &
  (
    | { readonly is: 'value'; readonly value: Value }
    | { readonly is: 'name'; readonly name: string }
    | { readonly is: 'list' | 'tuple' | 'concat'; readonly items: readonly Expression[] }
    | { readonly is: 'dict'; readonly pairs: readonly (readonly [Expression, Expression])[] }
    | { readonly is: 'not'; readonly of: Expression }
    | { readonly is: 'signed'; readonly sign: '-' | '+'; readonly of: Expression }
    | {
        readonly is: 'calculated'
        readonly left: Expression
        readonly sign: Arithmetic
        readonly right: Expression
      }
    | { readonly is: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
    | {
        readonly is: 'compared'
        readonly first: Expression
        readonly others: readonly (readonly [Comparison, Expression])[]
      }
    | {
        readonly is: 'if'
        readonly test: Expression
        readonly then: Expression
        readonly otherwise: Expression | undefined
      }
    | { readonly is: 'attribute'; readonly of: Expression; readonly name: string }
    | { readonly is: 'item'; readonly of: Expression; readonly key: Expression }
    | { readonly is: 'slice'; readonly of: Expression; readonly bounds: readonly (Expression | undefined)[] }
    | { readonly is: 'test'; readonly of: Expression; readonly name: string; readonly given: Arguments }
    | Call
    | Filter
  )

/** What is set: a name, several, or a value of a namespace. */
export type Target = At &
  (
    | { readonly is: 'name'; readonly name: string }
    | { readonly is: 'several'; readonly targets: readonly Target[] }
    | { readonly is: 'of namespace'; readonly namespace: string; readonly name: string }
  )

export interface Parameter extends At {
  readonly name: string
  readonly fallback: Expression | undefined
}

/** What a macro or the body of a call takes, and does. */
export interface MacroDefinition extends At {
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly body: readonly Statement[]
  /** Which of `varargs`, `kwargs` and `caller` its body names. */
  readonly reads: ReadonlySet<string>
}

export interface Loop extends At {
  readonly is: 'for'
  readonly target: Target
  readonly over: Expression
  readonly condition: Expression | undefined
  readonly isRecursive: boolean
  readonly body: readonly Statement[]
  readonly otherwise: readonly Statement[]
}

export type Statement = At &
  (
    | { readonly is: 'text'; readonly text: string }
    | { readonly is: 'output' | 'do'; readonly value: Expression }
    | { readonly is: 'set'; readonly target: Target; readonly value: Expression }
    | {
        readonly is: 'set block'
        readonly target: Target
        readonly filter: Filter | undefined
        readonly body: readonly Statement[]
      }
    | {
        readonly is: 'if'
        readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[]
        readonly otherwise: readonly Statement[]
      }
    | Loop
    | { readonly is: 'macro'; readonly macro: MacroDefinition }
    | { readonly is: 'call block'; readonly call: Call; readonly caller: MacroDefinition }
    | { readonly is: 'filter block'; readonly filter: Filter; readonly body: readonly Statement[] }
    | {
        readonly is: 'with'
        readonly sets: readonly { readonly target: Target; readonly value: Expression }[]
        readonly body: readonly Statement[]
      }
    | { readonly is: 'break' | 'continue' }
  )
