import { Refusal } from '../errors.js'
import type { Model } from '../models/model.js'
import { upstreamOf } from '../models/model-order.js'
import { modelNamed, withoutMistakes } from '../models/models-of.js'
import type { LoadedProject } from './loaded-project.js'
import { readModels } from './load-project.js'
import type { Reference } from './reference.js'

/** A reference's model with some of the causes corrected. */
export interface Variant {
  /** The cause that was corrected last; undefined where none is. */
  readonly cause: string | undefined
  readonly model: Model
  /** All models of the project, with the same causes corrected. */
  readonly models: readonly Model[]
}

/**
 * A reference's model as it is, and then with one more cause corrected each time. Nothing for a reference without
 * a model.
 *
 * @throws Refusal `unknown-model`, `idle-cause`, and what the templates refuse
 */
export function variantsOf(name: string, reference: Reference, loaded: LoadedProject): readonly Variant[] {
  const { model: modelName, causes = {} } = reference
  if (modelName === undefined) return []
  const causeNames = Object.keys(causes)
  const variants = [undefined, ...causeNames].map((cause, nr) => {
    const vars = { corrected: causeNames.slice(0, nr) }
    const models = withoutMistakes(readModels(loaded, { sources: loaded.layout.sources, vars }))
    return { cause, model: modelNamed(modelName, models), models }
  })
  variants.forEach(({ cause, model }, nr) => {
    const before = variants[nr - 1]
    if (cause === undefined || before === undefined || sqlOf(variants[nr]) !== sqlOf(before)) return
    throw new Refusal('idle-cause', { reference: name, cause, model: modelName, file: model.file.path })
  })
  return variants
}

function sqlOf(variant: Variant | undefined): string {
  const read = variant === undefined ? [] : upstreamOf(variant.model, variant.models)
  return JSON.stringify(read.map(({ name, full }) => [name, full.sql.replaceAll(/\s+/g, ' ')]))
}
