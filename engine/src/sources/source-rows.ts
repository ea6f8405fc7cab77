import { parseExpression, printExpression, type Written } from '../sql/expression.js'
import type { Dialect } from '../sql/print.js'
import { join, name, sql } from '../sql/sql.js'
import type { Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { allRows } from './all-rows.js'
import { boundSource } from './bound-source.js'
import { writtenIn } from './computed-columns.js'
import type { Source } from './source.js'

export { allRows, allRowsUnchecked } from './all-rows.js'

/** A source's rows as a relation for FROM, with the columns by their declared names. The caller gives it an alias. */
export type RowsOf = (source: Source) => Sql

/** How a project writes its conditions, and the warehouse that they are printed for. */
export interface RowsWriting {
  readonly written: Written
  readonly dialect: Dialect
  /** A SELECT of the declared columns, for rows that are not loaded yet. Default: those that are held. */
  readonly every?: Sql
}

/**
 * The rows of a source as a subquery for FROM, with the declared column names: of several rows with one key only
 * the latest, where the source says `latestBy`; of those the ones that its `where` takes. Whatever reads a source
 * reads it so. The caller gives it an alias.
 *
 * For a source that is a table or a model, pass it through `boundSource` first: it knows how the table writes its names.
 *
 * @example
 * sql`SELECT count(*) FROM ${sourceRows(ledger, { written, dialect })} AS r`
 * // SELECT count(*) FROM (SELECT "date", "line", "amount" FROM source_ledger) AS r
 */
export function sourceRows(source: Source, { written, dialect, every }: RowsWriting): Sql {
  const rows = latestRows(source, every)
  if (source.where === undefined) return rows
  const what = `the condition of the source "${source.name}"`
  const columns = source.columns.map((column) => column.name)
  const typeOf = (wanted: string) => source.columns.find((column) => column.name === wanted)?.type
  const parsed = parseExpression({ text: source.where, what }, { columns, written, typeOf })
  const condition = printExpression(parsed, { written, dialect })
  return sql`(SELECT ${join(columns.map(name))} FROM ${rows} AS ${name('held row')} WHERE ${condition})`
}

/**
 * The rows of each of some sources. Those that are tables or models are looked up, so that their columns are found.
 *
 * @throws Refusal what `boundSource` refuses
 */
export async function boundRows(
  session: ReadSession,
  sources: Iterable<Source>,
  writing: Pick<RowsWriting, 'written' | 'dialect'>,
): Promise<RowsOf> {
  const bound = new Map<string, Source>()
  for (const source of sources)
    bound.set(source.name, await boundSource(session, writtenIn(source, writing.written)))
  return (source) => sourceRows(bound.get(source.name) ?? source, writing)
}

/**
 * The rows that a source holds, also those that its `where` leaves out; of several rows with one key only the latest.
 * By these a build sees that a row is taken no longer.
 */
export function latestRows(source: Source, every: Sql = allRows(source)): Sql {
  const columns = source.columns.map((column) => name(column.name))
  if (source.latestBy === undefined) return sql`(${every})`
  const key = source.key.map(name)
  const order = [
    sql`${name(source.latestBy)} DESC NULLS LAST`,
    ...columns.map((column) => sql`${column} ASC NULLS LAST`),
  ]
  const ranked = sql`SELECT ${join(columns)}, row_number() OVER (PARTITION BY ${join(key)} ORDER BY ${join(order)}) AS ${latestFirst} FROM (${every}) AS ${name('every row')}`
  return sql`(SELECT ${join(columns)} FROM (${ranked}) AS ${name('ranked')} WHERE ${latestFirst} = 1)`
}

/** Named so that no column of a source is called the same. */
const latestFirst = name('daymark: latest first')
