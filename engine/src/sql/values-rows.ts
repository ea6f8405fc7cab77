import type { Dialect } from './print.js'

/**
 * Rows as standard SQL has them: `SELECT * FROM (VALUES (…), (…)) AS given(a, b)`.
 *
 * @example
 * rows: valuesRows((identifier) => `"${identifier}"`)
 */
export function valuesRows(quote: Dialect['quote']): Dialect['rows'] {
  return (columns, rows) => {
    const names = columns.map(({ name }) => quote(name)).join(', ')
    return `SELECT * FROM (VALUES\n    ${rows.map((row) => `(${row.join(', ')})`).join(',\n    ')}\n  ) AS given(${names})`
  }
}
