import { methodOfDict, methodOfItems, methodOfList, itemAt } from './methods-of-collections.js'
import { methodOfText } from './methods-of-texts.js'
import {
  Callable,
  Dict,
  Namespace,
  Range,
  Thing,
  Tuple,
  Undefined,
  defined,
  isTrue,
  typeOf,
  type Value,
  foundOr,
} from './values.js'

/** What `value.name` gives: a method or a member, else the value of a key; undefined where there is neither. */
export function attributeOf(value: Value, name: string): Value {
  const there = defined(value)
  return foundOr(
    ownMember(there, name),
    foundOr(there instanceof Dict ? there.get(name) : undefined, missing(there, name)),
  )
}

/** What `value[key]` gives: the value of a key or an index, else a member of that name. */
export function itemOf(value: Value, key: Value): Value {
  const [there, by] = [defined(value), defined(key)]
  if (there instanceof Dict) {
    const found = there.get(by)
    if (found !== undefined) return found
  } else if (typeof by === 'bigint' || typeof by === 'boolean') {
    const items = itemsOf(there)
    if (items !== undefined) return itemAt(items, by, typeOf(there))
  }
  return foundOr(typeof by === 'string' ? ownMember(there, by) : undefined, missing(there, by))
}

function itemsOf(value: Value): readonly Value[] | undefined {
  if (typeof value === 'string') return Array.from(value)
  if (Array.isArray(value)) return value
  if (value instanceof Range) return [...value]
  return value instanceof Tuple ? value.items : undefined
}

function ownMember(value: Value, name: string): Value | undefined {
  if (typeof value === 'string') return methodOfText(value, name)
  if (Array.isArray(value)) return methodOfList(value, name)
  if (value instanceof Tuple) {
    const field = value.fields.indexOf(name)
    return field < 0 ? methodOfItems(value.items, name) : value.items[field]
  }
  if (value instanceof Dict) return methodOfDict(value, name)
  if (value instanceof Namespace) return value.values.get(name)
  return value instanceof Thing || value instanceof Callable ? value.members.get(name) : undefined
}

function missing(value: Value, name: Value): Undefined {
  const said = typeof name === 'string' || typeof name === 'bigint' ? ` "${name}"` : ' of that key'
  return new Undefined(`a ${typeOf(value)} has no value${said}.`)
}

/**
 * A function that looks a value up by an attribute's name, a path with dots, or an index.
 */
export function lookUp(path: Value | undefined, fallback?: Value): (value: Value) => Value {
  if (path === undefined || path === null) return (value) => value
  const parts =
    typeof path === 'string'
      ? path.split('.').map((part) => (/^\d+$/.test(part) ? BigInt(part) : part))
      : [path]
  return (value) => {
    let found = value
    for (const part of parts) {
      found = itemOf(found, part)
      if (found instanceof Undefined && fallback !== undefined && (fallback === null || isTrue(fallback)))
        return fallback
    }
    return found
  }
}
