import { createHash } from 'node:crypto'
import { closestName } from '../names/closest-name.js'
import { callable } from '../templates/arguments.js'
import { fromPlain, toJson, toPlain } from '../templates/json-values.js'
import { printed } from '../templates/print-value.js'
import { Returned } from '../templates/run-statements.js'
import { TemplateMistake } from '../templates/template-mistake.js'
import { Callable, Dict, Thing, Tuple, Undefined, iterate, textOf, type Value } from '../templates/values.js'
import { dbtFunctions } from './dbt-functions.js'
import { dbtUtils } from './dbt-package.js'
import { readConfig, type ModelConfig } from './model-config.js'
import type { TemplateRun, TemplateScope } from './model-template.js'
import { changeGlobals } from './template-changes.js'
import { relationGlobals } from './template-relations.js'

/** The start of a model's run. */
export function templateRun(model: string, scope: TemplateScope, isIncremental: boolean): TemplateRun {
  const configured: Record<string, unknown> = {}
  const checkedConfig = (): ModelConfig => {
    const read = readConfig(configured)
    if ('problem' in read) throw new TemplateMistake(read.problem)
    return read.config
  }
  return { model, scope, isIncremental, relations: [], configured, secrets: new Set(), checkedConfig }
}

/** What dbt gives to a template beside Jinja2, by name; each is made when it is named. */
export function templateGlobals(run: TemplateRun): ReadonlyMap<string, () => Value> {
  const values: readonly (readonly [string, () => Value])[] = [
    ['config', () => configFunction(run)],
    ['var', () => varFunction(run.scope)],
    ['env_var', () => environmentFunction(run)],
    ['is_incremental', () => callable('is_incremental', {}, () => run.isIncremental)],
    ['execute', () => true],
    ['exceptions', () => exceptions()],
    ['dbt_utils', () => dbtUtils(run)],
    ['dbt', () => dbtFunctions(run.scope.writtenIn)],
    ...['log', 'print'].map((name) => [name, () => new Callable(name, () => '')] as const),
  ]
  const plain = plainFunctions.map((one) => [one.name, () => one] as const)
  const missing = Object.entries(elsewhere).map(
    ([name, advice]) => [name, () => new Undefined(`"${name}" of dbt is not there; ${advice}`)] as const,
  )
  return new Map([...missing, ...plain, ...relationGlobals(run), ...changeGlobals(run), ...values])
}

const elsewhere: Readonly<Record<string, string>> = {
  run_query:
    'a template is run without a warehouse: write the values out, or join the query that gives them.',
  statement:
    'a template is run without a warehouse: write the values out, or join the query that gives them.',
  load_result:
    'a template is run without a warehouse: write the values out, or join the query that gives them.',
  target: 'a model is the same wherever it is built: use var, which --set gives from outside.',
  graph: 'name the models with ref.',
  model: "write the model's name out.",
  modules: 'use functions of SQL, or give a value as a var.',
  run_started_at: 'rows would differ at each build: use current_date in the SQL, or a var.',
  invocation_id: 'rows would differ at each build.',
  api: 'write the relation with ref or source.',
  builtins: 'call ref, source and config by their names.',
  load_relation: 'use is_incremental().',
  fromyaml: 'use fromjson, or write the value out.',
  toyaml: 'use tojson.',
}

function configFunction(run: TemplateRun): Callable {
  const set = new Callable('config', ({ positional, named }) => {
    const [given] = positional
    if (given !== undefined && !(given instanceof Dict))
      throw new TemplateMistake("config takes settings by their names, as in config(materialized='table').")
    Object.assign(run.configured, toPlain(new Dict([...(given?.pairs() ?? []), ...named])))
    run.checkedConfig()
    return ''
  })
  const get = callable(
    'config.get',
    { needs: ['name'], takes: ['default', 'validator'] },
    (name = null, other = null) => {
      const found = run.configured[textOf(name, 'config.get')]
      return found === undefined ? other : fromPlain(found)
    },
  )
  const require = callable('config.require', { needs: ['name'], takes: ['validator'] }, (name = null) => {
    const found = run.configured[textOf(name, 'config.require')]
    if (found === undefined) throw new TemplateMistake(`config has no setting "${printed(name)}" so far.`)
    return fromPlain(found)
  })
  return new Callable(
    'config',
    set.call,
    new Map([
      ['get', get],
      ['require', require],
    ]),
  )
}

function varFunction({ vars }: TemplateScope): Callable {
  const named = (name: string, other: Value | undefined): Value => {
    if (Object.hasOwn(vars, name)) return fromPlain(vars[name])
    if (other !== undefined) return other
    const closest = closestName(name, Object.keys(vars))
    const hint = closest === undefined ? '' : ` Did you mean "${closest}"?`
    throw new TemplateMistake(
      `the project has no parameter or var "${name}", and none is given as a default.${hint}`,
    )
  }
  const call = callable('var', { needs: ['name'], takes: ['default'] }, (name = null, other) =>
    named(textOf(name, 'var'), other),
  )
  const has = callable('var.has_var', { needs: ['name'] }, (name = null) =>
    Object.hasOwn(vars, textOf(name, 'has_var')),
  )
  return new Callable('var', call.call, new Map([['has_var', has]]))
}

/** Only names that the project declares: a template may not look around. What it holds is in no message. */
function environmentFunction({ scope: { environment }, secrets }: TemplateRun): Callable {
  return callable('env_var', { needs: ['name'], takes: ['default'] }, (given = null, other) => {
    const name = textOf(given, 'env_var')
    if (!environment.has(name)) {
      const known = [...environment.keys()]
      const closest = closestName(name, known)
      const hint = closest === undefined ? '' : ` Did you mean "${closest}"?`
      throw new TemplateMistake(
        `the project does not allow its models to read the environment variable "${name}"; name it in \`models.environment\`.${hint}`,
      )
    }
    const value = environment.get(name)
    if (value === undefined && other === undefined)
      throw new TemplateMistake(`the environment variable "${name}" is not set, and no default is given.`)
    if (value === undefined) return other ?? null
    secrets.add(value)
    return value
  })
}

function exceptions(): Thing {
  const raise = callable('exceptions.raise_compiler_error', { needs: ['message'] }, (message = null) => {
    throw new TemplateMistake(printed(message))
  })
  const warn = callable('exceptions.warn', { needs: ['message'] }, () => '')
  const members = new Map([
    ['raise_compiler_error', raise],
    ['warn', warn],
  ])
  return new Thing('namespace', nothingToPrint('exceptions'), { members })
}

/** What printing a namespace of functions says. */
export function nothingToPrint(name: string): () => string {
  return () => {
    throw new TemplateMistake(`${name} holds functions; call one of them.`)
  }
}

const plainFunctions: readonly Callable[] = [
  callable('return', { needs: ['value'] }, (value = null) => {
    throw new Returned(value)
  }),
  callable('tojson', { needs: ['value'], takes: ['default'] }, (value = null) => toJson(value)),
  callable('fromjson', { needs: ['text'], takes: ['default'] }, (text = null, other) => {
    try {
      return fromPlain(JSON.parse(textOf(text, 'fromjson')))
    } catch (thrown) {
      if (thrown instanceof TemplateMistake || other === undefined)
        throw new TemplateMistake('this text is no JSON.')
      return other
    }
  }),
  callable('local_md5', { needs: ['text'] }, (text = null) =>
    createHash('md5').update(textOf(text, 'local_md5')).digest('hex'),
  ),
  new Callable('zip', ({ positional }) => {
    const lists = positional.map((list) => [...iterate(list)])
    const length = Math.min(...lists.map((list) => list.length), lists.length === 0 ? 0 : Infinity)
    return Array.from({ length }, (_, at) => new Tuple(lists.map((list) => list[at] ?? null)))
  }),
]
