import type { StoredTable } from '../sql/stored-table.js'
import type { Source } from './source.js'

/**
 * The table that holds the rows of a source that is read from files.
 *
 * @example
 * sourceTable(ledger).name // 'source_ledger'
 */
export function sourceTable(source: Source): StoredTable {
  return {
    name: `source_${source.name}`,
    columns: source.columns.map(({ name, type, nullable }) => ({ name, type, nullable })),
    order: source.key,
  }
}
