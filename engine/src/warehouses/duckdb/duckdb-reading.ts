import type { ColumnType } from '../../sql/sql.js'
import { readScalar } from '../json-scalar.js'
import { readAsText, type Read, type Readable } from '../reading.js'
import { duckDbConstructs } from './duckdb-constructs.js'
import { duckDbDialect } from './duckdb-dialect.js'

const asText = readAsText((value) => `CAST(${value} AS VARCHAR)`)
const scalar = readScalar((json) => `(${json} ->> '$')`, {
  constructs: duckDbConstructs,
  cast: (text, type) => `TRY_CAST(${text} AS ${duckDbDialect.type(type, true)})`,
})
const as =
  (type: ColumnType): Read =>
  (value) => ({ type, value })

const nothing: Read = () => undefined

const readings: Readonly<Record<string, Readable>> = {
  UUID: { read: asText },
  TIME: { read: asText },
  UBIGINT: { read: as('decimal(20,0)') },
  HUGEINT: { read: as('decimal(39,0)') },
  UHUGEINT: { read: as('decimal(39,0)') },
  FLOAT: { read: (value) => ({ type: 'double', value: `CAST(${value} AS DOUBLE)` }) },
  TIMESTAMP_S: { read: (value) => ({ type: 'timestamp', value: `CAST(${value} AS TIMESTAMP)` }) },
  TIMESTAMP_MS: { read: (value) => ({ type: 'timestamp', value: `CAST(${value} AS TIMESTAMP)` }) },
  TIMESTAMP_NS: { read: fineTimestamp },
}

/** How the values of a type are read; nothing is said of types that are read as they are. */
export function duckDbReading(declared: string): Readable {
  if (/\[\d*\]$/.test(declared)) return { read: nothing, inside: element }
  if (declared.startsWith('ENUM(')) return { read: asText }
  if (declared.startsWith('STRUCT(')) return { read: nothing, inside: field }
  if (declared.startsWith('MAP(')) return { read: nothing, inside: entry }
  if (declared === 'JSON') return { read: asText, inside: inJson }
  return readings[declared] ?? {}
}

function fineTimestamp(value: string): ReturnType<Read> {
  const cut = `CAST(${value} AS TIMESTAMP)`
  const when = `CAST(${cut} AS TIMESTAMP_NS) <> ${value}`
  return { type: 'timestamp', value: cut, wrong: [{ rule: 'digits', when }] }
}

const quoted = (step: string) => duckDbDialect.literal(step, 'text')

const element: NonNullable<Readable['inside']> = (value, step) =>
  typeof step === 'number' ? { value: `list_extract(${value}, ${step + 1})` } : undefined

const field: NonNullable<Readable['inside']> = (value, step) =>
  typeof step === 'string' ? { value: `struct_extract(${value}, ${quoted(step)})` } : undefined

const entry: NonNullable<Readable['inside']> = (value, step) =>
  typeof step === 'string' ? { value: `${value}[${quoted(step)}]` } : undefined

const inJson: NonNullable<Readable['inside']> = (value, step) => {
  const path = typeof step === 'number' ? `$[${step}]` : `$."${step}"`
  return { value: `json_extract(${value}, ${quoted(path)})`, read: scalar }
}
