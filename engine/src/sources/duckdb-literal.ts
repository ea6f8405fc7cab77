import { raw, type Sql } from '../sql/sql.js'

/**
 * Text as a literal of DuckDB's, for the places where it takes no bound value: the arguments of the functions
 * that read files, and patterns.
 */
export function textLiteral(text: string): Sql {
  return raw(`'${text.replaceAll("'", "''")}'`)
}

/** A list of file paths, in which DuckDB is to expand nothing. */
export function pathList(paths: readonly string[]): Sql {
  const literals = paths.map((path) => `'${path.replace(/[*?[]/g, '[$&]').replaceAll("'", "''")}'`)
  return raw(`[${literals.join(', ')}]`)
}
