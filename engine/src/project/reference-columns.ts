import { Refusal } from '../errors.js'
import { closestName } from '../names/closest-name.js'
import type { IntrospectedColumn } from '../warehouses/warehouse.js'
import type { Reference } from './reference.js'

/** A reference's columns by the names that its rows give them. */
export interface ReferenceColumns {
  readonly day: string
  readonly dimensions: readonly { readonly column: string; readonly dimension: string }[]
  readonly values: readonly { readonly column: string; readonly metric: string }[]
}

/**
 * Finds the columns that a reference names among those that its rows have, whatever their letter case.
 *
 * @throws Refusal `reference-column`, `reference-column-type`
 */
export function referenceColumns(
  reference: string,
  { day, dimensions = {}, values }: Reference,
  held: readonly IntrospectedColumn[],
): ReferenceColumns {
  const found = (column: string): IntrospectedColumn => {
    const exact = held.find(({ name }) => name === column)
    const near = exact ?? held.find(({ name }) => name.toLowerCase() === column.toLowerCase())
    if (near !== undefined) return near
    const columns = held.map(({ name }) => name)
    throw new Refusal('reference-column', {
      reference,
      column,
      closest: closestName(column, columns),
      columns,
    })
  }
  const fitting = (column: string, needs: string, fits: (held: IntrospectedColumn) => boolean): string => {
    const at = found(column)
    if (fits(at)) return at.name
    throw new Refusal('reference-column-type', { reference, column, found: at.declared, needs })
  }
  return {
    day: fitting(day, 'a date or a timestamp', ({ type }) => type === 'date' || type === 'timestamp'),
    dimensions: Object.entries(dimensions).map(([column, dimension]) => ({
      column: found(column).name,
      dimension,
    })),
    values: Object.entries(values).map(([column, metric]) => ({
      column: fitting(column, 'an exact number, whole or decimal', isExactNumber),
      metric,
    })),
  }
}

/** Some warehouses have whole numbers and decimals that no column type stands for, such as sums. */
function isExactNumber({ type, declared }: IntrospectedColumn): boolean {
  if (type !== undefined) return type === 'integer' || type === 'member' || type.startsWith('decimal')
  return /int|decimal|numeric/i.test(declared)
}
