import type { Reconciliation } from '../../queries/reconcile/reconcile.js'
import { csvLine, type Formulas } from '../../documents/csv.js'

/**
 * Every difference as CSV: a line for each row and each cause that amounts to something in it, or `unexplained`;
 * by how much the reference says more in rows, in each column, and in nulls of each column.
 */
export function reconciliationCsv(
  { dimensions, columns, steps, compared }: Reconciliation,
  formulas?: Formulas,
): string {
  const header = [
    'day',
    ...dimensions,
    'cause',
    'rows',
    ...columns.flatMap(({ column }) => [column, `${column}.nulls`]),
  ]
  const lines = compared.flatMap(({ key, steps: found }) =>
    [...found].map(([nr, { rows, amounts, nulls }]) => [
      key.day,
      ...key.dimensions,
      steps[nr]?.cause ?? 'unexplained',
      String(rows),
      ...columns.flatMap((_each, at) => [amounts[at] ?? null, String(nulls[at])]),
    ]),
  )
  return [header, ...lines].map((fields) => csvLine(fields, formulas)).join('')
}
