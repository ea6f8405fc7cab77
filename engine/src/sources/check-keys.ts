import type { ContractViolation } from '../errors.js'
import { join, name, sql, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { allRows } from './source-rows.js'
import type { Source } from './source.js'

/** Rows whose keys are to be checked. */
export interface KeyedRows {
  readonly source: Source
  /** A SELECT of the declared columns, in the SQL of all warehouses. */
  readonly rows: Sql
  /** The file or table, for the message. */
  readonly where: string
}

/**
 * Finds rows that share their key; with `latestBy`, rows that share key and latest value and yet differ, so that
 * none of them is the latest. One grouped query when nothing is broken.
 */
export async function checkKeys(
  session: ReadSession,
  keyed: KeyedRows,
): Promise<readonly ContractViolation[]> {
  const { key, latestBy } = keyed.source
  if (key.length === 0) return []
  const repeated = repeats(keyed.rows, latestBy === undefined ? key : [...key, latestBy])
  if ((await countOf(session, repeated)).keys === 0) return []
  if (latestBy === undefined) return [await keyViolation(session, keyed, { rule: 'key', by: key, repeated })]
  // Exact duplicates are no tie: whichever of them is taken, the answer is the same.
  const columns = join(keyed.source.columns.map((column) => name(column.name)))
  const different = sql`SELECT DISTINCT ${columns} FROM (${keyed.rows}) AS ${name('every row')}`
  const by = [...key, latestBy]
  const ties = repeats(different, by)
  if ((await countOf(session, ties)).keys === 0) return []
  return [await keyViolation(session, keyed, { rule: 'tie', by, repeated: ties })]
}

/**
 * The rows of a source that have the key of one of some rows, given as what follows FROM. `IN` finds no nulls: where a
 * key may be null these are all rows.
 */
export function rowsOfKeys(source: Source, some: Sql): Sql {
  const rows = allRows(source)
  const isKnown = source.columns.every((column) => !column.nullable || !source.key.includes(column.name))
  if (!isKnown || source.key.length === 0) return rows
  const key = join(source.key.map(name))
  return sql`SELECT * FROM (${rows}) AS every_row WHERE (${key}) IN (SELECT ${key} FROM ${some})`
}

function repeats(rows: Sql, by: readonly string[]): Sql {
  const columns = join(by.map(name))
  return sql`SELECT ${columns}, count(*) AS ${times} FROM (${rows}) AS ${name('rows')} GROUP BY ${columns} HAVING count(*) > 1`
}

const times = name('how many')

async function countOf(session: ReadSession, repeated: Sql): Promise<{ keys: number; rows: number }> {
  const [row = {}] = await session.query(
    sql`SELECT count(*) AS ${name('keys')}, sum(${times}) AS ${name('rows')} FROM (${repeated}) AS ${name('repeated')}`,
  )
  return { keys: Number(row['keys']), rows: Number(row['rows']) }
}

interface Repeated {
  readonly rule: 'key' | 'tie'
  readonly by: readonly string[]
  readonly repeated: Sql
}

async function keyViolation(
  session: ReadSession,
  { source, where }: KeyedRows,
  { rule, by, repeated }: Repeated,
): Promise<ContractViolation> {
  const columns = join(by.map(name))
  const { rows } = await countOf(session, repeated)
  const first = await session.query(
    sql`SELECT ${columns} FROM (${repeated}) AS ${name('repeated')} ORDER BY ${columns} LIMIT 3`,
  )
  const examples = first.map((row) => ({
    row: undefined,
    value: by.map((column) => String(row[column] ?? 'null')).join(', '),
  }))
  return { source: source.name, where, column: by.join(', '), rule, rows, examples }
}
