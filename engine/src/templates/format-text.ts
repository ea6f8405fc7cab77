import { printed, written } from './print-value.js'
import { fixed } from './round-float.js'
import { TemplateMistake } from './template-mistake.js'
import { Dict, Tuple, numberOf, typeOf, type Given, type Value } from './values.js'

interface Spec {
  readonly flags: string
  readonly width: number
  readonly places: number | undefined
  readonly kind: string
}

const placeholder =
  /%(?:\((?<key>[^)]*)\))?(?<flags>[-+ 0#]*)(?<width>\d*)(?:\.(?<places>\d+))?(?<kind>[^])|%$/g

/** `format % value`, with `%s`, `%r`, `%d`, `%i`, `%f`, `%x` and `%%`, their widths, places and signs. */
export function formatPercent(format: string, value: Value): string {
  const values = value instanceof Tuple ? value.items : [value]
  let next = 0
  const keys: string[] = []
  const text = format.replaceAll(placeholder, (found, ...groups) => {
    const {
      key,
      flags = '',
      width = '',
      places,
      kind = '',
    } = groups.at(-1) as Readonly<Record<string, string | undefined>>
    if (kind === '%') return '%'
    const given = key === undefined ? values[next++] : named(value, key)
    if (key !== undefined) keys.push(key)
    if (!'srdif'.includes(kind) || kind === '' || Number(width) > 10_000)
      throw new TemplateMistake(`%-formats are %s, %r, %d, %i, %f and %%, not "${found}".`)
    if (given === undefined) throw new TemplateMistake('the format has fewer values than its text names.')
    return formatted(given, {
      flags,
      width: Number(width),
      places: places === undefined ? undefined : Number(places),
      kind,
    })
  })
  if (next < values.length && keys.length === 0 && !(value instanceof Dict && next === 0))
    throw new TemplateMistake('the format has more values than its text names.')
  return text
}

function named(values: Value, key: string): Value {
  const found = values instanceof Dict ? values.get(key) : undefined
  if (found === undefined) throw new TemplateMistake(`the format has no value "${key}".`)
  return found
}

function formatted(value: Value, { flags, width, places, kind }: Spec): string {
  if (kind === 's' || kind === 'r') {
    const text = kind === 's' ? printed(value) : written(value)
    const cut = places === undefined ? text : Array.from(text).slice(0, places).join('')
    return flags.includes('-') ? padded(cut, width, 'end') : padded(cut, width, 'start')
  }
  const number = numberOf(value)
  if (number === undefined) throw new TemplateMistake(`%${kind} needs a number, not a ${typeOf(value)}.`)
  const digits = kind === 'f' ? decimals(number, places ?? 6) : whole(number).padStart(places ?? 0, '0')
  const sign = digits.startsWith('-') ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const size = digits.replace(/^-/, '').padStart(kind === 'f' ? 0 : (places ?? 0), '0')
  if (flags.includes('-')) return padded(sign + size, width, 'end')
  return flags.includes('0')
    ? sign + size.padStart(width - sign.length, '0')
    : padded(sign + size, width, 'start')
}

function padded(text: string, width: number, side: 'start' | 'end'): string {
  const blanks = ' '.repeat(Math.max(0, width - Array.from(text).length))
  return side === 'start' ? blanks + text : text + blanks
}

function whole(number: bigint | number): string {
  if (typeof number === 'bigint') return number.toString()
  if (!Number.isFinite(number)) throw new TemplateMistake('%d needs a finite number.')
  return BigInt(Math.trunc(number)).toString()
}

function decimals(number: bigint | number, places: number): string {
  const float = Number(number)
  if (!Number.isFinite(float)) throw new TemplateMistake('%f needs a finite number.')
  if (places > 100) throw new TemplateMistake('%f has up to 100 places.')
  return fixed(float, places)
}

/** `'{} and {name}'.format(…)`: values by their order, number or name, without formats of their own. */
export function formatBraces(format: string, { positional, named: byName }: Given): string {
  let next = 0
  return format.replaceAll(/\{\{|\}\}|\{([^{}]*)\}|[{}]/g, (found, field: string | undefined) => {
    if (found === '{{' || found === '}}') return found.charAt(0)
    const known = /^(?:(\d+)|([A-Za-z_]\w*))?$/.exec(field ?? '!')
    if (known === null)
      throw new TemplateMistake(`"format" takes {}, {0} and {name}, not "${found}"; use %, as in '%.2f' % x.`)
    const [, number, name] = known
    const value =
      name === undefined ? positional[number === undefined ? next++ : Number(number)] : byName.get(name)
    if (value === undefined) throw new TemplateMistake(`the format has no value for "${found}".`)
    return printed(value)
  })
}
