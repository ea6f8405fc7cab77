import { argumentsOf } from './arguments.js'
import { called, evaluate, filtered, givenBy, placed, type Frame } from './evaluate.js'
import { loopVariable, type LoopState } from './loop-variable.js'
import { Output } from './output.js'
import { printed } from './print-value.js'
import { Scope } from './scope.js'
import type { Expression, Filter, Loop, MacroDefinition, Statement, Target } from './syntax.js'
import { TemplateMistake } from './template-mistake.js'
import {
  Callable,
  Dict,
  Namespace,
  Tuple,
  Undefined,
  isTrue,
  iterate,
  type Given,
  type Value,
} from './values.js'

/** A run of statements in a frame, and where what they write goes. */
interface Writing extends Frame {
  readonly output: Output
}

/** How a body ended: at its end, or at a `break` or `continue` of the loop around it. */
type End = 'done' | 'break' | 'continue'

/** What `return` throws, for the macro around it. */
export class Returned extends Error {
  constructor(readonly value: Value) {
    super('return stands inside of a macro only.')
  }
}

export function runStatements(statements: readonly Statement[], writing: Writing): End {
  for (const statement of statements) {
    const end = runStatement(statement, writing)
    if (end !== 'done') return end
  }
  return 'done'
}

function runStatement(statement: Statement, writing: Writing): End {
  try {
    writing.run.step()
    return ranStatement(statement, writing)
  } catch (thrown) {
    if (thrown instanceof TemplateMistake) throw thrown.at({ template: writing.template, at: statement.at })
    throw thrown
  }
}

function ranStatement(statement: Statement, writing: Writing): End {
  const { scope, output } = writing
  switch (statement.is) {
    case 'text':
      output.write(statement.text, statement.at, true)
      return 'done'
    case 'output': {
      const { value } = statement
      output.write(
        placed(value, writing, () => printed(evaluate(value, writing))),
        statement.at,
      )
      return 'done'
    }
    case 'do':
      evaluate(statement.value, writing)
      return 'done'
    case 'set':
      assign(statement.target, evaluate(statement.value, writing), scope)
      return 'done'
    case 'set block': {
      const text = textOfBody(statement.body, writing)
      assign(
        statement.target,
        statement.filter === undefined ? text : throughFilters(statement.filter, text, writing),
        scope,
      )
      return 'done'
    }
    case 'filter block':
      output.write(
        printed(throughFilters(statement.filter, textOfBody(statement.body, writing), writing)),
        statement.at,
      )
      return 'done'
    case 'macro':
      scope.set(statement.macro.name, macroOf(statement.macro, writing))
      return 'done'
    case 'break':
    case 'continue':
      return statement.is
    case 'if':
    case 'for':
    case 'with':
    case 'call block':
      return ranBlock(statement, writing)
  }
}

type Block = Extract<Statement, { readonly is: 'if' | 'for' | 'with' | 'call block' }>

function ranBlock(statement: Block, writing: Writing): End {
  switch (statement.is) {
    case 'if': {
      const branch = statement.branches.find(({ test }) => holds(test, writing))
      return runStatements(branch?.body ?? statement.otherwise, writing)
    }
    case 'for': {
      const over = evaluate(statement.over, writing)
      placed(statement.over, writing, () => {
        iterate(over)
      })
      return runLoop(statement, { over, loopDepth: 0 }, writing)
    }
    case 'with': {
      const inner = { ...writing, scope: new Scope(writing.scope) }
      for (const { target, value } of statement.sets) assign(target, evaluate(value, writing), inner.scope)
      return runStatements(statement.body, inner)
    }
    case 'call block': {
      const { call, caller } = statement
      const { positional, named } = givenBy(call.given, writing)
      const given = { positional, named: new Map([...named, ['caller', macroOf(caller, writing)]]) }
      writing.output.write(printed(called(evaluate(call.called, writing), given)), statement.at)
      return 'done'
    }
  }
}

function holds(test: Expression, frame: Frame): boolean {
  return placed(test, frame, () => isTrue(evaluate(test, frame)))
}

function textOfBody(body: readonly Statement[], writing: Writing): string {
  const output = new Output()
  runStatements(body, { ...writing, scope: new Scope(writing.scope), output })
  return output.text
}

function throughFilters(filter: Filter, text: string, frame: Frame): Value {
  const value = filter.of?.is === 'filter' ? throughFilters(filter.of, text, frame) : text
  return placed(filter, frame, () => filtered(filter, value, frame))
}

function assign(target: Target, value: Value, scope: Scope): void {
  if (target.is === 'name') scope.set(target.name, value)
  else if (target.is === 'of namespace') {
    const namespace = scope.get(target.namespace)
    if (!(namespace instanceof Namespace))
      throw new TemplateMistake(
        `"${target.namespace}" is no namespace; make one with {% set ${target.namespace} = namespace() %}.`,
      )
    namespace.values.set(target.name, value)
  } else {
    const values = [...iterate(value)]
    if (values.length !== target.targets.length)
      throw new TemplateMistake(
        `${target.targets.length} names are set, and there are ${values.length} values.`,
      )
    target.targets.forEach((one, index) => {
      assign(one, values[index] ?? null, scope)
    })
  }
}

interface Looping {
  readonly over: Value
  readonly loopDepth: number
}

function runLoop(loop: Loop, { over, loopDepth }: Looping, writing: Writing): End {
  const values = [...taken(loop, over, writing)]
  if (values.length === 0)
    return runStatements(loop.otherwise, { ...writing, scope: new Scope(writing.scope) })
  const again = (inner: Value): string => {
    const output = new Output()
    writing.run.within(() => runLoop(loop, { over: inner, loopDepth: loopDepth + 1 }, { ...writing, output }))
    return output.text
  }
  const state: LoopState = { values, depth: loopDepth, index: 0, again: loop.isRecursive ? again : undefined }
  for (const value of values) {
    const scope = new Scope(writing.scope)
    assign(loop.target, value, scope)
    scope.set('loop', loopVariable(state))
    if (runStatements(loop.body, { ...writing, scope }) === 'break') break
    state.index++
  }
  return 'done'
}

/** The values of a loop for which its condition holds. */
function* taken({ target, condition }: Loop, over: Value, writing: Writing): IterableIterator<Value> {
  for (const value of iterate(over)) {
    writing.run.step()
    if (condition !== undefined) {
      const scope = new Scope(writing.scope)
      assign(target, value, scope)
      if (!holds(condition, { ...writing, scope })) continue
    }
    yield value
  }
}

/** A macro as a function: it gives the text that its body writes, or what it returns. */
export function macroOf(macro: MacroDefinition, around: Writing): Callable {
  return new Callable(macro.name, (given) => {
    const output = new Output()
    const writing = { ...around, scope: new Scope(around.scope), output }
    setParameters(macro, given, writing)
    try {
      around.run.within(() => runStatements(macro.body, writing))
    } catch (thrown) {
      if (thrown instanceof Returned) return thrown.value
      throw thrown
    }
    return output.text
  })
}

function setParameters(macro: MacroDefinition, { positional, named }: Given, writing: Writing): void {
  const { name, parameters, reads } = macro
  const rest = new Map(named)
  const caller = rest.get('caller')
  const isCallerTaken = reads.has('caller') && !parameters.some((parameter) => parameter.name === 'caller')
  if (isCallerTaken) rest.delete('caller')
  const names = parameters.map((parameter) => parameter.name)
  const known = new Map([...rest].filter(([key]) => names.includes(key)))
  const others = [...rest].filter(([key]) => !names.includes(key))
  const isTakingAll = reads.has('kwargs')
  const isTakingMore = reads.has('varargs')
  const checked = {
    positional: isTakingMore ? positional.slice(0, names.length) : positional,
    named: isTakingAll ? known : rest,
  }
  const values = argumentsOf(checked, `the macro "${name}"`, { takes: names })
  parameters.forEach(({ name: parameter, fallback }, index) => {
    const given = values[index]
    if (given !== undefined) writing.scope.set(parameter, given)
    else if (fallback !== undefined) writing.scope.set(parameter, evaluate(fallback, writing))
    else
      writing.scope.set(
        parameter,
        new Undefined(`the macro "${name}" is called without its argument "${parameter}".`),
      )
  })
  if (isCallerTaken)
    writing.scope.set('caller', caller ?? new Undefined('nothing called this macro with {% call %}.'))
  if (isTakingAll) writing.scope.set('kwargs', new Dict(others))
  if (isTakingMore) writing.scope.set('varargs', new Tuple(positional.slice(names.length)))
}
