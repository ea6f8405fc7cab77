import type { ColumnType } from '../../sql/sql.js'
import type { Value } from '../warehouse.js'

/** A value as it stands in a row of JSON. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

type Reader = (value: JsonValue) => Value

const readText = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value))
const readBigInt: Reader = (value) => BigInt(readText(value))
const notFinite: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity }
const readDouble: Reader = (value) =>
  typeof value === 'string' ? (notFinite[value] ?? Number(value)) : Number(value)
const readTimestamp: Reader = (value) => {
  const [seconds = '', fraction = ''] = readText(value).split('.')
  const digits = fraction.replace(/0+$/, '')
  return digits === '' ? seconds : `${seconds}.${digits}`
}

const readers: readonly (readonly [RegExp, Reader])[] = [
  [/^UInt32$/, Number],
  [/^U?Int\d+$/, readBigInt],
  [/^Decimal\(\d+, 0\)$/, readBigInt],
  [/^Float\d+$|^BFloat16$/, readDouble],
  [/^DateTime64/, readTimestamp],
  [/^Bool$/, (value) => value === true],
]

/** How the JSON of a result's column, of the type with this name, becomes a {@link Value}. */
export function readerOf(declared: string): Reader {
  const bare = bareType(declared)
  const read = readers.find(([pattern]) => pattern.test(bare))?.[1] ?? readText
  return (value) => (value === null ? null : read(value))
}

const columnTypes: Readonly<Record<string, ColumnType>> = {
  String: 'text',
  Int8: 'integer',
  Int16: 'integer',
  Int32: 'integer',
  Int64: 'integer',
  UInt8: 'integer',
  UInt16: 'integer',
  UInt32: 'integer',
  Float32: 'double',
  Float64: 'double',
  Bool: 'boolean',
  Date: 'date',
  Date32: 'date',
}

/** The engine's name for a type as ClickHouse declares it; undefined where the engine has none. */
export function columnTypeOf(declared: string): ColumnType | undefined {
  const bare = bareType(declared)
  const decimal = /^Decimal\((\d+), (\d+)\)$/.exec(bare)
  if (decimal && Number(decimal[1]) <= 38) return `decimal(${Number(decimal[1])},${Number(decimal[2])})`
  if (/^DateTime/.test(bare)) return 'timestamp'
  if (/^(Enum|FixedString)/.test(bare)) return 'text'
  return columnTypes[bare]
}

/** The same for a query's column: counts and sums come in types that no table is declared with. */
export function resultTypeOf(declared: string): ColumnType | undefined {
  const bare = bareType(declared)
  if (bare === 'UInt64') return 'integer'
  return /^U?Int(128|256)$/.test(bare) ? 'decimal(38,0)' : columnTypeOf(declared)
}

/** Whether a column of a type as ClickHouse declares it may hold null. */
export function isNullable(declared: string): boolean {
  return /^(LowCardinality\()?Nullable\(/.test(declared)
}

/** A type without what says that it may be null or how it is stored. */
export function bareType(declared: string): string {
  const wrapped = /^(?:Nullable|LowCardinality)\((.*)\)$/s.exec(declared)
  return wrapped?.[1] === undefined ? declared : bareType(wrapped[1])
}
