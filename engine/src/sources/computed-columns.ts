import { parseExpression, printExpression, type Written } from '../sql/expression.js'
import type { Dialect } from '../sql/print.js'
import type { Sql } from '../sql/sql.js'
import type { Source, SourceColumn } from './source.js'

/** A source without the columns that it works out itself. */
export function withoutComputed(source: Source): Source {
  const columns = source.columns.filter((column) => column.sql === undefined)
  if (columns.length === source.columns.length) return source
  const names = new Set(columns.map(({ name }) => name))
  return { ...source, columns, key: source.key.filter((column) => names.has(column)) }
}

/** The columns that a source works out itself. */
export function computedColumns({ columns }: Source): readonly SourceColumn[] {
  return columns.filter((column) => column.sql !== undefined)
}

/** A source that knows how the SQL of its columns is written. */
export function writtenIn(source: Source, written: Written | undefined): Source {
  return written === undefined || computedColumns(source).length === 0 ? source : { ...source, written }
}

/**
 * The value of a computed column, over a relation of the source's other columns by their declared names and types.
 *
 * @throws Refusal `sql-syntax`, `unknown-column`, `sql-not-scalar`, `sql-construct`
 */
export function computedValue({ name, sql: text = '' }: SourceColumn, source: Source, dialect: Dialect): Sql {
  const { written } = source
  if (written === undefined) throw new Error(`How the column ${name} is written is not known.`)
  const { columns } = withoutComputed(source)
  const parsed = parseExpression(
    { text, what: `the column "${name}" of the source "${source.name}"` },
    {
      columns: columns.map((column) => column.name),
      written,
      typeOf: (wanted) => columns.find((column) => column.name === wanted)?.type,
    },
  )
  return printExpression(parsed, { written, dialect })
}
