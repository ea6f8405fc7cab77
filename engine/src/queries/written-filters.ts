import { Refusal } from '../errors.js'
import type { Filter } from './question.js'

/**
 * The filters of `--where`. One dimension named twice means any of its values; `!=` leaves values out; nothing
 * after the `=` means rows without a value, `""` the empty text. A value with a comma is written in quotes.
 *
 * @throws Refusal `invalid-option`
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

function filterOf(text: string): { dimension: string; values: readonly (string | null)[]; not: boolean } {
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
  if (written === '') return [null]
  const values: (string | null)[] = []
  const next = /(?:"((?:[^"]|"")*)"|([^",][^,]*|))(,|$)/gsy
  for (;;) {
    const found = next.exec(written)
    if (found === null) return undefined
    const [, quoted, bare = '', end] = found
    values.push(quoted?.replaceAll('""', '"') ?? (bare === '' ? null : bare))
    if (end === '') return values
  }
}
