import { sql, type Sql } from '../sql/sql.js'
import { textLiteral } from './duckdb-literal.js'

/** How a value as a file holds it becomes one of the declared type, in DuckDB's SQL. */
export interface Conversion {
  /** The value of the declared type; null where it cannot be one without a loss. */
  readonly typed: (held: Sql) => Sql
  /** Why it cannot: text that is a `ContractRule`. Asked only of values that cannot. */
  readonly reason: (held: Sql) => Sql
  /** Whether every value is one of the declared type. */
  readonly isSure?: true
}

/** Whether all of a text is of a pattern, which must mean the same in JavaScript and in RE2. */
export function matches(text: Sql, pattern: RegExp): Sql {
  return sql`regexp_full_match(${text}, ${textLiteral(pattern.source)})`
}
