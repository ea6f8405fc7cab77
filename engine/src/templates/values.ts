import { TemplateMistake } from './template-mistake.js'

/**
 * What a template computes with: Python's values. A whole number is a bigint, a float a number, a list an array.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Value[]
  | Tuple
  | Dict
  | View
  | Range
  | Generator
  | Namespace
  | Undefined
  | Callable
  | Thing

export class Tuple {
  constructor(
    readonly items: readonly Value[],
    /** The names of its fields, where it has some. */
    readonly fields: readonly string[] = [],
  ) {}
}

/** What `keys()`, `values()` and `items()` of a dict give. */
export class View {
  constructor(
    readonly name: 'dict_keys' | 'dict_values' | 'dict_items',
    readonly of: Dict,
  ) {}

  get items(): readonly Value[] {
    const pairs = this.of.pairs()
    if (this.name === 'dict_keys') return pairs.map(([key]) => key)
    return this.name === 'dict_values'
      ? pairs.map(([, value]) => value)
      : pairs.map((pair) => new Tuple(pair))
  }
}

export class Range {
  constructor(
    readonly start: bigint,
    readonly stop: bigint,
    readonly step: bigint,
  ) {}

  get length(): number {
    const span = this.step > 0n ? this.stop - this.start : this.start - this.stop
    const step = this.step > 0n ? this.step : -this.step
    return span <= 0n ? 0 : Number((span + step - 1n) / step)
  }

  at(index: number): bigint {
    return this.start + BigInt(index) * this.step
  }

  *[Symbol.iterator](): IterableIterator<bigint> {
    for (let index = 0; index < this.length; index++) yield this.at(index)
  }
}

/** What filters such as `map` give: it can be gone through once. */
export class Generator {
  private readonly iterator: Iterator<Value>

  constructor(values: Iterable<Value>) {
    this.iterator = values[Symbol.iterator]()
  }

  *[Symbol.iterator](): IterableIterator<Value> {
    for (let next = this.iterator.next(); next.done !== true; next = this.iterator.next()) yield next.value
  }
}

/** What `namespace()` gives: it keeps what is set inside of loops. */
export class Namespace {
  constructor(readonly values: Map<string, Value>) {}
}

/** A value that is not there. Only `is defined` and `default` may ask about it. */
export class Undefined {
  constructor(
    readonly problem: string,
    /** An `if` without an `else` that does not hold: it prints as nothing. */
    readonly isNothing = false,
  ) {}
}

/** What a call gives to a function. */
export interface Given {
  readonly positional: readonly Value[]
  readonly named: ReadonlyMap<string, Value>
}

export class Callable {
  constructor(
    readonly name: string,
    readonly call: (given: Given) => Value,
    /** Functions that belong to it, as `get` of `config`. */
    readonly members: ReadonlyMap<string, Value> = new Map(),
  ) {}
}

/** Something of the project's, such as a relation. */
export class Thing {
  constructor(
    readonly says: string,
    /** What it prints. */
    readonly text: () => string,
    /** What it has under names, and what it stands for, for functions that take it. */
    private readonly has: { readonly members?: ReadonlyMap<string, Value>; readonly holds?: unknown } = {},
  ) {}

  get members(): ReadonlyMap<string, Value> {
    return this.has.members ?? new Map()
  }

  get holds(): unknown {
    return this.has.holds
  }
}

/** A mapping in the order in which it was written. Keys that are equal to Python are one. */
export class Dict {
  private readonly entries = new Map<string, readonly [Value, Value]>()

  constructor(pairs: Iterable<readonly [Value, Value]> = []) {
    for (const [key, value] of pairs) this.set(key, value)
  }

  get size(): number {
    return this.entries.size
  }

  get(key: Value): Value | undefined {
    return this.entries.get(keyOf(key))?.[1]
  }

  has(key: Value): boolean {
    return this.entries.has(keyOf(key))
  }

  set(key: Value, value: Value): void {
    const known = keyOf(key)
    this.entries.set(known, [this.entries.get(known)?.[0] ?? key, value])
  }

  delete(key: Value): void {
    this.entries.delete(keyOf(key))
  }

  pairs(): readonly (readonly [Value, Value])[] {
    return [...this.entries.values()]
  }
}

/**
 * A text that is the same for values that are equal and can be kept in a dict or set.
 *
 * @throws TemplateMistake for lists and other values that can change
 */
export function keyOf(value: Value): string {
  if (value === null) return 'none'
  if (typeof value === 'string') return `s${value}`
  if (typeof value === 'boolean') return `n${value ? 1 : 0}`
  if (typeof value === 'bigint') return `n${value}`
  if (typeof value === 'number') return `n${Number.isInteger(value) ? BigInt(value) : value}`
  if (value instanceof Tuple) return `t${JSON.stringify(value.items.map(keyOf))}`
  throw new TemplateMistake(`unhashable type: a ${typeOf(value)} cannot be a key.`)
}

/** Python's name of a value's type. */
export function typeOf(value: Value): string {
  if (value === null) return 'NoneType'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return 'float'
  if (typeof value === 'string') return 'str'
  if (Array.isArray(value)) return 'list'
  if (value instanceof Tuple) return 'tuple'
  if (value instanceof Dict) return 'dict'
  if (value instanceof View) return value.name
  if (value instanceof Range) return 'range'
  if (value instanceof Generator) return 'generator'
  if (value instanceof Namespace) return 'namespace'
  if (value instanceof Thing) return value.says
  return value instanceof Callable ? 'function' : 'undefined'
}

/** What was found; null is a value like others. */
export function foundOr(found: Value | undefined, other: Value): Value {
  return found === undefined ? other : found
}

/** A value that must be there. */
export function defined(value: Value): Exclude<Value, Undefined> {
  if (value instanceof Undefined) throw new TemplateMistake(value.problem)
  return value
}

/** The values of what can be gone through; refuses what cannot. */
export function iterate(value: Value): Iterable<Value> {
  const there = defined(value)
  if (typeof there === 'string' || Array.isArray(there)) return there
  if (there instanceof Tuple || there instanceof View) return there.items
  if (there instanceof Dict) return there.pairs().map(([key]) => key)
  if (there instanceof Range || there instanceof Generator) return there
  throw new TemplateMistake(`a ${typeOf(there)} cannot be gone through.`)
}

/** How many values there are, as Python's `len`. */
export function lengthOf(value: Value): number {
  const there = defined(value)
  if (typeof there === 'string') return Array.from(there).length
  if (Array.isArray(there) || there instanceof Range) return there.length
  if (there instanceof Tuple || there instanceof View) return there.items.length
  if (there instanceof Dict) return there.size
  throw new TemplateMistake(`a ${typeOf(there)} has no length; make a list of it first.`)
}

/** Whether a value counts as true. */
export function isTrue(value: Value): boolean {
  if (value instanceof Undefined && value.isNothing) return false
  const there = defined(value)
  if (there === null || there === false || there === '' || there === 0 || there === 0n) return false
  if (Number.isNaN(there)) return true
  if (Array.isArray(there) || there instanceof Range) return there.length > 0
  if (there instanceof Tuple || there instanceof View) return there.items.length > 0
  return there instanceof Dict ? there.size > 0 : true
}

/** A number, with true and false as 1 and 0; undefined for other values. */
export function numberOf(value: Value): bigint | number | undefined {
  if (typeof value === 'boolean') return value ? 1n : 0n
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined
}

/** A whole number that fits, such as a width or an index. */
export function wholeOf(value: Value, what: string): number {
  const number = numberOf(defined(value))
  if (typeof number !== 'bigint')
    throw new TemplateMistake(`${what} needs a whole number, not a ${typeOf(value)}.`)
  const whole = Number(number)
  if (Math.abs(whole) > 1e9) throw new TemplateMistake(`${what} is too large.`)
  return whole
}

export function textOf(value: Value, what: string): string {
  const there = defined(value)
  if (typeof there === 'string') return there
  throw new TemplateMistake(`${what} needs a text, not a ${typeOf(there)}.`)
}
