import type { Column, StoredTable } from '../sql/stored-table.js'
import type { Source } from './source.js'

/** The column of a {@link sourceTable} that says which of the {@link loadedFilesTable} a row came from. */
export const fileColumn: Column = { name: 'daymark: file', type: 'integer', nullable: false }

/**
 * The table that holds the rows of a source that is read from files.
 *
 * @example
 * sourceTable(ledger).name // 'source_ledger'
 */
export function sourceTable(source: Source): StoredTable {
  return {
    name: `source_${source.name}`,
    columns: [...source.columns.map(({ name, type, nullable }) => ({ name, type, nullable })), fileColumn],
    order: source.key,
  }
}

/** The files whose rows are in the tables of sources. */
export const loadedFilesTable: StoredTable = {
  name: 'loaded_files',
  columns: [
    { name: 'source', type: 'text', nullable: false },
    { name: 'file', type: 'integer', nullable: false },
    { name: 'path', type: 'text', nullable: false },
    { name: 'mark', type: 'text', nullable: false },
  ],
  order: ['source', 'file'],
}
