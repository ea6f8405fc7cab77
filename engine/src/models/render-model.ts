import { Refusal } from '../errors.js'
import { macrosOf, renderTemplate, runWith } from '../templates/render-template.js'
import { TemplateMistake } from '../templates/template-mistake.js'
import type { Value } from '../templates/values.js'
import { concealed } from './concealed.js'
import { adapterThing } from './dispatched.js'
import type { ModelFile, RenderedModel } from './model.js'
import type { ModelConfig } from './model-config.js'
import type { TemplateScope } from './model-template.js'
import { templateGlobals, templateRun } from './template-globals.js'
import { placeIn, positionsOfText, TemplatePositions } from './template-positions.js'

/** What a template gave: its SQL, and what it says of itself. */
export interface Rendering {
  readonly rendered: RenderedModel
  /** The query of the keys whose rows are made anew, where the template names one. */
  readonly replacedKeys: RenderedModel | undefined
  readonly config: ModelConfig
}

/**
 * Runs a model's template.
 *
 * @param isIncremental what `is_incremental()` gives
 * @throws Refusal `model-template`, `unknown-ref`, with the place in the template
 */
export function renderModel(
  file: ModelFile,
  scope: TemplateScope,
  { isIncremental }: { readonly isIncremental: boolean },
): Rendering {
  const run = templateRun(file.name, scope, isIncremental)
  const globals = templateGlobals(run)
  const macros = new Map<string, Value>()
  const named = (name: string): Value | undefined => macros.get(name) ?? globals.get(name)?.()
  const running = runWith((name) => (name === 'adapter' ? adapterThing(scope.writtenIn, named) : named(name)))
  try {
    for (const macroFile of scope.macros)
      for (const macro of macrosOf(macroFile, running)) macros.set(macro.name, macro)
    const { text, stretches } = renderTemplate(file, running)
    const positions = new TemplatePositions(file.text, stretches)
    const { relations, replacedKeys } = run
    const secrets = [...run.secrets]
    return {
      rendered: { sql: text, relations, positions, secrets },
      replacedKeys:
        replacedKeys === undefined
          ? undefined
          : { sql: replacedKeys, relations, positions: positionsOfText(file.text, replacedKeys), secrets },
      config: run.checkedConfig(),
    }
  } catch (thrown) {
    throw refusalOf(thrown, file, run.secrets)
  }
}

function refusalOf(
  thrown: unknown,
  { name: model, path, text }: ModelFile,
  secrets: Iterable<string>,
): unknown {
  if (!(thrown instanceof TemplateMistake)) return thrown
  const { template, at } = thrown.spot ?? { template: { path, text }, at: 0 }
  const place = { file: template.path, ...placeIn(template.text, at) }
  if (thrown.ref !== undefined) {
    const { name: ref, closest, known } = thrown.ref
    return new Refusal('unknown-ref', { model, ...place, ref, closest, known })
  }
  return new Refusal('model-template', { model, ...place, problem: concealed(thrown.message, secrets) })
}
