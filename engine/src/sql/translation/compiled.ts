import type { Constructs } from './constructs.js'
import { commonType, digitsOf, isDecimal, type SqlType } from './sql-type.js'

/** An expression as a warehouse's SQL, with the type that it has there. */
export interface Compiled {
  readonly text: string
  readonly type: SqlType
  /** What a literal says; a text literal becomes a date where it is compared with one. */
  readonly literal?: string
  /** Whether it is never null. */
  readonly isGiven?: boolean
  /** A condition as it stands where conditions do; `text` is its truth as a value. */
  readonly condition?: string
  readonly kind?: ValueKind
}

/**
 * What a dialect tells apart within one type. A whole number of `short` has 32 bits; one that is `divided exactly` is a
 * decimal there. A value of `mixed text` has a text that follows where it came from, such as its own number of places.
 */
export type ValueKind = 'short' | 'divided exactly' | 'mixed text'

/** The kind of a value that is made from others of one type. */
export function kindAmong(values: readonly Compiled[]): { readonly kind?: ValueKind } {
  const telling = values.filter(({ type }) => type !== 'null')
  const kind = (['mixed text', 'divided exactly'] as const).find((wanted) =>
    telling.some((value) => value.kind === wanted),
  )
  if (kind !== undefined) return { kind }
  return telling.length > 0 && telling.every((value) => value.kind === 'short') ? { kind: 'short' } : {}
}

/** A value as one of another type that can hold it; undefined where it cannot. */
export function widenedTo(value: Compiled, type: SqlType, to: Constructs): Compiled | undefined {
  if (value.type === type) return value
  if (value.type === 'null')
    return { text: to.nothing(type), type, ...(type === 'integer' && { kind: 'short' }) }
  if (value.literal !== undefined && value.type === 'text') return literalOf(value.literal, type, to)
  if (commonType(value.type, type) === undefined) return undefined
  const [from, into] = [digitsOf(value.type), digitsOf(type)]
  const fits =
    type === 'double' ||
    (from !== undefined && into !== undefined && from.scale <= into.scale) ||
    type === 'timestamp'
  if (!fits) return undefined
  const text = to.widened(value.text, value.type, type)
  return isDecimal(type) ? { text, type, kind: 'mixed text' } : { text, type }
}

/** A text literal as one of a type; undefined where it is none. */
export function literalOf(text: string, type: SqlType, to: Constructs): Compiled | undefined {
  const trimmed = text.trim()
  const given = (value: string): Compiled => ({
    text: to.literal(value, type),
    type,
    literal: text,
    isGiven: true,
  })
  if (type === 'text') return given(text)
  if (type === 'date') return isDay(trimmed) ? given(trimmed) : undefined
  if (type === 'timestamp') return isClock(trimmed) ? given(trimmed.replace('T', ' ')) : undefined
  if (type === 'boolean')
    return booleans.has(trimmed.toLowerCase())
      ? given(String(booleans.get(trimmed.toLowerCase())))
      : undefined
  if (type === 'integer') return /^[+-]?\d{1,18}$/.test(trimmed) ? given(trimmed) : undefined
  // One with more places than are kept is rounded, which a literal is not.
  if (isDecimal(type) && (trimmed.split('.')[1] ?? '').length > (digitsOf(type)?.scale ?? 0)) return undefined
  if (isDecimal(type) || type === 'double')
    return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(trimmed) ? given(trimmed) : undefined
  return undefined
}

const booleans = new Map([
  ['true', true],
  ['t', true],
  ['false', false],
  ['f', false],
])

function isDay(text: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!found) return false
  const [year = 0, month = 0, day = 0] = found.slice(1).map(Number)
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

function daysIn(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  if (month === 2) return isLeap ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function isClock(text: string): boolean {
  const [day = '', time] = text.split(/[ T]/)
  if (!isDay(day)) return false
  return time === undefined || /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/.test(time)
}

/** Values as ones of the type that can hold them all; undefined where there is none. */
export function unified(values: readonly Compiled[], to: Constructs): readonly Compiled[] | undefined {
  const telling = values.filter(({ literal, type }) => literal === undefined || type !== 'text')
  const types = (telling.length === 0 ? values : telling).map(({ type }) => type)
  let type: SqlType | undefined = 'null'
  for (const next of types) type = type === undefined ? undefined : commonType(type, next)
  if (type === undefined) return undefined
  const one: SqlType = type === 'null' && values.some((value) => value.type === 'text') ? 'text' : type
  const all = values.map((value) => widenedTo(value, one, to))
  return all.every((value) => value !== undefined) ? all : undefined
}
