import { callable } from './arguments.js'
import { areEqual, sorted } from './compare-values.js'
import { printed } from './print-value.js'
import { TemplateMistake } from './template-mistake.js'
import {
  Callable,
  Dict,
  Tuple,
  Undefined,
  View,
  isTrue,
  iterate,
  wholeOf,
  type Value,
  foundOr,
} from './values.js'

/** A method of a list, which changes it as Python does. */
export function methodOfList(list: Value[], name: string): Callable | undefined {
  switch (name) {
    case 'append':
      return callable(name, { needs: ['value'] }, (value = null) => nothing(list.push(value)))
    case 'extend':
      return callable(name, { needs: ['values'] }, (values = null) => nothing(list.push(...iterate(values))))
    case 'insert':
      return callable(name, { needs: ['index', 'value'] }, (index = null, value = null) =>
        nothing(list.splice(wholeOf(index, name), 0, value)),
      )
    case 'pop':
      return callable(name, { takes: ['index'] }, (index = -1n) => popped(list, wholeOf(index, name)))
    case 'remove':
      return callable(name, { needs: ['value'] }, (value = null) =>
        nothing(list.splice(placeOf(list, value), 1)),
      )
    case 'clear':
      return callable(name, {}, () => nothing(list.splice(0)))
    case 'copy':
      return callable(name, {}, () => [...list])
    case 'reverse':
      return callable(name, {}, () => nothing(list.reverse()))
    case 'sort':
      return callable(name, { takes: ['reverse'] }, (isReversed = false) =>
        nothing(list.splice(0, list.length, ...sorted(list, { isReversed: isTrue(isReversed) }))),
      )
    default:
      return methodOfItems(list, name)
  }
}

/** The methods that lists and tuples have. */
export function methodOfItems(items: readonly Value[], name: string): Callable | undefined {
  if (name === 'index')
    return callable(name, { needs: ['value'] }, (value = null) => BigInt(placeOf(items, value)))
  if (name !== 'count') return undefined
  return callable(name, { needs: ['value'] }, (value = null) =>
    BigInt(items.filter((item) => areEqual(item, value)).length),
  )
}

function nothing(_: unknown): null {
  return null
}

function placeOf(items: readonly Value[], value: Value): number {
  const found = items.findIndex((item) => areEqual(item, value))
  if (found < 0) throw new TemplateMistake('the list does not hold this value.')
  return found
}

function popped(list: Value[], index: number): Value {
  const [value] = index < -list.length ? [] : list.splice(index, 1)
  if (value === undefined) throw new TemplateMistake('pop finds no value there.')
  return value
}

/** A method of a dict. */
export function methodOfDict(dict: Dict, name: string): Callable | undefined {
  switch (name) {
    case 'items':
    case 'keys':
    case 'values':
      return callable(name, {}, () => new View(`dict_${name}`, dict))
    case 'get':
      return callable(name, { needs: ['key'], takes: ['default'] }, (key = null, other = null) =>
        foundOr(dict.get(key), other),
      )
    case 'pop':
      return callable(name, { needs: ['key'], takes: ['default'] }, (key = null, other) =>
        taken(dict, key, other),
      )
    case 'setdefault':
      return callable(name, { needs: ['key'], takes: ['default'] }, (key = null, other = null) => {
        if (!dict.has(key)) dict.set(key, other)
        return dict.get(key) ?? null
      })
    case 'update':
      return new Callable(name, ({ positional, named }) => {
        const [first] = positional
        for (const [key, value] of [...pairsOf(first), ...named]) dict.set(key, value)
        return null
      })
    case 'copy':
      return callable(name, {}, () => new Dict(dict.pairs()))
    case 'clear':
      return callable(name, {}, () => {
        for (const [key] of dict.pairs()) dict.delete(key)
        return null
      })
    default:
      return undefined
  }
}

function taken(dict: Dict, key: Value, other: Value | undefined): Value {
  const held = dict.get(key)
  const found = held === undefined ? other : held
  if (found === undefined) throw new TemplateMistake('pop finds no such key.')
  dict.delete(key)
  return found
}

/** The pairs of a dict, or of a list of pairs. */
export function pairsOf(value: Value | undefined): readonly (readonly [Value, Value])[] {
  if (value === undefined) return []
  if (value instanceof Dict) return value.pairs()
  return Array.from(iterate(value), (pair) => {
    const [key, held, ...others] = iterate(pair)
    if (key === undefined || held === undefined || others.length > 0)
      throw new TemplateMistake('a dict is made of pairs.')
    return [key, held] as const
  })
}

/** What `x[start:end:step]` takes. */
export function sliced(value: Value, bounds: readonly (number | undefined)[]): Value {
  const items = typeof value === 'string' ? Array.from(value) : value instanceof Tuple ? value.items : value
  if (!Array.isArray(items)) throw new TemplateMistake('only texts, lists and tuples can be sliced.')
  const all = items as readonly Value[]
  const [start, end, step = 1] = bounds
  if (step === 0) throw new TemplateMistake('the step of a slice is not 0.')
  const within = (bound: number | undefined, other: number): number => {
    if (bound === undefined) return other
    const from = bound < 0 ? bound + all.length : bound
    return step > 0 ? Math.min(Math.max(from, 0), all.length) : Math.min(Math.max(from, -1), all.length - 1)
  }
  const [first, last] = [
    within(start, step > 0 ? 0 : all.length - 1),
    within(end, step > 0 ? all.length : -1),
  ]
  const found: Value[] = []
  for (let at = first; step > 0 ? at < last : at > last; at += step) found.push(all[at] ?? null)
  if (typeof value === 'string') return found.map(printed).join('')
  return value instanceof Tuple ? new Tuple(found) : found
}

/** The value of an index; undefined outside of what there is. */
export function itemAt(items: readonly Value[], key: Value, what: string): Value {
  const index = wholeOf(key, 'an index')
  const found = items.at(index)
  return foundOr(found, new Undefined(`the ${what} has no value ${index}.`))
}
