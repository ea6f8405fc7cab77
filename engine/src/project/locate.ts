import type { Place } from '../errors.js'

/**
 * Where in a project's file an expression stands, moved to a position inside the expression. Undefined when
 * the file does not hold it as it is: when it was put together, or stands in another file.
 *
 * @example
 * locate({ file, text }, 'quantity * > 3', { line: 1, column: 12 })
 */
export function locate(
  { file, text }: { readonly file: string; readonly text: string },
  expression: string,
  inside: { readonly line: number; readonly column: number } = { line: 1, column: 1 },
): Place | undefined {
  const quoted = [
    `'${expression}'`,
    `"${expression}"`,
    `\`${expression}\``,
    `'${expression.replaceAll("'", "\\'")}'`,
  ]
  const starts = quoted.map((literal) => text.indexOf(literal)).filter((start) => start >= 0)
  if (starts.length === 0) return undefined
  const before = text.slice(0, Math.min(...starts) + 1).split('\n')
  const column = (before.at(-1) ?? '').length
  return {
    file,
    line: before.length + inside.line - 1,
    column: inside.line === 1 ? column + inside.column : inside.column,
  }
}
