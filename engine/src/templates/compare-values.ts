import { TemplateMistake } from './template-mistake.js'
import { Dict, Range, Tuple, View, defined, iterate, keyOf, numberOf, typeOf, type Value } from './values.js'

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in'

/**
 * A comparison as Python makes it: numbers with numbers, texts by code points, lists and tuples value by value.
 *
 * @throws TemplateMistake for values that have no order
 */
export function compared(left: Value, sign: Comparison, right: Value): boolean {
  const [one, other] = [defined(left), defined(right)]
  switch (sign) {
    case '==':
      return areEqual(one, other)
    case '!=':
      return !areEqual(one, other)
    case 'in':
      return holds(other, one)
    case 'not in':
      return !holds(other, one)
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isOrdered(one, sign, other)
  }
}

export function areEqual(one: Value, other: Value): boolean {
  const [left, right] = [numberOf(one), numberOf(other)]
  // A bigint and a number are compared by their values.
  if (left !== undefined && right !== undefined) return left == right
  if (Array.isArray(one) && Array.isArray(other)) return haveEqual(one, other)
  if (one instanceof Tuple && other instanceof Tuple) return haveEqual(one.items, other.items)
  if (one instanceof Range && other instanceof Range) return haveEqual([...one], [...other])
  if (one instanceof Dict && other instanceof Dict)
    return (
      one.size === other.size &&
      one.pairs().every(([key, value]) => {
        const found = other.get(key)
        return found !== undefined && areEqual(value, found)
      })
    )
  return one === other
}

function haveEqual(ones: readonly Value[], others: readonly Value[]): boolean {
  return ones.length === others.length && ones.every((one, index) => areEqual(one, others[index] ?? null))
}

/** Whether a value is among others, or a text within another. */
export function holds(held: Value, value: Value): boolean {
  if (typeof held === 'string') {
    if (typeof value === 'string') return held.includes(value)
    throw new TemplateMistake(`'in' a text needs a text before it, not a ${typeOf(value)}.`)
  }
  if (held instanceof Dict) return held.has(value)
  if (held instanceof View && held.name === 'dict_keys') return held.of.has(value)
  for (const one of iterate(held)) if (areEqual(one, value)) return true
  return false
}

/** Below 0, 0, or above 0; undefined where a value is not a number at all. */
export function orderOf(one: Value, other: Value): number | undefined {
  const [left, right] = [numberOf(one), numberOf(other)]
  if (left !== undefined && right !== undefined)
    return left < right ? -1 : left > right ? 1 : areEqual(one, other) ? 0 : undefined
  if (typeof one === 'string' && typeof other === 'string') return byCodePoints(one, other)
  if (Array.isArray(one) && Array.isArray(other)) return byValues(one, other)
  if (one instanceof Tuple && other instanceof Tuple) return byValues(one.items, other.items)
  throw new TemplateMistake(
    `a ${typeOf(defined(one))} and a ${typeOf(defined(other))} have no order; make both numbers or both texts.`,
  )
}

function isOrdered(one: Value, sign: '<' | '<=' | '>' | '>=', other: Value): boolean {
  const order = orderOf(one, other)
  if (order === undefined) return false
  if (order === 0) return sign === '<=' || sign === '>='
  return order < 0 ? sign === '<' || sign === '<=' : sign === '>' || sign === '>='
}

function byValues(ones: readonly Value[], others: readonly Value[]): number | undefined {
  for (const [index, one] of ones.entries()) {
    const other = others[index]
    if (other === undefined) return 1
    if (!areEqual(one, other)) return orderOf(one, other)
  }
  return ones.length - others.length
}

function byCodePoints(one: string, other: string): number {
  const [left, right] = [Array.from(one), Array.from(other)]
  for (const [index, sign] of left.entries()) {
    const against = right[index]
    if (against === undefined) return 1
    if (sign !== against) return (sign.codePointAt(0) ?? 0) - (against.codePointAt(0) ?? 0)
  }
  return left.length - right.length
}

/** Values in order, those that are equal as they stood; largest first where it is reversed. */
export function sorted(
  values: readonly Value[],
  { by = (value) => value, isReversed = false }: { by?: (value: Value) => Value; isReversed?: boolean } = {},
): Value[] {
  const keyed = values.map((value) => ({ value, key: by(value) }))
  const turn = isReversed ? -1 : 1
  return keyed.sort((one, other) => turn * (orderOf(one.key, other.key) ?? 0)).map(({ value }) => value)
}

/** The values without those that came before. */
export function* unique(values: Iterable<Value>, by: (value: Value) => Value): IterableIterator<Value> {
  const seen = new Set<string>()
  for (const value of values) {
    const key = keyOf(by(value))
    if (seen.has(key)) continue
    seen.add(key)
    yield value
  }
}
