import { noArguments } from './arguments.js'
import { calculated, signed } from './arithmetic.js'
import { compared } from './compare-values.js'
import { filters, missingFilter } from './filters.js'
import { attributeOf, itemOf, lookUp } from './members.js'
import { sliced } from './methods-of-collections.js'
import { printed } from './print-value.js'
import type { Scope } from './scope.js'
import type { Arguments, Expression, Filter } from './syntax.js'
import { TemplateMistake, type Template } from './template-mistake.js'
import { tests, truth, type Test } from './tests.js'
import {
  Callable,
  Dict,
  Generator,
  Thing,
  Tuple,
  Undefined,
  defined,
  isTrue,
  iterate,
  textOf,
  typeOf,
  wholeOf,
  type Given,
  type Value,
  foundOr,
} from './values.js'

const deepest = 100

/** What one run of templates shares: how much it may still do, and what every template of it can name. */
export class Run {
  private steps = 1_000_000
  private depth = 0

  constructor(readonly globals: (name: string) => Value | undefined) {}

  /** Counts a step; ends a run that does not end by itself. */
  step(): void {
    if (--this.steps < 0) throw new TemplateMistake('the template does not end: it has run a million steps.')
  }

  /** Runs a macro, or a loop in itself. */
  within<T>(work: () => T): T {
    if (this.depth >= deepest)
      throw new TemplateMistake(`calls go more than ${deepest} deep; something calls itself without end.`)
    this.depth++
    try {
      return work()
    } finally {
      this.depth--
    }
  }
}

/** Where an expression is evaluated. */
export interface Frame {
  readonly run: Run
  readonly template: Template
  readonly scope: Scope
}

/**
 * The value of an expression.
 *
 * @throws TemplateMistake with the place of the smallest part that cannot be evaluated
 */
export function evaluate(expression: Expression, frame: Frame): Value {
  try {
    frame.run.step()
    return valueOf(expression, frame)
  } catch (thrown) {
    if (thrown instanceof TemplateMistake) throw thrown.at({ template: frame.template, at: expression.at })
    throw thrown
  }
}

function valueOf(expression: Expression, frame: Frame): Value {
  const of = (part: Expression): Value => evaluate(part, frame)
  const there = (part: Expression): Value => placed(part, frame, () => defined(evaluate(part, frame)))
  switch (expression.is) {
    case 'value':
      return expression.value
    case 'name':
      return named(expression.name, frame)
    case 'list':
      return expression.items.map(of)
    case 'tuple':
      return new Tuple(expression.items.map(of))
    case 'concat':
      return expression.items.map((item) => placed(item, frame, () => printed(of(item)))).join('')
    case 'dict':
      return new Dict(expression.pairs.map(([key, value]) => [of(key), of(value)]))
    case 'attribute':
      return attributeOf(there(expression.of), expression.name)
    case 'item':
      return itemOf(there(expression.of), of(expression.key))
    case 'slice':
      return sliced(
        defined(of(expression.of)),
        expression.bounds.map((bound) => boundOf(bound && of(bound))),
      )
    case 'if':
      return conditional(expression, frame)
    case 'call':
      return called(there(expression.called), givenBy(expression.given, frame))
    case 'filter':
      return filtered(expression, expression.of === undefined ? '' : of(expression.of), frame)
    case 'test':
      return testNamed(expression.name)(of(expression.of), givenBy(expression.given, frame))
    case 'and':
    case 'or':
    case 'not':
    case 'signed':
    case 'calculated':
    case 'compared':
      return combined(expression, frame)
  }
}

type Combined = Extract<
  Expression,
  { readonly is: 'and' | 'or' | 'not' | 'signed' | 'calculated' | 'compared' }
>

function combined(expression: Combined, frame: Frame): Value {
  const of = (part: Expression): Value => evaluate(part, frame)
  const holds = (part: Expression): boolean => placed(part, frame, () => isTrue(of(part)))
  switch (expression.is) {
    case 'not':
      return !holds(expression.of)
    case 'signed':
      return signed(expression.sign, of(expression.of))
    case 'calculated':
      return calculated(of(expression.left), expression.sign, of(expression.right))
    case 'and':
    case 'or': {
      const left = of(expression.left)
      return placed(expression.left, frame, () => isTrue(left)) === (expression.is === 'or')
        ? left
        : of(expression.right)
    }
    case 'compared': {
      let left = of(expression.first)
      return expression.others.every(([sign, other]) => {
        const right = of(other)
        const isSo = compared(left, sign, right)
        left = right
        return isSo
      })
    }
  }
}

/** Does work on the value of an expression; what is wrong with it stands there. */
export function placed<T>({ at }: Expression, { template }: Frame, work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof TemplateMistake) throw thrown.at({ template, at })
    throw thrown
  }
}

function conditional(expression: Extract<Expression, { readonly is: 'if' }>, frame: Frame): Value {
  if (placed(expression.test, frame, () => isTrue(evaluate(expression.test, frame))))
    return evaluate(expression.then, frame)
  if (expression.otherwise !== undefined) return evaluate(expression.otherwise, frame)
  return new Undefined('this "if" has no "else", and its condition does not hold.', true)
}

function named(name: string, { scope, run }: Frame): Value {
  return foundOr(scope.get(name), foundOr(run.globals(name), new Undefined(`"${name}" is undefined.`)))
}

function boundOf(value: Value | undefined): number | undefined {
  return value === undefined || value === null ? undefined : wholeOf(value, 'a slice')
}

/** What a call gives, by order and by name. */
export function givenBy(given: Arguments, frame: Frame): Given {
  const of = (part: Expression): Value => evaluate(part, frame)
  const positional = given.positional.map(of)
  const named = new Map(given.named.map(([name, part]) => [name, of(part)]))
  if (given.others !== undefined) positional.push(...iterate(of(given.others)))
  if (given.otherNamed !== undefined) {
    const more = of(given.otherNamed)
    if (!(more instanceof Dict)) throw new TemplateMistake(`** needs a dict, not a ${typeOf(more)}.`)
    for (const [key, value] of more.pairs()) named.set(textOf(key, '**'), value)
  }
  return { positional, named }
}

export function called(value: Value, given: Given): Value {
  const there = defined(value)
  if (there instanceof Callable) return there.call(given)
  const says = there instanceof Thing ? there.says : typeOf(there)
  throw new TemplateMistake(`a ${says} cannot be called.`)
}

function testNamed(name: string): Test {
  const test = tests.get(name)
  if (test !== undefined) return test
  if (name === 'filter' || name === 'test')
    return (value) => (name === 'filter' ? filters : tests).has(textOf(value, name))
  throw new TemplateMistake(`there is no test "${name}".`)
}

/** A filter's value; `map`, `select` and the like call others by their names. */
export function filtered(
  { name, given: written }: Pick<Filter, 'name' | 'given'>,
  value: Value,
  frame: Frame,
): Value {
  return filteredBy(name, value, givenBy(written, frame))
}

function filteredBy(name: string, value: Value, given: Given): Value {
  if (name === 'map') return mapped(defined(value), given)
  if (name === 'select' || name === 'reject')
    return chosen(defined(value), given, { isWanted: name === 'select' })
  if (name === 'selectattr' || name === 'rejectattr') {
    const [attribute = null, ...others] = given.positional
    const by = lookUp(attribute)
    return chosen(defined(value), { ...given, positional: others }, { isWanted: name === 'selectattr', by })
  }
  const work = filters.get(name)
  if (work === undefined) throw new TemplateMistake(missingFilter(name))
  return work(value, given)
}

function mapped(values: Value, { positional, named }: Given): Value {
  const [name, ...others] = positional
  if (name === undefined) {
    const by = lookUp(named.get('attribute') ?? null, named.get('default'))
    if (!named.has('attribute')) throw new TemplateMistake("map needs a filter's name, or attribute=….")
    return lazily(values, (value) => [by(value)])
  }
  const filter = textOf(name, 'map')
  if (filter !== 'map' && !filters.has(filter) && !/^(select|reject)(attr)?$/.test(filter))
    throw new TemplateMistake(missingFilter(filter))
  return lazily(values, (value) => [filteredBy(filter, value, { positional: others, named })])
}

function chosen(
  values: Value,
  { positional, named }: Given,
  { isWanted, by = (value) => value }: { readonly isWanted: boolean; readonly by?: (value: Value) => Value },
): Value {
  const [name, ...others] = positional
  const test = name === undefined ? truth : testNamed(textOf(name, 'select'))
  const given = name === undefined ? noArguments : { positional: others, named }
  return lazily(values, (value) => (test(by(value), given) === isWanted ? [value] : []))
}

function lazily(values: Value, work: (value: Value) => readonly Value[]): Generator {
  const source = iterate(values)
  return new Generator(
    (function* () {
      for (const value of source) yield* work(value)
    })(),
  )
}
