import type { Dialect } from '../sql/print.js'
import type { StoredTable } from '../sql/stored-table.js'

/** The columns of a `CREATE TABLE`, for warehouses in which NOT NULL stands beside the type. */
export function columnDefinitions(table: StoredTable, dialect: Dialect): string {
  return table.columns
    .map(
      ({ name, type, nullable }) =>
        `${dialect.quote(name)} ${dialect.type(type, nullable)}${nullable ? '' : ' NOT NULL'}`,
    )
    .join(', ')
}
