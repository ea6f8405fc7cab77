import type { Decimal } from 'decimal.js'
import type { Range } from '../calendar/range.js'
import { Refusal } from '../errors.js'
import { exact } from '../metrics/exact.js'
import type { Source } from '../sources/source.js'
import type { ReadSession, Value } from '../warehouses/warehouse.js'

/** What a plan is read by: queries, and nothing else. */
export type Querying = Pick<ReadSession, 'query'>

/** A month that is read, by its name and its days. */
export interface MonthToRead {
  readonly label: string
  readonly range: Range
}

/** A cell's number: a column may be declared as text, or as a double, which need not hold a number. */
export function numberIn(cell: Value | undefined, { name: source }: Source, column: string): Decimal {
  const text = String(cell).trim()
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text))
    throw new Refusal('plan-number', { source, column, value: String(cell) })
  return exact(text)
}

/** `2026-01` */
export function monthLabel(year: Value | undefined, month: Value | undefined): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`
}
