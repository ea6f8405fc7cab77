import { Refusal } from '../errors.js'
import { closestName, comparable } from '../names/closest-name.js'
import type { Source, SourceColumn } from './source.js'

/** Names that a file or a table gives its columns, in order. */
export interface FoundColumns {
  readonly source: Source
  /** The file's path or the table's name. */
  readonly where: string
  readonly names: readonly string[]
}

/**
 * Finds a declared column among those of a file or table and gives its position: by the very name, else
 * whatever its letter case and the blanks around it; undefined when it is not there.
 *
 * @throws Refusal `ambiguous-column`
 */
export function positionOf(column: SourceColumn, found: FoundColumns): number | undefined {
  const { source, where, names } = found
  if (column.position !== undefined) return column.position <= names.length ? column.position - 1 : undefined
  const all = names.map((name, position) => ({ name, position }))
  const exact = all.filter(({ name }) => name === column.header)
  const alike = all.filter(({ name }) => comparable(name) === comparable(column.header))
  const matches = exact.length > 0 ? exact : alike
  if (matches.length > 1) {
    const given = matches.map(({ name }) => name)
    throw new Refusal('ambiguous-column', { source: source.name, where, column: column.name, found: given })
  }
  return matches[0]?.position
}

/** The refusal of a column that is not there. */
export function missingColumn(column: SourceColumn, { source, where, names }: FoundColumns): Refusal {
  const closest = closestName(column.header, names)
  const { name, header } = column
  return new Refusal('missing-column', {
    source: source.name,
    where,
    column: name,
    header,
    closest,
    found: names,
  })
}

/** Refuses columns that are not declared, where the source says so. */
export function refuseExtra({ source, where, names }: FoundColumns, taken: readonly number[]): void {
  if (source.extraColumns !== 'refuse') return
  const columns = names.flatMap((name, at) => {
    if (taken.includes(at)) return []
    return [name === '' ? `the ${at + 1}th, without a name` : name]
  })
  if (columns.length > 0) throw new Refusal('extra-columns', { source: source.name, where, columns })
}
