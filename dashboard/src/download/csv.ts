import type { Figure } from '../numbers/figure.js'

/** A table for a file: figures with all their digits, nothing where there is none. */
export interface CsvTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (Figure | null | undefined)[])[]
}

/**
 * A table as CSV (RFC 4180). A text that a spreadsheet would run as a formula gets an apostrophe before it.
 *
 * @example
 * csvText({ columns: ['day', 'revenue'], rows: [['2026-01-15', 12.5]] }) // 'day,revenue\r\n2026-01-15,12.5\r\n'
 */
export function csvText({ columns, rows }: CsvTable): string {
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

function cell(value: Figure | null | undefined): string {
  const given = value === null || value === undefined ? '' : String(value)
  const isFormula = /^[=+\-@\t\r]./s.test(given) && !/^[+-][\d.]+$/.test(given)
  const text = isFormula ? `'${given}` : given
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
