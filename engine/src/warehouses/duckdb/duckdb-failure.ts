import { Refusal } from '../../errors.js'
import { messageOf, WarehouseError } from '../warehouse-error.js'

/** The classes of DuckDB's errors that rows or expressions give rise to. The class stands before each message. */
const ofData = new Set([
  'Conversion',
  'Out of Range',
  'Invalid Input',
  'Mismatch Type',
  'Decimal',
  'Divide by Zero',
  'Type',
])

const noRoom = /no space left|disk quota|file too large|max_temp_directory_size|could not (?:write|append)/i

/** What DuckDB's error amounts to: a refusal where the machine is why, else the failure of the statement. */
export function duckDbFailure(sql: string, cause: unknown): Refusal | WarehouseError {
  if (cause instanceof Refusal || cause instanceof WarehouseError) return cause
  const message = messageOf(cause)
  const [, kind = '', reason = message] = /^([A-Z][A-Za-z ]*?) Error: ([^]*)/.exec(message) ?? []
  const environment = environmentRefusal(kind, { message, reason: firstLine(reason) }, cause)
  return (
    environment ??
    new WarehouseError(
      'DuckDB',
      { sql, over: ofData.has(kind) ? 'data' : 'statement', reason: sentence(reason) },
      cause,
    )
  )
}

function environmentRefusal(
  kind: string,
  { message, reason }: { readonly message: string; readonly reason: string },
  cause: unknown,
): Refusal | undefined {
  const warehouse = 'DuckDB'
  const because = { cause }
  if (noRoom.test(message)) return new Refusal('disk-full', { warehouse, reason }, because)
  if (kind === 'Out of Memory') return new Refusal('out-of-memory', { warehouse, reason }, because)
  if (/read-only mode|read-only file system/i.test(message))
    return new Refusal('warehouse-read-only', { warehouse, reason }, because)
  // These are words of a compressed file that is read, not of the database.
  const isOfFile = /restored data|data corruption detected/i.test(message)
  const isDamaged = /checksum|corrupt|deserializ|database has been invalidated|failed to load metadata/i.test(
    message,
  )
  if (isDamaged && !isOfFile && !/\.(csv|parquet|json|ndjson)\b/i.test(message))
    return new Refusal('warehouse-damaged', { warehouse, reason }, because)
  return undefined
}

function sentence(text: string): string {
  return `${firstLine(text).replace(/[.!]?$/, '')}.`
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text
}

/** Why a database file cannot be opened, as its own refusal. */
export function duckDbOpenRefusal(file: string, cause: unknown): Refusal {
  const message = messageOf(cause)
  const reason = firstLine(message.replace(/^[A-Z][A-Za-z ]*? Error: /, ''))
  const because = { cause }
  if (message.includes('Could not set lock')) return new Refusal('warehouse-locked', { file }, because)
  if (/not a valid DuckDB database|file exists, but it is not/i.test(message))
    return new Refusal('not-a-database', { file }, because)
  if (/version number|newer version|storage version|serialization version/i.test(message))
    return new Refusal('newer-database', { file, reason }, because)
  if (/permission denied|EACCES|EPERM|ENOENT.*mkdir/i.test(message))
    return new Refusal('warehouse-not-permitted', { file }, because)
  if (/read-only file system|EROFS/i.test(message))
    return new Refusal('warehouse-read-only', { warehouse: `The file ${file}`, reason }, because)
  if (noRoom.test(message) || /ENOSPC|EFBIG/.test(message))
    return new Refusal('disk-full', { warehouse: 'DuckDB', reason }, because)
  if (/is a directory|EISDIR|ENOTDIR|EEXIST/i.test(message))
    return new Refusal('not-a-database', { file }, because)
  if (/checksum|corrupt|deserializ|could not read|failed to load metadata|truncated/i.test(message))
    return new Refusal('warehouse-damaged', { warehouse: `The file ${file}`, reason }, because)
  return new Refusal('warehouse-unreachable', { warehouse: 'DuckDB', address: file, reason }, because)
}
