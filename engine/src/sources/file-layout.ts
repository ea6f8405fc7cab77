import { join, name, sql, type Sql } from '../sql/sql.js'
import type { Conversion } from './conversion.js'
import type { PlacedFile } from './placed-source.js'
import type { SourceColumn } from './source.js'

/** A declared column as a file holds it. */
export interface LayoutColumn {
  readonly column: SourceColumn
  /** The value as the file holds it, over what `FileLayout.from` reads; null where there is none. */
  readonly held: Sql
  readonly conversion: Conversion
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

/** Holds a row's file; a name that no file gives to a column of its own. */
export const pathColumn = 'daymark: path of the file'
