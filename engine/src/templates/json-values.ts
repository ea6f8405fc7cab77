import { TemplateMistake } from './template-mistake.js'
import { writtenFloat } from './print-value.js'
import { Dict, Tuple, defined, typeOf, type Value } from './values.js'

/** A value as JSON, as Jinja2's `tojson` writes it: keys in order, signs of HTML and those beyond ASCII as `\u….` */
export function toJson(value: Value): string {
  return json(value).replaceAll(/[<>&']/g, (sign) => escaped(sign))
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function json(value: Value): string {
  const there = defined(value)
  if (there === null || typeof there === 'boolean' || typeof there === 'bigint') return String(there)
  if (typeof there === 'string') return JSON.stringify(there).replaceAll(/[\x7f-\uffff]/g, escaped)
  if (typeof there === 'number') {
    if (Number.isFinite(there)) return writtenFloat(there)
    throw new TemplateMistake('JSON has finite numbers only.')
  }
  if (Array.isArray(there)) return `[${there.map(json).join(', ')}]`
  if (there instanceof Tuple) return `[${there.items.map(json).join(', ')}]`
  if (!(there instanceof Dict)) throw new TemplateMistake(`a ${typeOf(there)} cannot be written as JSON.`)
  const pairs = there.pairs().map(([key, held]) => {
    if (typeof key !== 'string') throw new TemplateMistake('keys of JSON are texts.')
    return { key, held }
  })
  const inOrder = pairs.sort((one, other) => (one.key < other.key ? -1 : 1))
  return `{${inOrder.map(({ key, held }) => `${json(key)}: ${json(held)}`).join(', ')}}`
}

/** A value of a project or of JSON as a template has it: whole numbers are exact. */
export function fromPlain(value: unknown): Value {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint')
    return value
  if (Array.isArray(value)) return value.map(fromPlain)
  if (
    typeof value === 'object' &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
  )
    return new Dict(Object.entries(value).map(([key, held]) => [key, fromPlain(held)]))
  throw new TemplateMistake(
    'a value of the project is a text, number, true or false, or a list or mapping of such.',
  )
}

/** A value of a template as plain data. */
export function toPlain(value: Value): unknown {
  const there = defined(value)
  if (typeof there === 'bigint') return Number.isSafeInteger(Number(there)) ? Number(there) : there
  if (Array.isArray(there)) return there.map(toPlain)
  if (there instanceof Tuple) return there.items.map(toPlain)
  if (there instanceof Dict)
    return Object.fromEntries(there.pairs().map(([key, held]) => [String(toPlain(key)), toPlain(held)]))
  return there
}
