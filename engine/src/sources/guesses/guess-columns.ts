import { raw, sql } from '../../sql/sql.js'
import type { ReadSession } from '../../warehouses/warehouse.js'
import { pathList } from '../duckdb-literal.js'
import { jsonShape, readAs } from '../json-shape.js'
import type { SourceType } from '../source-column.js'
import type { ValuePath } from '../value-path.js'

/** A column that a file has. */
export interface FoundColumn {
  readonly header: string
  /** Inside of objects, the way to it. */
  readonly path?: ValuePath
  /** Where the file has types: the one that it is declared with. Others are told by their values. */
  readonly type?: SourceType
}

/** The columns of a file, and what is left out of it, as sentences. */
export interface FoundColumns {
  readonly columns: readonly FoundColumn[]
  readonly leftOut: readonly string[]
}

/** Columns by the names in a header. */
export function columnsOfHeader(headers: readonly string[]): FoundColumns {
  const trimmed = headers.map((header) => header.trim())
  const times = (header: string) =>
    trimmed.filter((each) => each.toLowerCase() === header.toLowerCase()).length
  const named = trimmed.filter((header) => header !== '')
  const repeated = [...new Set(named.filter((header) => times(header) > 1))]
  return {
    columns: named.filter((header) => times(header) === 1).map((header) => ({ header })),
    leftOut: repeated.map((header) => `"${header}" is the name of several columns`),
  }
}

const looked = 20_480

/** The values in the first objects of a JSON file. */
export async function columnsOfJson(session: ReadSession, path: string): Promise<FoundColumns> {
  const shape = await jsonShape(session, path)
  const objects = sql`SELECT json FROM read_json_objects(${pathList([path])}, ${readAs(shape, path)}) LIMIT ${raw(String(looked))}`
  const [row] = await session.query(
    sql`SELECT CAST(json_group_structure(json) AS VARCHAR) AS structure FROM (${objects})`,
  )
  const structure: unknown = JSON.parse(String(row?.['structure'] ?? '{}'))
  return flattened(structure, [])
}

function flattened(structure: unknown, path: ValuePath): FoundColumns {
  if (Array.isArray(structure)) {
    const way = inWords(path)
    return { columns: [], leftOut: [`${way} is a list: \`path: '${way}[0]'\` reads its first element`] }
  }
  if (typeof structure === 'object' && structure !== null) {
    const inside = Object.entries(structure)
      .filter(([key]) => key !== '' && !/["\\]/.test(key))
      .map(([key, value]) => flattened(value, [...path, key]))
    return {
      columns: inside.flatMap(({ columns }) => columns),
      leftOut: inside.flatMap(({ leftOut }) => leftOut),
    }
  }
  const header = String(path[0] ?? '')
  return { columns: [path.length > 1 ? { header, path } : { header }], leftOut: [] }
}

/** A path as it is declared, where no name has a dot. */
export function inWords(path: ValuePath): string {
  return path
    .map((step, at) => (typeof step === 'number' ? `[${String(step)}]` : at === 0 ? step : `.${step}`))
    .join('')
}

const types: readonly (readonly [RegExp, SourceType])[] = [
  [/^(U?(TINY|SMALL|BIG)?INT(EGER)?|USMALLINT|UINTEGER)$/, 'integer'],
  [/^U?HUGEINT$/, 'decimal(38,0)'],
  [/^(FLOAT|DOUBLE)$/, 'double'],
  [/^BOOLEAN$/, 'boolean'],
  [/^DATE$/, 'date'],
  [/^TIMESTAMP(_S|_MS|_NS)?$/, 'timestamp'],
  [/^TIMESTAMP WITH TIME ZONE$/, 'instant'],
  [/^(UUID|ENUM\(.*\))$/s, 'text'],
]

/** The columns of a Parquet file, those inside of structs among them. */
export async function columnsOfParquet(session: ReadSession, path: string): Promise<FoundColumns> {
  const rows = await session.query(
    sql`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${pathList([path])}, hive_partitioning = false))`,
  )
  const columns: FoundColumn[] = []
  const leftOut: string[] = []
  for (const row of rows) {
    const [header, held] = [String(row['column_name']), String(row['column_type'])]
    const type = /^DECIMAL\(\d+,\d+\)$/.test(held)
      ? (held.toLowerCase() as SourceType)
      : types.find(([pattern]) => pattern.test(held))?.[1]
    if (type !== undefined) columns.push({ header, type })
    else if (held === 'VARCHAR' || held === 'JSON') columns.push({ header })
    else leftOut.push(`${header} is ${held.slice(0, 60)}: \`path\` reads a value inside of it`)
  }
  return { columns, leftOut }
}
