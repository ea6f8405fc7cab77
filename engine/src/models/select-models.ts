import { Refusal } from '../errors.js'
import { closestName } from '../names/closest-name.js'
import type { Model } from './model.js'
import { downstreamOf, upstreamOf } from './model-order.js'

/**
 * The models that selectors name, in their order: a name or `tag:NAME`, each with `+` before it for what it reads
 * as well, and `+` behind it for what reads it. Several selectors, also in one text with blanks between, add up;
 * those joined by commas must all hold.
 *
 * @throws Refusal `unknown-model`, `unknown-tag`
 * @example
 * selectModels(['tag:published', '+kpay_cust_dau_count'], models)
 */
export function selectModels(selectors: readonly string[], models: readonly Model[]): readonly Model[] {
  const chosen = selectors
    .flatMap((text) => text.split(/\s+/).filter((selector) => selector !== ''))
    .flatMap((selector) => intersection(selector.split(',').map((part) => selected(part, models))))
  return models.filter((model) => chosen.includes(model))
}

function intersection([first = [], ...others]: readonly (readonly Model[])[]): readonly Model[] {
  return first.filter((model) => others.every((other) => other.includes(model)))
}

function selected(selector: string, models: readonly Model[]): readonly Model[] {
  const [, up = '', method = '', name = '', down = ''] = /^(\+?)((?:\w+:)?)(.*?)(\+?)$/s.exec(selector) ?? []
  const named = method === 'tag:' ? withTag(name, models) : [withName(method + name, models)]
  return named.flatMap((model) => [
    model,
    ...(up === '+' ? upstreamOf(model, models) : []),
    ...(down === '+' ? downstreamOf(model, models) : []),
  ])
}

function withName(name: string, models: readonly Model[]): Model {
  const found = models.find((model) => model.name === name)
  if (found !== undefined) return found
  const names = models.map((model) => model.name)
  throw new Refusal('unknown-model', { model: name, closest: closestName(name, names), models: names })
}

function withTag(tag: string, models: readonly Model[]): readonly Model[] {
  const found = models.filter(({ config }) => config.tags.includes(tag))
  if (found.length > 0) return found
  const tags = [...new Set(models.flatMap(({ config }) => config.tags))]
  throw new Refusal('unknown-tag', { tag, closest: closestName(tag, tags), tags })
}
