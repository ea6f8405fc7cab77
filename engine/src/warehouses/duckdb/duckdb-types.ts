import type { DuckDBType, DuckDBValue } from '@duckdb/node-api'
import { DuckDBTimestampTZValue, DuckDBTimestampValue, DuckDBTypeId } from '@duckdb/node-api'
import type { ColumnType } from '../../sql/sql.js'
import type { Value } from '../warehouse.js'

type Reader = (value: DuckDBValue) => Value

const readBigInt: Reader = (value) => BigInt(String(value))
const readText: Reader = (value) => String(value)
const readTimestamp: Reader = (value) =>
  String(value).replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') ? '' : zeros))

const readers: ReadonlyMap<DuckDBTypeId, Reader> = new Map<DuckDBTypeId, Reader>([
  [DuckDBTypeId.BOOLEAN, (value) => value === true],
  [DuckDBTypeId.TINYINT, readBigInt],
  [DuckDBTypeId.SMALLINT, readBigInt],
  [DuckDBTypeId.INTEGER, readBigInt],
  [DuckDBTypeId.BIGINT, readBigInt],
  [DuckDBTypeId.UTINYINT, readBigInt],
  [DuckDBTypeId.USMALLINT, readBigInt],
  [DuckDBTypeId.UINTEGER, Number],
  [DuckDBTypeId.UBIGINT, readBigInt],
  [DuckDBTypeId.HUGEINT, readBigInt],
  [DuckDBTypeId.UHUGEINT, readBigInt],
  [DuckDBTypeId.FLOAT, Number],
  [DuckDBTypeId.DOUBLE, Number],
  [DuckDBTypeId.TIMESTAMP, readTimestamp],
  [DuckDBTypeId.TIMESTAMP_S, readTimestamp],
  [DuckDBTypeId.TIMESTAMP_MS, readTimestamp],
  [DuckDBTypeId.TIMESTAMP_NS, readTimestamp],
  // Its own text is in the process's time zone, not in the session's.
  [
    DuckDBTypeId.TIMESTAMP_TZ,
    (value) =>
      value instanceof DuckDBTimestampTZValue
        ? readTimestamp(new DuckDBTimestampValue(value.micros))
        : readText(value),
  ],
])

/** How values of a result's column become {@link Value}s. */
export function readerOf(type: DuckDBType): Reader {
  const read =
    type.typeId === DuckDBTypeId.DECIMAL && type.scale === 0
      ? readBigInt
      : (readers.get(type.typeId) ?? readText)
  return (value) => (value === null ? null : read(value))
}

const columnTypes: Readonly<Record<string, ColumnType>> = {
  VARCHAR: 'text',
  TINYINT: 'integer',
  SMALLINT: 'integer',
  INTEGER: 'integer',
  BIGINT: 'integer',
  UTINYINT: 'integer',
  USMALLINT: 'integer',
  UINTEGER: 'integer',
  FLOAT: 'double',
  DOUBLE: 'double',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  TIMESTAMP_S: 'timestamp',
  TIMESTAMP_MS: 'timestamp',
  TIMESTAMP_NS: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'instant',
}

/** The engine's name for a type as DuckDB declares it; undefined where the engine has none. */
export function columnTypeOf(declared: string): ColumnType | undefined {
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(declared)
  if (decimal) return `decimal(${Number(decimal[1])},${Number(decimal[2])})`
  return declared.startsWith('ENUM(') ? 'text' : columnTypes[declared]
}

/** The same for a query's column: sums and large counts come in types that no table is declared with. */
export function resultTypeOf(declared: string): ColumnType | undefined {
  return ['HUGEINT', 'UHUGEINT', 'UBIGINT'].includes(declared) ? 'decimal(38,0)' : columnTypeOf(declared)
}
