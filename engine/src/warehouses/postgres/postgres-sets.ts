import type { BoundValue } from '../../sql/sql.js'
import type { StoredTable } from '../../sql/stored-table.js'
import { boundText } from '../bound-text.js'
import type { Row, StoredSet, Value } from '../warehouse.js'
import { postgresDialect } from './postgres-dialect.js'

const rowsAtOnce = 200

/** A row whose last column is a stored set. */
export function bytesOf(row: Row): StoredSet {
  const { keys, last } = split(row)
  return { row: keys, bytes: bytesIn(last) }
}

/** The statements that add rows to a table, each with its columns as arrays. */
export function appended(
  place: string,
  { columns }: StoredTable,
  rows: readonly (readonly (BoundValue | Uint8Array)[])[],
): readonly { readonly text: string; readonly values: unknown[][] }[] {
  const arrays = columns.map(({ type }, at) => `$${at + 1}::${type === 'set' ? 'bytea' : 'text'}[]`)
  const names = columns.map((_column, at) => `c${at}`)
  const casts = columns.map(({ type }, at) => `CAST(c${at} AS ${postgresDialect.type(type, true)})`)
  const text = `INSERT INTO ${place} SELECT ${casts.join(', ')} FROM unnest(${arrays.join(', ')}) AS given(${names.join(', ')})`
  const statements = []
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const some = rows.slice(from, from + rowsAtOnce)
    statements.push({ text, values: columns.map((_column, at) => some.map((row) => sent(row[at] ?? null))) })
  }
  return statements
}

function sent(cell: BoundValue | Uint8Array): unknown {
  return cell instanceof Uint8Array ? Buffer.from(cell) : boundText(cell)
}

function split(row: Row): { keys: Row; last: Value } {
  const columns = Object.entries(row)
  const last = columns.pop()?.[1] ?? null
  return { keys: Object.fromEntries(columns), last }
}

/** PostgreSQL writes bytes as `\x` and two digits for each. */
function bytesIn(cell: Value): Buffer<ArrayBuffer> {
  if (typeof cell !== 'string' || !cell.startsWith('\\x')) throw new Error('The last column is no bytes.')
  // A buffer of its own, so that numbers in it are aligned.
  return Buffer.from(new Uint8Array(Buffer.from(cell.slice(2), 'hex')).buffer)
}
