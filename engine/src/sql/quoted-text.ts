/** A SQL text with blanks for what stands in quotes or comments, each line as long as before. */
export function withoutQuotes(text: string): string {
  return text.replaceAll(/'(?:[^'\\]|''|\\.)*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[^]*?\*\//g, (quoted) =>
    quoted.replaceAll(/[^\n]/g, ' '),
  )
}
