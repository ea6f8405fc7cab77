import { raw, sql, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { pathList } from './duckdb-literal.js'
import { compressionOf } from './file-format.js'

/**
 * How the objects of a JSON file follow each other: one on each line, the same behind a byte-order mark, or as the
 * elements of one array. The words are those of DuckDB, which reads a mark unless it is told that there are lines.
 */
export type JsonShape = 'newline_delimited' | 'unstructured' | 'array'

/**
 * Finds out the shape of a JSON file from its start. A file that cannot be read counts as one of lines: whoever
 * reads it says what is wrong with it.
 *
 * @example
 * await jsonShape(session, '/data/orders.json') // 'array'
 */
export async function jsonShape(session: ReadSession, path: string): Promise<JsonShape> {
  const asLines = await startOf(session, path, 'newline_delimited')
  if (asLines.kind === 'ARRAY') return 'array'
  if (asLines.problem === undefined) return 'newline_delimited'
  const asArray = await startOf(session, path, 'array')
  const isArray = asArray.problem === undefined || asArray.problem.includes('record/value')
  if (isArray) return 'array'
  return asLines.problem.includes('byte order mark') ? 'unstructured' : 'newline_delimited'
}

/** The kind of the first value, or why there is none to read. */
async function startOf(
  session: ReadSession,
  path: string,
  shape: JsonShape,
): Promise<{ readonly kind?: string; readonly problem?: string }> {
  try {
    const [first] = await session.query(
      sql`SELECT json_type(json) AS kind FROM read_json_objects(${pathList([path])}, ${readAs(shape, path)}) LIMIT 1`,
    )
    return { kind: String(first?.['kind']) }
  } catch (thrown) {
    return { problem: String(thrown) }
  }
}

/** The options by which DuckDB reads JSON files of a shape and with the compression that a path ends in. */
export function readAs(shape: JsonShape, path: string): Sql {
  const how = compressionOf(path)
  return raw(`format = '${shape}'${how === 'none' ? '' : `, compression = '${how}'`}`)
}
