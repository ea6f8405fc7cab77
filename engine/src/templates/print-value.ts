import { TemplateMistake } from './template-mistake.js'
import {
  Callable,
  Dict,
  Generator,
  type Namespace,
  Range,
  Thing,
  Tuple,
  Undefined,
  View,
  defined,
  type Value,
} from './values.js'

/** A value as Python's `str` writes it. */
export function printed(value: Value): string {
  if (value instanceof Undefined && value.isNothing) return ''
  if (typeof value === 'string') return value
  return written(defined(value))
}

/** A value as Python's `repr` writes it, as inside of a list. */
export function written(value: Value): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return writtenFloat(value)
  if (typeof value === 'string') return writtenText(value)
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`
  if (value instanceof Tuple)
    return `(${value.items.map(written).join(', ')}${value.items.length === 1 ? ',' : ''})`
  if (value instanceof Dict)
    return `{${value
      .pairs()
      .map((pair) => pair.map(written).join(': '))
      .join(', ')}}`
  if (value instanceof View) return `${value.name}(${written([...value.items])})`
  if (value instanceof Range)
    return `range(${value.start}, ${value.stop}${value.step === 1n ? '' : `, ${value.step}`})`
  return writtenThing(value)
}

function writtenThing(value: Generator | Namespace | Undefined | Callable | Thing): string {
  if (value instanceof Thing) return value.text()
  if (value instanceof Callable)
    throw new TemplateMistake(`${value.name} is a function; call it, as in "${value.name}(…)".`)
  if (value instanceof Generator)
    throw new TemplateMistake(
      'what map, select and the like give is no text; join it, as in "x | join(\', \')".',
    )
  throw new TemplateMistake(
    value instanceof Undefined ? value.problem : 'a namespace cannot be printed; print one of its values.',
  )
}

/** A float as Python writes it: the shortest digits that mean it, with an exponent from 1e16 and below 0.0001. */
export function writtenFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const [, sign = '', digits = '', exponent = '0'] =
    /^(-?)([\d.]+)e([-+]\d+)$/.exec(value.toExponential()) ?? []
  const power = Number(exponent)
  if (power >= 16 || power < -4)
    return `${sign}${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
  const plain = digits.replace('.', '')
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${plain}`
  const whole = plain.slice(0, power + 1).padEnd(power + 1, '0')
  return `${sign}${whole}.${plain.slice(power + 1) || '0'}`
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function writtenText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = Array.from(text, (sign) => {
    const known = sign === quote ? `\\${quote}` : escapes[sign]
    if (known !== undefined) return known
    return sign !== ' ' && /[\p{C}\p{Z}]/u.test(sign) ? escapedSign(sign.codePointAt(0) ?? 0) : sign
  })
  return `${quote}${escaped.join('')}${quote}`
}

function escapedSign(code: number): string {
  const hex = code.toString(16)
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
