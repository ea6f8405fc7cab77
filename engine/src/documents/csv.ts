/**
 * A line of CSV as RFC 4180 has it, with `\n` as its end. Null is an empty field, the empty text a quoted one.
 *
 * @example
 * csvLine(['a "b"', null, '1,5']) // '"a ""b""",,"1,5"\n'
 */
export function csvLine(fields: readonly (string | null)[]): string {
  return `${fields.map(csvField).join(',')}\n`
}

function csvField(field: string | null): string {
  if (field === null) return ''
  return field === '' || /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
