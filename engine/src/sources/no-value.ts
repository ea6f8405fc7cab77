import { join, sql, type Sql } from '../sql/sql.js'
import { textLiteral } from './duckdb-literal.js'
import type { Source, SourceColumn } from './source.js'

/**
 * A text as a file holds it, null where it stands for no value: where it is one of the words that the source declares
 * for that, whatever blanks are around it, and in a column of another type than text also where it is blank.
 */
export function unlessNoValue(text: Sql, column: SourceColumn, { nulls }: Source): Sql {
  const held = column.type === 'text' ? text : sql`nullif(trim(${text}), '')`
  if (nulls.length === 0) return held
  return sql`CASE WHEN trim(${text}) IN (${join(nulls.map(textLiteral))}) THEN NULL ELSE ${held} END`
}
