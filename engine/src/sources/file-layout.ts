import { join, name, sql, type Sql } from '../sql/sql.js'
import type { Conversion } from './conversion.js'
import { textLiteral } from './duckdb-literal.js'
import { readPath, type PlacedFile } from './placed-source.js'
import type { SourceColumn } from './source.js'

/** A declared column as a file holds it. */
export interface LayoutColumn {
  readonly column: SourceColumn
  /** The value as the file holds it, over what `FileLayout.from` reads; null where there is none. */
  readonly held: Sql
  readonly conversion: Conversion
  /** How a value is shown where it breaks the contract; default: as it is held. */
  readonly shown?: (held: Sql) => Sql
  /** Whether {@link held} is worked out over the other columns, by their declared names. */
  readonly isComputed?: true
  /** In a sheet, the column's letter. */
  readonly letter?: string
}

/** Files that are read alike. */
export interface FileLayout {
  readonly files: readonly PlacedFile[]
  readonly columns: readonly LayoutColumn[]
  /** What stands in FROM to read some of the files; the path is in the column {@link pathColumn}. */
  readonly from: (files: readonly PlacedFile[]) => Sql
  /** The number of a row in its file, from 1; right only when one file is read. */
  readonly rowNumber: Sql
  /** Each row's file and all that the row holds, also what is not declared: a SELECT of `path` and `whole`. */
  readonly wholeRows: (files: readonly PlacedFile[]) => Sql
  /** For a file of text, a query of each row's number and its line, as `row` and `line`. */
  readonly linesOf?: (file: PlacedFile) => Sql
  /** For a JSON array: its rows are counted as elements. */
  readonly unit?: 'element'
}

/** What one file is found to hold; files with the same `alike` are read together. */
export type FoundLayout = Omit<FileLayout, 'files'> & { readonly alike: string }

/** The {@link FileLayout.wholeRows} of what has all of a row in columns. */
export function wholeRows(from: Sql, columns: readonly Sql[]): Sql {
  return sql`SELECT ${name(pathColumn)} AS path, hash(${join(columns)}) AS whole FROM ${from}`
}

/** What reads files by the paths at which they are read, with their own paths in {@link pathColumn}. */
export function underTheirPaths(from: Sql, files: readonly PlacedFile[]): Sql {
  const copies = files.filter((file) => readPath(file) !== file.path)
  if (copies.length === 0) return from
  const cases = copies.map((file) => sql`WHEN ${textLiteral(readPath(file))} THEN ${textLiteral(file.path)}`)
  const path = name(pathColumn)
  return sql`(SELECT * REPLACE (CASE ${path} ${join(cases, ' ')} ELSE ${path} END AS ${path}) FROM ${from}) AS read_files`
}

/** Holds a row's file; a name that no file gives to a column of its own. */
export const pathColumn = 'daymark: path of the file'
