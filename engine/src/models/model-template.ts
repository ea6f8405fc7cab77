import type { Source } from '../sources/source.js'
import type { WrittenDialect } from '../sql/expression.js'
import type { QueryColumn } from '../sql/translation/query-compiling.js'
import type { Template } from '../templates/template-mistake.js'
import type { Relation, VarValue } from './model.js'
import type { ModelConfig } from './model-config.js'

/** What a template can see of its project. */
export interface TemplateScope {
  readonly writtenIn: WrittenDialect
  /** The names of all models. */
  readonly models: readonly string[]
  /** The files of the project's macros. */
  readonly macros: readonly Template[]
  readonly sources: readonly Source[]
  /** What `var` gives: the project's parameters, and its `vars`. */
  readonly vars: Readonly<Record<string, VarValue>>
  /** What `env_var` gives: the variables that the project names; undefined for those that are not set. */
  readonly environment: ReadonlyMap<string, string | undefined>
  /** The columns of a relation, where they are known before anything runs. */
  readonly columnsOf: (relation: Relation) => readonly QueryColumn[] | undefined
}

/** The run of one template: which model it is of, and what it says while it runs. */
export interface TemplateRun {
  readonly model: string
  readonly scope: TemplateScope
  readonly isIncremental: boolean
  readonly relations: Relation[]
  /** The query of the unique keys whose rows are made anew, once the template has named it. */
  replacedKeys?: string
  readonly configured: Record<string, unknown>
  /** Values of the environment that the template read, which no message repeats. */
  readonly secrets: Set<string>
  readonly checkedConfig: () => ModelConfig
}
