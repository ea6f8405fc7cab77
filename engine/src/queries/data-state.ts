import { readLedger, type LedgerEntry } from '../builds/ledger.js'
import type { ReadSession } from '../warehouses/warehouse.js'

const states = new WeakMap<ReadSession, Promise<ReadonlyMap<string, LedgerEntry>>>()

/** The ledger as a session sees it: read once, since a session is of one moment. */
export function ledgerIn(session: ReadSession): Promise<ReadonlyMap<string, LedgerEntry>> {
  const known = states.get(session)
  if (known !== undefined) return known
  const reading = readLedger(session)
  states.set(session, reading)
  return reading
}

/** Which build of a thing its content is of: no two builds have the same. */
export function versionOf({ thing, definition, input, rows, builtAt }: LedgerEntry): string {
  return [thing, builtAt, definition, input, rows].join('|')
}

/** Which state of all of the data a session sees. */
export async function dataVersion(session: ReadSession): Promise<string> {
  return [...(await ledgerIn(session)).values()].map(versionOf).join('\n')
}
