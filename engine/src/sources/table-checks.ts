import type { ContractRule } from '../errors.js'
import { join, literal, name, raw, sql, value, type Sql } from '../sql/sql.js'
import { dayLimitOf, isOutside, limitInWords, type KeepingDays } from './day-limits.js'
import { asDeclared, heldType, rawColumn, wrongColumn } from './held-values.js'
import type { Source, SourceColumn, SourceType } from './source.js'
import { decimalSize, kindOf } from './text-conversion.js'

/** Something that a column of a table may break. */
export interface TableCheck {
  readonly column: SourceColumn
  readonly rule: ContractRule
  readonly breaks: Sql
  readonly hint?: string
  /** What a row has in the table, where that is read as null. */
  readonly raw?: Sql
}

/** What a column of a table may break, though the table has a type for it. */
export function tableChecks(
  column: SourceColumn,
  source: Source,
  keeping: KeepingDays,
): readonly TableCheck[] {
  const held = name(column.name)
  const checks: Omit<TableCheck, 'column'>[] = []
  const wrong = (column.as?.wrong ?? []).map(({ rule }, at) => ({
    rule,
    breaks: name(wrongColumn(column, at)),
    raw: name(rawColumn(column)),
  }))
  checks.push(...wrong)
  // What is wrong is read as null.
  const isMissing = join(
    [held, ...(wrong.length === 0 ? [] : [name(rawColumn(column))])].map((each) => sql`${each} IS NULL`),
    ' AND ',
  )
  if (!column.nullable) checks.push({ rule: 'not-null', breaks: sql`(${isMissing})` })
  if (column.accepted) {
    const list = join(column.accepted.map((each) => value(each, column.type)))
    checks.push({ rule: 'accepted', breaks: sql`${asDeclared(held, column)} NOT IN (${list})` })
  }
  const limit = dayLimitOf(column, source, keeping)
  if (limit !== undefined) {
    const breaks = isOutside(held, heldType(column), limit)
    checks.push({ rule: 'days', breaks, hint: limitInWords(limit) })
  }
  if (column.held === 'double') checks.push({ rule: 'finite', breaks: isBeyond(held, mostDouble, 'double') })
  if (column.held === 'integer' && column.type === 'boolean')
    checks.push({ rule: 'type', breaks: sql`${held} NOT IN (0, 1)` })
  return [...checks, ...sizeChecks(column)].map((check) => ({ ...check, column }))
}

const mostDouble = '1.7976931348623157e308'

/** What is no number counts as beyond, as it is neither less nor more. */
function isBeyond(held: Sql, most: string, type: SourceType): Sql {
  return sql`NOT (${held} >= ${literal(`-${most}`, type)} AND ${held} <= ${literal(most, type)})`
}

/** Whether numbers of a table fit the size that they are declared with. */
function sizeChecks(column: SourceColumn): readonly Omit<TableCheck, 'column'>[] {
  const held = name(column.name)
  const has = sizeOf(heldType(column))
  const size = sizeOf(column.type)
  if (has === undefined || size === undefined) return []
  const fraction =
    has.scale > size.scale ? [{ rule: 'digits' as const, breaks: roundedOff(held, size.scale) }] : []
  const isSure = column.held === 'integer' && size.whole >= 19
  if (isSure || column.held === undefined) return fraction
  // Where both are wide the warehouse has no type to compare them in; then there is room for all that it holds.
  if (has.whole < size.whole && Math.max(has.scale, size.scale) + size.whole > 38) return fraction
  // A whole number is compared with whole ones: one warehouse has no room for its digits and decimal places besides.
  const most = has.scale === 0 ? { ...size, scale: 0 } : size
  return [
    { rule: 'range', breaks: isBeyond(held, mostOf(column.type, most), wideOf(column.type, most)) },
    ...fraction,
  ]
}

interface Size {
  /** Digits before the point and behind it. */
  readonly whole: number
  readonly scale: number
}

function sizeOf(type: SourceType): Size | undefined {
  if (type === 'integer') return { whole: 19, scale: 0 }
  if (kindOf(type) !== 'decimal') return undefined
  const { precision, scale } = decimalSize(type)
  return { whole: precision - scale, scale }
}

/** With room for the digits of both sides: one warehouse compares decimals in the width that the type has. */
function wideOf(type: SourceType, { scale }: Size): SourceType {
  return type === 'integer' ? type : `decimal(38,${scale})`
}

function mostOf(type: SourceType, { whole, scale }: Size): string {
  if (type === 'integer') return '9223372036854775807'
  const fraction = scale === 0 ? '' : `.${'9'.repeat(scale)}`
  return `${'9'.repeat(whole) || '0'}${fraction}`
}

function roundedOff(held: Sql, scale: number): Sql {
  return sql`${held} <> round(${held}, ${raw(String(scale))})`
}
