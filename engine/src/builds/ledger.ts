import { createHash } from 'node:crypto'
import type { Day } from '../calendar/day.js'
import { join, sql, value } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { ReadSession, WriteSession } from '../warehouses/warehouse.js'

/** What was built: one entry for each source, activity and table of sums. */
export interface LedgerEntry {
  /** Such as `source lines`, `activity sales`, `sums sales`. */
  readonly thing: string
  /** A mark of the declarations that it was built from. */
  readonly definition: string
  /** A mark of the data that it was built from; null where it cannot be told without reading all of it. */
  readonly input: string | null
  readonly rows: number
  /** The first and last business day in it, where it has days. */
  readonly firstDay: Day | null
  readonly lastDay: Day | null
  /** When it was built, in UTC, as `YYYY-MM-DD HH:MM:SS.fff`. */
  readonly builtAt: string
}

/** The table that holds the ledger. */
export const ledgerTable: StoredTable = {
  name: 'ledger',
  columns: [
    { name: 'thing', type: 'text', nullable: false },
    { name: 'definition', type: 'text', nullable: false },
    { name: 'input', type: 'text', nullable: true },
    { name: 'row_count', type: 'integer', nullable: false },
    { name: 'first_day', type: 'date', nullable: true },
    { name: 'last_day', type: 'date', nullable: true },
    { name: 'built_at', type: 'timestamp', nullable: false },
  ],
  order: ['thing'],
}

/** What is built, by thing; empty before the first build. */
export async function readLedger(session: ReadSession): Promise<ReadonlyMap<string, LedgerEntry>> {
  const rows = (await session.contents(ledgerTable)) ?? []
  return new Map(
    rows.map((row) => {
      const entry: LedgerEntry = {
        thing: String(row['thing']),
        definition: String(row['definition']),
        input: textOrNull(row['input']),
        rows: Number(row['row_count']),
        firstDay: textOrNull(row['first_day']),
        lastDay: textOrNull(row['last_day']),
        builtAt: String(row['built_at']),
      }
      return [entry.thing, entry]
    }),
  )
}

/** Writes the ledger anew. */
export async function writeLedger(session: WriteSession, entries: readonly LedgerEntry[]): Promise<void> {
  await session.create(ledgerTable)
  if (entries.length === 0) return
  const rows = entries.map(
    (entry) =>
      sql`SELECT ${join([
        value(entry.thing, 'text'),
        value(entry.definition, 'text'),
        value(entry.input, 'text'),
        value(entry.rows, 'integer'),
        value(entry.firstDay, 'date'),
        value(entry.lastDay, 'date'),
        value(entry.builtAt, 'timestamp'),
      ])}`,
  )
  await session.insert(ledgerTable, join(rows, '\nUNION ALL\n'))
}

/** A mark of what is built, which changes with every build that changes anything. */
export function dataVersion(ledger: ReadonlyMap<string, LedgerEntry>): string {
  const entries = [...ledger.values()].toSorted((one, other) => (one.thing < other.thing ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 16)
}

function textOrNull(cell: unknown): string | null {
  return typeof cell === 'string' ? cell : null
}
