import { argumentsOf } from './arguments.js'
import { areEqual, compared, holds, type Comparison } from './compare-values.js'
import { printed } from './print-value.js'
import { isCased } from './methods-of-texts.js'
import { calculated } from './arithmetic.js'
import {
  Callable,
  Dict,
  Generator,
  Range,
  Tuple,
  Undefined,
  View,
  defined,
  isTrue,
  numberOf,
  type Given,
  type Value,
} from './values.js'

/** What stands behind `is`. */
export type Test = (value: Value, given: Given) => boolean

function plain(name: string, test: (value: Exclude<Value, Undefined>) => boolean): readonly [string, Test] {
  return [
    name,
    (value, given) => {
      argumentsOf(given, name, {})
      return test(defined(value))
    },
  ]
}

function against(names: readonly string[], test: (value: Value, other: Value) => boolean) {
  return names.map((name): readonly [string, Test] => [
    name,
    (value, given) => {
      const [other = null] = argumentsOf(given, name, { needs: ['other'] })
      return test(defined(value), other)
    },
  ])
}

function comparing(names: readonly string[], sign: Comparison) {
  return against(names, (value, other) => compared(value, sign, other))
}

function isDivisible(value: Value, by: Value): boolean {
  return areEqual(calculated(value, '%', by), 0n)
}

export const tests: ReadonlyMap<string, Test> = new Map([
  ['defined', (value) => !(value instanceof Undefined)],
  ['undefined', (value) => value instanceof Undefined],
  plain('none', (value) => value === null),
  plain('boolean', (value) => typeof value === 'boolean'),
  plain('true', (value) => value === true),
  plain('false', (value) => value === false),
  plain('integer', (value) => typeof value === 'bigint'),
  plain('float', (value) => typeof value === 'number'),
  plain('number', (value) => numberOf(value) !== undefined),
  plain('string', (value) => typeof value === 'string'),
  plain('mapping', (value) => value instanceof Dict),
  plain('sequence', (value) => isSequence(value)),
  plain('iterable', (value) => isSequence(value) || value instanceof Generator || value instanceof View),
  plain('callable', (value) => value instanceof Callable),
  plain('lower', (value) => isCased(printed(value), 'lower')),
  plain('upper', (value) => isCased(printed(value), 'upper')),
  plain('odd', (value) => areEqual(calculated(value, '%', 2n), 1n)),
  plain('even', (value) => areEqual(calculated(value, '%', 2n), 0n)),
  ...against(['divisibleby'], isDivisible),
  ...against(['in'], (value, other) => holds(other, value)),
  ...against(['sameas'], (value, other) => value === other),
  ...comparing(['==', 'eq', 'equalto'], '=='),
  ...comparing(['!=', 'ne'], '!='),
  ...comparing(['>', 'gt', 'greaterthan'], '>'),
  ...comparing(['>=', 'ge'], '>='),
  ...comparing(['<', 'lt', 'lessthan'], '<'),
  ...comparing(['<=', 'le'], '<='),
] as readonly (readonly [string, Test])[])

function isSequence(value: Value): boolean {
  return (
    typeof value === 'string' ||
    Array.isArray(value) ||
    value instanceof Tuple ||
    value instanceof Dict ||
    value instanceof Range
  )
}

/** What a value is tested for where no test is named. */
export const truth: Test = (value) => isTrue(value)
