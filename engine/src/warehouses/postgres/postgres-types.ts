import type { ColumnType } from '../../sql/sql.js'
import type { Value } from '../warehouse.js'

type Reader = (text: string) => Value

/** Numbers of PostgreSQL's built-in types, from its catalogue `pg_type`. */
const readers: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  [16, (text) => text === 't'],
  [20, BigInt],
  [21, BigInt],
  [23, BigInt],
  [26, Number],
  [700, Number],
  [701, Number],
  [1184, (text) => text.replace(/\+00$/, '')],
  // Sums of integers are numeric as well, and have no decimal places.
  [1700, (text) => (/^-?\d+$/.test(text) ? BigInt(text) : text)],
])

/** How the text of a result's column, of the type with this number, becomes a {@link Value}. */
export function readerOf(typeNumber: number): Reader {
  return readers.get(typeNumber) ?? ((text) => text)
}

const columnTypes: Readonly<Record<string, ColumnType>> = {
  text: 'text',
  character: 'text',
  'character varying': 'text',
  smallint: 'integer',
  integer: 'integer',
  bigint: 'integer',
  real: 'double',
  'double precision': 'double',
  boolean: 'boolean',
  date: 'date',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'instant',
  oid: 'member',
}

/** The engine's name for a type as `format_type` declares it; undefined where the engine has none. */
export function columnTypeOf(declared: string): ColumnType | undefined {
  const decimal = /^numeric\((\d+),(\d+)\)$/.exec(declared)
  if (decimal) return `decimal(${Number(decimal[1])},${Number(decimal[2])})`
  return columnTypes[declared.replace(/\(\d+\)/, '')]
}
