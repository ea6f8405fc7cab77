import nunjucks from 'nunjucks'
import { Refusal } from '../errors.js'
import type { ModelFile, RenderedModel } from './model.js'
import type { ModelConfig } from './model-config.js'
import { TemplateMistake, templateFunctions, type TemplateScope } from './template-functions.js'
import { TemplatePositions, withMarks, withoutMarks } from './template-positions.js'

/** What a template gave: its SQL, and what it says of itself. */
export interface Rendering {
  readonly rendered: RenderedModel
  readonly config: ModelConfig
}

const environment = new nunjucks.Environment(null, { autoescape: false, throwOnUndefined: true, dev: true })

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
  const called = templateFunctions(file.name, { scope, isIncremental })
  const sql = rendered(file, file.text, called.functions)
  const marked = withoutMarks(rendered(file, withMarks(file.text), called.functions), file.text)
  // A template may look at its own text, such as at its length: then the marks are not trusted.
  const positions = marked.text === sql ? marked.positions : new TemplatePositions(file.text, [])
  return { rendered: { sql, relations: called.relations, positions }, config: called.config() }
}

function rendered(file: ModelFile, template: string, functions: Readonly<Record<string, unknown>>): string {
  try {
    return environment.renderString(template, functions)
  } catch (thrown) {
    throw refusalOf(thrown, file)
  }
}

function refusalOf(thrown: unknown, { name: model, path: file }: ModelFile): Refusal {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  const at = placeOf(thrown)
  if (cause instanceof TemplateMistake && cause.ref !== undefined) {
    const { name: ref, closest, known } = cause.ref
    return new Refusal('unknown-ref', { model, file, ...at, ref, closest, known }, { cause: thrown })
  }
  const problem = cause instanceof Error ? cause.message : sentenceOf(thrown)
  return new Refusal('model-template', { model, file, ...at, problem }, { cause: thrown })
}

/** Nunjucks counts from 1 in what it finds itself, and from 0 where a called function throws. */
function placeOf(thrown: unknown): { readonly line: number; readonly column: number } {
  const { lineno = 0, colno = 0, cause } = thrown as { lineno?: number; colno?: number; cause?: unknown }
  const first = cause instanceof Error ? 1 : 0
  return { line: Math.max(1, lineno + first), column: Math.max(1, colno + first) }
}

function sentenceOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return message
    .replace(/^\(unknown path\)[^\n]*\n\s*/, '')
    .replace(/^Error: /, '')
    .trim()
}
