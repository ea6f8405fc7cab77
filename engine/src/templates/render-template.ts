import { Run } from './evaluate.js'
import { globalFunctions } from './global-functions.js'
import { Output, type Stretch } from './output.js'
import { parseTemplate } from './parse-template.js'
import { macroOf, Returned, runStatements } from './run-statements.js'
import { Scope } from './scope.js'
import { TemplateMistake, type Template } from './template-mistake.js'
import type { Callable, Value } from './values.js'

/** What a template gave, and where each stretch of it comes from. */
export interface RenderedText {
  readonly text: string
  readonly stretches: readonly Stretch[]
}

/**
 * Runs a template as Jinja2 does. Values that are not there are refused where they are used.
 *
 * @throws TemplateMistake with its place
 * @example
 * const run = runWith(() => undefined)
 * renderTemplate({ path: 'models/a.sql', text: '{% for n in [1, 2] %}{{ n }}{% endfor %}' }, run).text // '12'
 */
export function renderTemplate(template: Template, run: Run): RenderedText {
  const output = new Output()
  return guarded(template, () => {
    runStatements(parseTemplate(template), { run, template, scope: new Scope(), output })
    return { text: output.text, stretches: output.stretches }
  })
}

/**
 * The macros that a file defines.
 *
 * @throws TemplateMistake with its place, also for what is no macro
 */
export function macrosOf(template: Template, run: Run): readonly Callable[] {
  const frame = { run, template, scope: new Scope(), output: new Output() }
  return parseTemplate(template).flatMap((statement) => {
    if (statement.is === 'macro') return [macroOf(statement.macro, frame)]
    // Text beside macros is for people.
    if (statement.is === 'text') return []
    throw new TemplateMistake('a file of macros holds macros only.', {
      template,
      at: statement.at,
    })
  })
}

/**
 * A run of templates that share macros.
 *
 * @param globals what a name gives that a template does not set itself
 */
export function runWith(globals: (name: string) => Value | undefined): Run {
  return new Run((name) => globals(name) ?? globalFunctions.get(name))
}

function guarded<T>(template: Template, work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof RangeError)
      throw new TemplateMistake('the template calls itself too deeply.', { template, at: 0 })
    if (thrown instanceof Returned)
      throw new TemplateMistake('return stands inside of a macro only.', { template, at: 0 })
    throw thrown
  }
}
