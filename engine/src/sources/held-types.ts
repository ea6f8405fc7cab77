import type { ColumnType } from '../sql/sql.js'
import type { SourceType } from './source-column.js'

/** The type of a source for a type that a warehouse's table has; undefined where sources have none. */
export function sourceTypeOf(type: ColumnType): SourceType | undefined {
  if (type === 'set') return undefined
  return type === 'member' ? 'integer' : type
}

/**
 * Whether values of the one type can be ones of the other; whether those of decimals fit is for `checkSource` to see.
 * A table's binary fractions are not taken for decimals: the warehouses do not agree on how to round them. Times are
 * no texts, as the warehouses write them in several ways.
 */
export function canBe(held: ColumnType, declared: ColumnType): boolean {
  if (held === declared) return true
  if (held === 'date') return declared === 'timestamp' || declared === 'text'
  if (held === 'boolean') return declared === 'text'
  if (held === 'integer' && declared === 'boolean') return true
  if (held !== 'integer' && !held.startsWith('decimal')) return false
  return ['integer', 'double', 'text'].includes(declared) || declared.startsWith('decimal')
}

const types: readonly SourceType[] = [
  'text',
  'integer',
  'decimal(18,2)',
  'double',
  'boolean',
  'date',
  'timestamp',
  'instant',
]

/** The types that a column could be declared with in place of the one that does not fit. */
export function typesThatFit(
  declared: SourceType,
  fits: (type: SourceType) => boolean,
): readonly SourceType[] {
  return types.filter((type) => type !== declared && fits(type))
}
