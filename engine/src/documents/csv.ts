/** What becomes of texts that a spreadsheet would run: an apostrophe before them, or nothing. */
export const formulaChoices = ['text', 'kept'] as const
export type Formulas = (typeof formulaChoices)[number]

/**
 * A line of CSV as RFC 4180 has it, with `\n` as its end. Null is an empty field, the empty text a quoted one. A text
 * that a spreadsheet would run as a formula gets an apostrophe before it, as OWASP advises against CSV injection;
 * numbers stay as they are.
 *
 * @example
 * csvLine(['a "b"', null, '1,5', '=1+1', '-7']) // '"a ""b""",,"1,5",\'=1+1,-7\n'
 */
export function csvLine(fields: readonly (string | null)[], formulas: Formulas = 'text'): string {
  const shown = formulas === 'kept' ? fields : fields.map(withoutFormula)
  return `${shown.map(csvField).join(',')}\n`
}

function withoutFormula(field: string | null): string | null {
  if (field === null || !/^[=+\-@\t\r]./s.test(field)) return field
  return /^[+-][\d.]+$/.test(field) ? field : `'${field}`
}

function csvField(field: string | null): string {
  if (field === null) return ''
  return field === '' || /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
