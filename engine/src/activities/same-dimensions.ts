import { join, name, sql, type Sql } from '../sql/sql.js'

/**
 * Equality of dimension columns in which null equals null, written so that every warehouse can hash it.
 */
export function sameDimensions(columns: readonly string[], left: string, right: string): Sql {
  const equal = columns.map((column) => {
    const [l, r] = [sql`${name(left)}.${name(column)}`, sql`${name(right)}.${name(column)}`]
    return sql`coalesce(${l}, '') = coalesce(${r}, '') AND ${isNull(l)} = ${isNull(r)}`
  })
  return equal.length === 0 ? sql`1 = 1` : join(equal, ' AND ')
}

function isNull(expression: Sql): Sql {
  return sql`CASE WHEN ${expression} IS NULL THEN 1 ELSE 0 END`
}
