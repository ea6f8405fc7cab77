import { closestName } from '../names/closest-name.js'
import type { Source } from '../sources/source.js'
import type { Relation, VarValue } from './model.js'
import { readConfig, type ModelConfig } from './model-config.js'

/** What a template can see of its project. */
export interface TemplateScope {
  /** The names of all models. */
  readonly models: readonly string[]
  readonly sources: readonly Source[]
  /** What `var` gives: the project's parameters, and its `vars`. */
  readonly vars: Readonly<Record<string, VarValue>>
}

/** A mistake in what a template calls, as a sentence. */
export class TemplateMistake extends Error {
  constructor(
    readonly code: 'model-template' | 'unknown-ref',
    problem: string,
    readonly ref?: {
      readonly name: string
      readonly closest: string | undefined
      readonly known: readonly string[]
    },
  ) {
    super(problem)
    this.name = 'TemplateMistake'
  }
}

/** What one run of a template called. */
export interface Called {
  readonly functions: Readonly<Record<string, unknown>>
  readonly relations: readonly Relation[]
  config(): ModelConfig
}

/** The functions that a template may call; remembers what it configures and refers to. */
export function templateFunctions(
  model: string,
  { scope, isIncremental }: { readonly scope: TemplateScope; readonly isIncremental: boolean },
): Called {
  const relations: Relation[] = []
  const configured: Record<string, unknown> = {}
  const place = (relation: Relation): string => {
    const known = relations.findIndex(({ is, name }) => is === relation.is && name === relation.name)
    return `daymark_ref_${known < 0 ? relations.push(relation) - 1 : known}`
  }
  const checked = (): ModelConfig => {
    const read = readConfig(configured)
    if ('problem' in read) throw new TemplateMistake('model-template', read.problem)
    return read.config
  }
  const functions = {
    config: (...given: readonly unknown[]) => {
      Object.assign(configured, keywords(given))
      checked()
      return ''
    },
    ref: (...names: readonly unknown[]) => place(relationNamed(lastOf(names), scope, model)),
    source: (...names: readonly unknown[]) => place(sourceNamed(lastOf(names), scope)),
    var: (name: unknown, ...fallback: readonly unknown[]) => varNamed(String(name), fallback, scope),
    is_incremental: () => isIncremental,
    get this() {
      return new This(() => place({ is: 'this', name: model }))
    },
    True: true,
    False: false,
    None: null,
    execute: true,
  }
  return { functions, relations, config: checked }
}

/** Becomes a relation only where a template writes it. */
class This {
  constructor(private readonly written: () => string) {}

  toString(): string {
    return this.written()
  }
}

function keywords(given: readonly unknown[]): Readonly<Record<string, unknown>> {
  const last = given.at(-1)
  if (typeof last !== 'object' || last === null) return {}
  return Object.fromEntries(Object.entries(last).filter(([key]) => key !== '__keywords'))
}

function lastOf(names: readonly unknown[]): string {
  const said = names.filter((name) => typeof name === 'string')
  const last = said.at(-1)
  if (last === undefined)
    throw new TemplateMistake('model-template', 'a ref or source needs a name in quotes.')
  return last
}

function relationNamed(name: string, scope: TemplateScope, model: string): Relation {
  if (scope.models.includes(name) && name !== model) return { is: 'model', name }
  const source = scope.sources.find((candidate) => candidate.name === name)
  if (source !== undefined) return { is: 'source', name, source }
  if (name === model) return { is: 'model', name }
  throw unknown('model or source', name, [...scope.models, ...scope.sources.map((known) => known.name)])
}

function sourceNamed(name: string, { sources }: TemplateScope): Relation {
  const source = sources.find((candidate) => candidate.name === name)
  if (source !== undefined) return { is: 'source', name, source }
  throw unknown(
    'source',
    name,
    sources.map((known) => known.name),
  )
}

function unknown(what: string, name: string, known: readonly string[]): TemplateMistake {
  const closest = closestName(name, known)
  return new TemplateMistake('unknown-ref', `there is no ${what} "${name}".`, { name, closest, known })
}

function varNamed(name: string, fallback: readonly unknown[], { vars }: TemplateScope): unknown {
  if (Object.hasOwn(vars, name)) return vars[name]
  if (fallback.length > 0) return fallback[0]
  const closest = closestName(name, Object.keys(vars))
  const hint = closest === undefined ? '' : ` Did you mean "${closest}"?`
  const problem = `the project has no parameter or var "${name}", and none is given as a default.${hint}`
  throw new TemplateMistake('model-template', problem)
}
