/** A number by its digits, which JSON holds to any length. */
export class JsonNumber {
  constructor(readonly digits: string) {}
}

/**
 * JSON on several lines, with {@link JsonNumber}s as bare numbers of all their digits. What is undefined is
 * left out.
 *
 * @example
 * prettyJson({ value: new JsonNumber('0.10000000000000000001') })
 */
export function prettyJson(value: unknown, indent = ''): string {
  if (value instanceof JsonNumber) return value.digits
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  const isList = Array.isArray(value)
  const parts = isList
    ? value.map((each: unknown) => prettyJson(each, inner))
    : Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .map(([key, each]) => `${JSON.stringify(key)}: ${prettyJson(each, inner)}`)
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  if (parts.length === 0) return `${open}${close}`
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`
}

/**
 * JSON on one line. Figures are bare numbers of all their digits, or with `figures: 'text'` texts of them, for
 * readers whose numbers are binary.
 *
 * @example
 * json({ value: new JsonNumber('0.10000000000000000001') }, 'text') // {"value":"0.10000000000000000001"}
 */
export function json(value: unknown, figures: 'number' | 'text' = 'number'): string {
  if (value instanceof JsonNumber) return figures === 'number' ? value.digits : `"${value.digits}"`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((each: unknown) => json(each, figures)).join(',')}]`
  const parts = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([key, each]) => `${JSON.stringify(key)}:${json(each, figures)}`)
  return `{${parts.join(',')}}`
}
