import { Refusal } from '../errors.js'
import type { Filter } from './question.js'

/**
 * The filters of `--where`. One dimension named twice means any of its values; `!=` leaves values out; nothing
 * after the `=` means rows without a value, `""` the empty text. A value with a comma, or with blanks around it, is
 * written in quotes.
 *
 * @throws Refusal `invalid-option`, `comparison-in-filter`
 * @example
 * whereFilters(['country=France,Germany', 'channel!=web'])
 * // [{ dimension: 'country', values: ['France', 'Germany'] }, { dimension: 'channel', values: ['web'], not: true }]
 */
export function whereFilters(texts: readonly string[]): readonly Filter[] {
  const filters = new Map<string, Filter>()
  for (const text of texts) {
    const { dimension, values, not } = filterOf(text)
    const key = `${not ? '!' : '='}${dimension}`
    const all = [...new Set([...(filters.get(key)?.values ?? []), ...values])]
    filters.set(key, { dimension, values: all, ...(not && { not }) })
  }
  return [...filters.values()]
}

const comparing =
  /^\s*[\w.]+\s*(<=|>=|<>|==|=>|=<|=~|<|>|~|(?:not\s+)?(?:in|like|between)(?=[\s(])|is(?=\s))/i

function filterOf(text: string): { dimension: string; values: readonly (string | null)[]; not: boolean } {
  const compares = comparing.exec(text)?.[1]
  if (compares !== undefined)
    throw new Refusal('comparison-in-filter', { filter: text.trim(), operator: compares })
  const [, dimension = '', operator, written = ''] = /^\s*([^=!\s]+)\s*(!?=)(.*)$/s.exec(text) ?? []
  const values = dimension === '' ? undefined : valuesIn(written)
  if (values === undefined) {
    throw new Refusal('invalid-option', {
      option: 'where',
      value: text,
      needs: 'Write a dimension, = or !=, and values: country=France,"Korea, Republic of" or channel!=web.',
      closest: undefined,
    })
  }
  return { dimension, values, not: operator === '!=' }
}

/** Values with commas between them; undefined where a quote is not closed. */
function valuesIn(written: string): readonly (string | null)[] | undefined {
  if (written.trim() === '') return [null]
  const values: (string | null)[] = []
  const next = /\s*(?:"((?:[^"]|"")*)"\s*|([^",\s][^,]*|))(,|$)/gsy
  for (;;) {
    const found = next.exec(written)
    if (found === null) return undefined
    const [, quoted, bare = '', end] = found
    const trimmed = bare.trim()
    values.push(quoted?.replaceAll('""', '"') ?? (trimmed === '' ? null : trimmed))
    if (end === '') return values
  }
}
