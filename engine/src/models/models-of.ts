import { isRefusal, Refusal } from '../errors.js'
import { closestName } from '../names/closest-name.js'
import type { Source } from '../sources/source.js'
import type { Model, ModelFile, ReadRelation, Relation } from './model.js'
import { modelOrder } from './model-order.js'
import { renderModel } from './render-model.js'
import { followedBy } from './template-changes.js'
import { modelQueryColumns } from './model-query.js'
import { queryWriting } from './model-relations.js'
import type { TemplateScope } from './model-template.js'
import type { QueryColumn } from '../sql/translation/query-compiling.js'
import { filesDialect } from '../warehouses/files-dialect.js'

/** A project's models, and what is wrong with them. */
export interface Models {
  /** Each after those that it reads. Without those in which something is wrong. */
  readonly inOrder: readonly Model[]
  readonly mistakes: readonly Refusal[]
}

/** How models are written, the sources that they may read, and what `var` gives. */
export type ModelsToRead = Omit<TemplateScope, 'models' | 'columnsOf'>

/**
 * Runs every template, and finds the order in which models can be built. Mistakes are gathered, so that all of
 * them can be shown; see {@link withoutMistakes}.
 *
 * @example
 * modelsOf(readModelFiles(directory), { writtenIn: 'redshift', sources: [customers], vars: {} })
 */
export function modelsOf(files: readonly ModelFile[], declared: ModelsToRead): Models {
  const mistakes: Refusal[] = []
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work()
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown
      mistakes.push(thrown)
      return undefined
    }
  }
  const known = new Map<string, Model>()
  const reading = new Set<string>()
  const scope: TemplateScope = {
    ...declared,
    models: files.map(({ name }) => name),
    columnsOf: (relation) => {
      if (relation.is === 'source') return relation.source.columns
      if (relation.is === 'changed')
        return scope.columnsOf(relation.of)?.filter(({ name }) => relation.columns.includes(name))
      const file = files.find(({ name }) => name === relation.name)
      if (file === undefined || reading.has(file.name)) return undefined
      return columnsBefore(modelOf(file), [...known.values()])
    },
  }
  /** Each template is run once, also where another asks for its columns first. */
  const modelOf = (file: ModelFile): Model => {
    const found = known.get(file.name)
    if (found !== undefined) return found
    reading.add(file.name)
    try {
      const model = readModel(file, scope)
      known.set(file.name, model)
      return model
    } finally {
      reading.delete(file.name)
    }
  }
  attempt(() => {
    refuseSharedNames(files)
  })
  const models = files.flatMap((file) => attempt(() => modelOf(file)) ?? [])
  const enabled = models.filter(({ config }) => config.isEnabled)
  for (const source of declared.sources) {
    attempt(() => {
      refuseUnknownModel(source, scope.models)
    })
  }
  for (const model of enabled) {
    attempt(() => {
      refuseFollowedViews(model, enabled)
    })
  }
  return { inOrder: attempt(() => modelOrder(enabled)) ?? [], mistakes }
}

/** The models in order. Refuses where anything is wrong with any of them. */
export function withoutMistakes({ inOrder, mistakes }: Models): readonly Model[] {
  const [first] = mistakes
  if (first !== undefined) throw first
  return inOrder
}

/** The model of a name. Refuses with `unknown-model`. */
export function modelNamed(name: string, models: readonly Model[]): Model {
  const found = models.find((model) => model.name === name)
  if (found !== undefined) return found
  throw unknownModel(
    name,
    models.map((model) => model.name),
  )
}

/** The columns of a model as its SQL gives them, where all of it is known; read before anything is built. */
function columnsBefore(model: Model, models: readonly Model[]): readonly QueryColumn[] | undefined {
  const rowsOf = (): never => {
    throw new Error('no rows are read')
  }
  try {
    const writing = queryWriting({ models, dialect: filesDialect, rowsOf, isKept: () => true })
    return modelQueryColumns(model, model.full, writing)
  } catch (thrown) {
    if (isRefusal(thrown)) return undefined
    throw thrown
  }
}

function readModel(file: ModelFile, scope: TemplateScope): Model {
  const full = renderModel(file, scope, { isIncremental: false })
  const { config } = full
  const { rendered: incremental, replacedKeys } =
    config.materialized === 'incremental' ? renderModel(file, scope, { isIncremental: true }) : full
  const relations = [full.rendered, incremental].flatMap((rendered) => rendered.relations.flatMap(readBy))
  const sources = [
    ...new Set(relations.flatMap((relation) => (relation.is === 'source' ? [relation.source] : []))),
  ]
  const read = relations.flatMap((relation) => (relation.is === 'model' ? [relation.name] : []))
  const readBySources = scope.sources.some(({ from }) => 'model' in from && from.model === file.name)
  return {
    kind: 'model',
    name: file.name,
    file,
    writtenIn: scope.writtenIn,
    config,
    isStored: config.materialized !== 'view' || readBySources,
    full: full.rendered,
    incremental,
    replacedKeys,
    parents: [...new Set([...read, ...sources.flatMap(({ from }) => ('model' in from ? [from.model] : []))])],
    sources,
  }
}

/** The model or source that stands behind a relation; none behind the model itself. */
function readBy(relation: Relation): readonly ReadRelation[] {
  if (relation.is === 'changed') return [relation.of]
  return relation.is === 'model' || relation.is === 'source' ? [relation] : []
}

/** What has changed in a view is not known: nothing is kept of it. */
function refuseFollowedViews(model: Model, models: readonly Model[]): void {
  for (const { of } of followedBy(model)) {
    const view = models.find(({ name, isStored }) => of.is === 'model' && name === of.name && !isStored)
    if (view === undefined) continue
    const { file, incremental, replacedKeys = incremental } = model
    const nr = incremental.relations.findIndex((relation) => relation.is === 'changed' && relation.of === of)
    const [read = incremental] = [incremental, replacedKeys].filter(({ sql }) =>
      sql.includes(`daymark_ref_${nr}`),
    )
    const place = read.positions.placeOf(Math.max(0, read.sql.indexOf(`daymark_ref_${nr}`)))
    const problem = `changed(ref('${of.name}'), …) asks what has changed in a view, of which nothing is kept; make "${of.name}" a table or incremental.`
    throw new Refusal('model-template', {
      model: model.name,
      file: file.path,
      ...place,
      problem,
    })
  }
}

function refuseSharedNames(files: readonly ModelFile[]): void {
  const taken = new Set<string>()
  for (const { name } of files) {
    if (!/^[A-Za-z_]\w{0,99}$/.test(name)) throw new Refusal('invalid-name', { what: 'model', name })
    if (taken.has(name.toLowerCase())) throw new Refusal('name-taken', { name, kinds: ['model', 'model'] })
    taken.add(name.toLowerCase())
  }
}

function refuseUnknownModel({ from }: Source, models: readonly string[]): void {
  if ('model' in from && !models.includes(from.model)) throw unknownModel(from.model, models)
}

function unknownModel(model: string, models: readonly string[]): Refusal {
  return new Refusal('unknown-model', { model, closest: closestName(model, models), models })
}
