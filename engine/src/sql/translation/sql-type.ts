import type { ColumnType } from '../sql.js'

/** The type of an expression that is translated: one of columns, or what only a part of an expression can be. */
export type SqlType = Exclude<ColumnType, 'member' | 'set'> | 'null' | 'interval'

/** The digits of a decimal, in all and behind the point. */
export interface DecimalDigits {
  readonly precision: number
  readonly scale: number
}

const mostDigits = 38

/** The type of a decimal of so many digits, cut to as many as every warehouse holds. */
export function decimalOf({ precision, scale }: DecimalDigits): SqlType {
  return `decimal(${Math.min(precision, mostDigits)},${Math.min(scale, mostDigits)})`
}

/** The digits of a decimal or a whole number; undefined for other types. */
export function digitsOf(type: SqlType): DecimalDigits | undefined {
  if (type === 'integer') return { precision: 19, scale: 0 }
  const found = /^decimal\((\d+), ?(\d+)\)$/.exec(type)
  return found ? { precision: Number(found[1]), scale: Number(found[2]) } : undefined
}

export function isDecimal(type: SqlType): boolean {
  return type.startsWith('decimal')
}

export function isNumber(type: SqlType): boolean {
  return type === 'integer' || type === 'double' || isDecimal(type)
}

export function isMoment(type: SqlType): boolean {
  return type === 'date' || type === 'timestamp' || type === 'instant'
}

/** The one type that can hold the values of both; undefined where there is none. */
export function commonType(one: SqlType, other: SqlType): SqlType | undefined {
  if (one === other || other === 'null') return one
  if (one === 'null') return other
  if (isNumber(one) && isNumber(other)) return commonNumber(one, other)
  if (isMoment(one) && isMoment(other) && one !== 'instant' && other !== 'instant') return 'timestamp'
  return undefined
}

function commonNumber(one: SqlType, other: SqlType): SqlType {
  const [left, right] = [digitsOf(one), digitsOf(other)]
  if (left === undefined || right === undefined) return 'double'
  const scale = Math.max(left.scale, right.scale)
  const whole = Math.max(left.precision - left.scale, right.precision - right.scale)
  return decimalOf({ precision: whole + scale, scale })
}
