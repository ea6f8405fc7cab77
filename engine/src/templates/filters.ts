import { calculated, signed } from './arithmetic.js'
import { argumentsOf } from './arguments.js'
import { areEqual, orderOf, sorted, unique } from './compare-values.js'
import { float, wholeNumber } from './convert-number.js'
import { formatPercent } from './format-text.js'
import { lookUp } from './members.js'
import { capitalized, centred, linesOf, replaced, trimmed } from './methods-of-texts.js'
import { printed } from './print-value.js'
import { fixed, scaled } from './round-float.js'
import { TemplateMistake } from './template-mistake.js'
import { blanks } from './tokens.js'
import { toJson } from './json-values.js'
import {
  Dict,
  Generator,
  Range,
  Tuple,
  Undefined,
  View,
  defined,
  isTrue,
  iterate,
  lengthOf,
  numberOf,
  textOf,
  typeOf,
  wholeOf,
  type Given,
  type Value,
  foundOr,
} from './values.js'

/** What stands behind `|`. */
export type FilterWork = (value: Value, given: Given) => Value

interface Parameters {
  readonly needs?: readonly string[]
  readonly takes?: readonly string[]
}

function filter(
  name: string,
  parameters: Parameters,
  work: (value: Value, ...given: readonly (Value | undefined)[]) => Value,
): readonly [string, FilterWork] {
  return [name, (value, given) => work(value, ...argumentsOf(given, name, parameters))]
}

const wordStart = new RegExp(String.raw`([-${blanks}({\[<]+)`)

const texts = [
  filter('upper', {}, (value) => printed(value).toUpperCase()),
  filter('lower', {}, (value) => printed(value).toLowerCase()),
  filter('capitalize', {}, (value) => capitalized(printed(value))),
  filter('title', {}, (value) => printed(value).split(wordStart).map(capitalized).join('')),
  filter('trim', { takes: ['chars'] }, (value, chars) => trimmed(printed(value), chars)),
  filter('string', {}, printed),
  filter('as_text', {}, printed),
  filter('center', { takes: ['width'] }, (value, width = 80n) => centred(printed(value), width, undefined)),
  filter('replace', { needs: ['old', 'new'], takes: ['count'] }, (value, old = null, ...[by = null, count]) =>
    replaced(printed(value), [printed(old), printed(by)], count),
  ),
  filter(
    'indent',
    { takes: ['width', 'first', 'blank'] },
    (value, width = 4n, ...[first = false, blank = false]) =>
      indented(
        textOf(value, 'indent'),
        typeof width === 'string' ? width : ' '.repeat(wholeOf(width, 'indent')),
        {
          first: isTrue(first),
          blank: isTrue(blank),
        },
      ),
  ),
  filter('wordcount', {}, (value) => BigInt([...printed(value).matchAll(/[\p{L}\p{N}_]+/gu)].length)),
  filter('tojson', {}, (value) => toJson(value)),
  [
    'format',
    (value: Value, { positional, named }: Given) =>
      formatPercent(printed(value), named.size === 0 ? new Tuple(positional) : new Dict(named)),
  ] as const,
]

function indented(
  text: string,
  by: string,
  { first, blank }: { readonly first: boolean; readonly blank: boolean },
): string {
  const [start = '', ...lines] = linesOf(`${text}\n`)
  const all = [first ? by + start : start, ...lines.map((line) => (line !== '' || blank ? by + line : line))]
  return all.join('\n')
}

const numbers = [
  filter('abs', {}, (value) => {
    const number = numberOf(defined(value))
    return number !== undefined && (number < 0 || Object.is(number, -0))
      ? signed('-', value)
      : signed('+', value)
  }),
  filter('int', { takes: ['default', 'base'] }, (value, other = 0n, base = 10n) => {
    const given = defined(value)
    const whole = wholeNumber(given, typeof given === 'string' ? wholeOf(base, 'int') : 10)
    const part = whole === undefined ? float(given) : undefined
    return whole ?? (part !== undefined && Number.isFinite(part) ? BigInt(Math.trunc(part)) : other)
  }),
  filter('float', { takes: ['default'] }, (value, other = 0) => float(defined(value)) ?? other),
  filter('round', { takes: ['precision', 'method'] }, (value, precision = 0n, method = 'common') =>
    rounded(value, wholeOf(precision, 'round'), method),
  ),
  filter('sum', { takes: ['attribute', 'start'] }, (value, attribute, start = 0n) => {
    let sum = start
    if (typeof start === 'string') throw new TemplateMistake('sum adds numbers; join texts.')
    for (const one of iterate(value)) sum = calculated(sum, '+', lookUp(attribute)(one))
    return sum
  }),
]

function rounded(value: Value, places: number, method: Value): Value {
  const number = numberOf(defined(value))
  if (number === undefined) throw new TemplateMistake(`round needs a number, not a ${typeOf(value)}.`)
  if (method === 'common') {
    if (typeof number === 'bigint') return places >= 0 ? number : roundedWhole(number, 10n ** BigInt(-places))
    if (!Number.isFinite(number)) throw new TemplateMistake('round needs a finite number.')
    if (places > 300) return number
    return places >= 0
      ? Number(fixed(number, places))
      : Number(scaled(number, places) * 10n ** BigInt(-places))
  }
  if (method !== 'ceil' && method !== 'floor')
    throw new TemplateMistake('round knows common, ceil and floor.')
  const power = calculated(10n, '**', BigInt(places))
  const times = Number(calculated(number, '*', power))
  const whole = BigInt(method === 'ceil' ? Math.ceil(times) : Math.floor(times))
  return calculated(whole, '/', power)
}

function roundedWhole(number: bigint, unit: bigint): bigint {
  const size = number < 0n ? -number : number
  const twice = (size % unit) * 2n
  const down = size / unit
  const whole = (twice > unit || (twice === unit && down % 2n === 1n) ? down + 1n : down) * unit
  return number < 0n ? -whole : whole
}

/** Texts in lower case, other values as they are. */
function withoutCase(isCased: Value, by: (value: Value) => Value): (value: Value) => Value {
  return (value) => {
    const found = by(value)
    return typeof found === 'string' && !isTrue(isCased) ? found.toLowerCase() : found
  }
}

function extreme(name: 'min' | 'max') {
  return filter(name, { takes: ['case_sensitive', 'attribute'] }, (value, isCased = false, attribute) => {
    const by = withoutCase(isCased, lookUp(attribute))
    let best: Value | undefined
    for (const one of iterate(value)) {
      const order = best === undefined ? undefined : (orderOf(by(one), by(best)) ?? 0)
      if (order === undefined || (name === 'min' ? order < 0 : order > 0)) best = one
    }
    return foundOr(best, new Undefined(`${name} has no values to look at.`))
  })
}

const lists = [
  extreme('min'),
  extreme('max'),
  filter('length', {}, (value) => BigInt(lengthOf(value))),
  filter('count', {}, (value) => BigInt(lengthOf(value))),
  filter('list', {}, (value) => [...iterate(value)]),
  filter('first', {}, (value) => {
    for (const one of iterate(value)) return one
    return new Undefined('first has no values to look at.')
  }),
  filter('last', {}, (value) => {
    if (value instanceof Generator) throw new TemplateMistake('last needs a list; make one with "| list".')
    return foundOr([...iterate(value)].at(-1), new Undefined('last has no values to look at.'))
  }),
  filter('join', { takes: ['d', 'attribute'] }, (value, by = '', attribute) =>
    Array.from(iterate(value), (one) => printed(lookUp(attribute)(one))).join(printed(by)),
  ),
  filter('reverse', {}, (value) => {
    if (typeof value === 'string') return Array.from(value).reverse().join('')
    return value instanceof Generator
      ? [...iterate(value)].reverse()
      : new Generator([...iterate(value)].reverse())
  }),
  filter(
    'sort',
    { takes: ['reverse', 'case_sensitive', 'attribute'] },
    (value, isReversed = false, ...[isCased = false, path]) => {
      const paths = typeof path === 'string' ? path.split(',') : [path]
      const keys = paths.map((one) => withoutCase(isCased, lookUp(one)))
      const by = (one: Value): Value =>
        path === undefined || path === null ? (keys[0]?.(one) ?? one) : keys.map((key) => key(one))
      return sorted([...iterate(value)], { by, isReversed: isTrue(isReversed) })
    },
  ),
  filter(
    'unique',
    { takes: ['case_sensitive', 'attribute'] },
    (value, isCased = false, attribute) =>
      new Generator(unique(iterate(value), withoutCase(isCased, lookUp(attribute)))),
  ),
  filter(
    'batch',
    { needs: ['linecount'], takes: ['fill_with'] },
    (value, size = null, fill = null) =>
      new Generator(batches([...iterate(value)], wholeOf(size, 'batch'), fill)),
  ),
  filter(
    'slice',
    { needs: ['slices'], takes: ['fill_with'] },
    (value, count = null, fill = null) =>
      new Generator(slices([...iterate(value)], wholeOf(count, 'slice'), fill)),
  ),
  filter(
    'groupby',
    { needs: ['attribute'], takes: ['default', 'case_sensitive'] },
    (value, path, ...[other, isCased = false]) => groups([...iterate(value)], lookUp(path, other), isCased),
  ),
]

function* batches(values: readonly Value[], size: number, fill: Value): IterableIterator<Value> {
  if (size < 1) throw new TemplateMistake('batch needs a size from 1.')
  for (let at = 0; at < values.length; at += size) {
    const batch = values.slice(at, at + size)
    if (fill !== null) while (batch.length < size) batch.push(fill)
    yield batch
  }
}

function* slices(values: readonly Value[], count: number, fill: Value): IterableIterator<Value> {
  if (count < 1) throw new TemplateMistake('slice needs a count from 1.')
  const size = Math.floor(values.length / count)
  const longer = values.length % count
  for (let nr = 0; nr < count; nr++) {
    const start = nr * size + Math.min(nr, longer)
    const part = values.slice(start, start + size + (nr < longer ? 1 : 0))
    yield fill !== null && nr >= longer ? [...part, fill] : part
  }
}

function groups(values: readonly Value[], by: (value: Value) => Value, isCased: Value): Value {
  const key = withoutCase(isCased, by)
  const found: { readonly key: Value; readonly values: Value[] }[] = []
  for (const value of sorted(values, { by: key })) {
    const last = found.at(-1)
    if (last !== undefined && areEqual(last.key, key(value))) last.values.push(value)
    else found.push({ key: key(value), values: [value] })
  }
  return found.map(({ values: held }) => new Tuple([by(held[0] ?? null), held], ['grouper', 'list']))
}

const dicts = [
  filter('items', {}, (value) => {
    if (value instanceof Undefined && value.isNothing) return new Generator([])
    if (value instanceof Dict) return new Generator(new View('dict_items', value).items)
    throw new TemplateMistake(`items needs a dict, not a ${typeOf(defined(value))}.`)
  }),
  filter(
    'dictsort',
    { takes: ['case_sensitive', 'by', 'reverse'] },
    (value, isCased = false, ...[by = 'key', isReversed = false]) => {
      if (!(value instanceof Dict))
        throw new TemplateMistake(`dictsort needs a dict, not a ${typeOf(defined(value))}.`)
      if (by !== 'key' && by !== 'value') throw new TemplateMistake('dictsort sorts by "key" or "value".')
      const part = by === 'key' ? 0n : 1n
      const pairs = new View('dict_items', value).items
      return sorted(pairs, { by: withoutCase(isCased, lookUp(part)), isReversed: isTrue(isReversed) })
    },
  ),
  filter('attr', { needs: ['name'] }, (value, name = null) =>
    defined(value) instanceof Dict || Array.isArray(value) || value instanceof Range
      ? new Undefined(`a ${typeOf(value)} has no attribute of that name; write x.name or x['name'].`)
      : lookUp(textOf(name, 'attr'))(value),
  ),
  filter('default', { takes: ['default_value', 'boolean'] }, orDefault),
  filter('d', { takes: ['default_value', 'boolean'] }, orDefault),
]

function orDefault(value: Value, other: Value = '', isByTruth: Value = false): Value {
  return value instanceof Undefined || (isTrue(isByTruth) && !isTrue(value)) ? other : value
}

export const filters: ReadonlyMap<string, FilterWork> = new Map([...texts, ...numbers, ...lists, ...dicts])

const elsewhere: Readonly<Record<string, string>> = {
  safe: 'it is for HTML; leave it out.',
  e: 'it is for HTML; leave it out.',
  escape: 'it is for HTML; leave it out.',
  as_bool: "write a comparison, as in x == 'true'.",
  as_number: 'write "| int" or "| float".',
  as_native: 'write "| int" or "| float".',
  random: 'a model gives the same rows at each build.',
}

/** What to say of a filter that is not there. */
export function missingFilter(name: string): string {
  const advice = Object.hasOwn(elsewhere, name) ? ` ${elsewhere[name] ?? ''}` : ''
  return `there is no filter "${name}".${advice}`
}
