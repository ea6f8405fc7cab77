import { rowLacks, type Reader, type RowsLeftOut } from '../errors.js'
import { join, sql, value } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { ReadSession, WriteSession } from '../warehouses/warehouse.js'

/** The rows that nothing counts, as the last build of each source found them. */
export const leftOutTable: StoredTable = {
  name: 'left_out_rows',
  columns: [
    { name: 'source', type: 'text', nullable: false },
    { name: 'read_by', type: 'text', nullable: false },
    { name: 'lacks', type: 'text', nullable: false },
    { name: 'counted_by', type: 'text', nullable: false },
    { name: 'identity', type: 'text', nullable: true },
    { name: 'row_count', type: 'integer', nullable: false },
    { name: 'of_rows', type: 'integer', nullable: false },
    { name: 'examples', type: 'text', nullable: false },
  ],
  order: ['source'],
}

/** What builds found; undefined before the first build that looked. */
export async function readRowsLeftOut(session: ReadSession): Promise<readonly RowsLeftOut[] | undefined> {
  const rows = await session.contents(leftOutTable)
  const entries = rows?.map((row) => ({
    source: String(row['source']),
    readBy: JSON.parse(String(row['read_by'])) as Reader[],
    lacks: rowLacks.find((each) => each === row['lacks']) ?? 'day',
    column: String(row['counted_by']),
    identity: textOrNull(row['identity']),
    rows: Number(row['row_count']),
    ofRows: Number(row['of_rows']),
    examples: JSON.parse(String(row['examples'])) as string[],
  }))
  // Stored rows have no order: an answer's notes must not change with it.
  return entries?.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1))
}

function placeOf({ source, column, lacks, identity }: RowsLeftOut): string {
  return JSON.stringify([source, column, lacks, identity])
}

/** Keeps what a build found, in place of what was kept before. */
export async function writeRowsLeftOut(session: WriteSession, found: readonly RowsLeftOut[]): Promise<void> {
  await session.create(leftOutTable)
  if (found.length === 0) return
  const rows = found.map(
    ({ source, readBy, lacks, column, identity, rows: left, ofRows, examples }) =>
      sql`SELECT ${join([
        value(source, 'text'),
        value(JSON.stringify(readBy), 'text'),
        value(lacks, 'text'),
        value(column, 'text'),
        value(identity, 'text'),
        value(left, 'integer'),
        value(ofRows, 'integer'),
        value(JSON.stringify(examples), 'text'),
      ])}`,
  )
  await session.insert(leftOutTable, join(rows, '\nUNION ALL\n'))
}

function textOrNull(cell: unknown): string | null {
  return typeof cell === 'string' ? cell : null
}
