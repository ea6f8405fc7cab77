import type { AnswerRow } from '../api/answers.js'
import { formatOfCurrency, formatted, type Format } from '../numbers/format.js'
import type { TableCell } from './figure-table.js'

/** A metric's value in a row, in its own currency; where there is none, why. */
export function valueCell(
  row: AnswerRow,
  { name, format }: { readonly name: string; readonly format: Format },
): Pick<TableCell, 'text' | 'because'> {
  const { value = null, because, currency, noRows } = row.values[name] ?? {}
  if (value === null) return { text: '–', because: because ?? 'no-value' }
  if (noRows === true) return { text: '–', because: 'no-rows' }
  return { text: formatted(value, formatOfCurrency(format, currency)) }
}
