import type { Filter } from '../api/answers.js'
import type { Chosen } from '../calendar/step.js'

/** Where a page is: what is looked at is in the address, so that a link shows the same. */
export interface Address {
  /** `['boards', 'sales']` */
  readonly path: readonly string[]
  readonly search: URLSearchParams
}

/** Reads `/boards/sales?period=2025-Q4`. */
export function addressOf(url: { pathname: string; search: string }): Address {
  return {
    path: url.pathname.split('/').filter(Boolean).map(decodeURIComponent),
    search: new URLSearchParams(url.search),
  }
}

/** The same address with some of its parameters changed; null takes one out. */
export function addressWith(
  { path, search }: Address,
  changes: Readonly<Record<string, string | readonly string[] | null>>,
): string {
  const changed = new URLSearchParams(search)
  for (const [name, value] of Object.entries(changes)) {
    changed.delete(name)
    for (const each of value === null ? [] : [value].flat()) changed.append(name, each)
  }
  return pathOf(path, changed)
}

/** `/boards/sales?period=2025-Q4` */
export function pathOf(path: readonly string[], search: URLSearchParams = new URLSearchParams()): string {
  const query = search.toString().replaceAll('%2C', ',').replaceAll('%3D', '=').replaceAll('%3A', ':')
  return `/${path.map(encodeURIComponent).join('/')}${query === '' ? '' : `?${query}`}`
}

/** The days that an address names. */
export function chosenDays({ search }: Address): Chosen | undefined {
  const period = search.get('period')
  if (period !== null) return { period }
  const [from, to] = [search.get('from'), search.get('to')]
  return from !== null && to !== null ? { from, to } : undefined
}

/** The parameters that name days. */
export function daysInAddress(chosen: Chosen): Readonly<Record<string, string | null>> {
  return 'period' in chosen
    ? { period: chosen.period, from: null, to: null }
    : { period: null, from: chosen.from, to: chosen.to }
}

/**
 * The filters of an address, written as the command line writes them: `where=channel=web,"a, b"`; nothing after
 * the `=` is a row without a value.
 */
export function filtersIn({ search }: Address): readonly Filter[] {
  return search.getAll('where').flatMap((text) => {
    const [, dimension = '', operator, written = ''] = /^([^=!]+)(!?=)(.*)$/s.exec(text) ?? []
    if (dimension === '') return []
    const not = operator === '!=' ? { not: true } : {}
    return [{ dimension, values: valuesIn(written), ...not }]
  })
}

/** Filters as they are written in an address and on the command line. */
export function writtenFilters(filters: readonly Filter[]): readonly string[] {
  return filters
    .filter(({ values }) => values.length > 0)
    .map(({ dimension, values, not }) => {
      const alone = values.length === 1 && values[0] === null
      return `${dimension}${not === true ? '!=' : '='}${alone ? '' : values.map(written).join(',')}`
    })
}

function written(value: string | null): string {
  if (value === null) return ''
  return value === '' || /[",]|^[\s=<>~]|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

/** Values with commas between them; those in quotes may hold commas. */
function valuesIn(text: string): readonly (string | null)[] {
  const values: (string | null)[] = []
  const next = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/gsy
  for (;;) {
    const found = next.exec(text)
    if (found === null) return values
    const [, quoted, bare = '', end] = found
    values.push(quoted?.replaceAll('""', '"') ?? (bare === '' ? null : bare))
    if (end === '') return values
  }
}
