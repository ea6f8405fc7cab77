import { Refusal } from '../errors.js'
import type { Model } from './model.js'

/**
 * The models so that each comes after those that it reads; those that do not depend on each other stay in the
 * order given.
 *
 * @throws Refusal `model-cycle`, with the models of the cycle in the order in which they read each other
 */
export function modelOrder(models: readonly Model[]): readonly Model[] {
  const byName = new Map(models.map((model) => [model.name, model]))
  const done = new Set<Model>()
  const visit = (model: Model, path: readonly string[]): void => {
    if (done.has(model)) return
    const start = path.indexOf(model.name)
    if (start >= 0) throw new Refusal('model-cycle', { cycle: [...path.slice(start), model.name] })
    for (const parent of model.parents) {
      const read = byName.get(parent)
      if (read !== undefined) visit(read, [...path, model.name])
    }
    done.add(model)
  }
  for (const model of models) visit(model, [])
  return [...done]
}

/** A model, and everything that it reads, directly or not. */
export function upstreamOf(model: Model, models: readonly Model[]): readonly Model[] {
  const read = models.filter(({ name }) => model.parents.includes(name))
  return [...new Set([...read.flatMap((parent) => upstreamOf(parent, models)), model])]
}

/** A model, and everything that reads it, directly or not. */
export function downstreamOf(model: Model, models: readonly Model[]): readonly Model[] {
  return models.filter((candidate) => upstreamOf(candidate, models).includes(model))
}
