import { join, literal, name, sql, type Sql } from '../../sql/sql.js'
import type { IntrospectedColumn, Row } from '../warehouse.js'
import { introspectedColumn, resultColumns, typed } from './postgres-introspect.js'

/** What a statement gave: rows as lists, and each column's name and type by their numbers in the catalogue. */
export interface Sent {
  readonly fields: readonly {
    readonly name: string
    readonly dataTypeID: number
    readonly dataTypeModifier: number
  }[]
  readonly rows: readonly (readonly unknown[])[]
}

/** How statements are sent: as the driver describes them, and as rows of values. */
export interface Sending {
  readonly send: (statement: Sql) => Promise<Sent>
  readonly query: (statement: Sql) => Promise<readonly Row[]>
}

/**
 * The columns of a query's result. A NUMERIC without a scale, as sums are, gets the scale that its values have,
 * for which the query is run.
 */
export async function describeQuery(
  { send, query }: Sending,
  described: Sql,
): Promise<readonly IntrospectedColumn[]> {
  const { fields } = await send(sql`SELECT * FROM (${described}) AS described LIMIT 0`)
  if (fields.length === 0) return []
  const found = (await query(typed(resultColumns(fields)))).map(introspectedColumn)
  const columns = fields.map((field, nr) => ({ ...found[nr], name: field.name }) as IntrospectedColumn)
  const unsized = columns.filter(({ declared }) => declared === 'numeric').map((column) => column.name)
  const scales = await scalesOf(send, described, unsized)
  return columns.map((column) => {
    const scale = scales.get(column.name)
    return scale === undefined ? column : { ...column, type: `decimal(38,${scale})` as const }
  })
}

async function scalesOf(
  send: (statement: Sql) => Promise<Sent>,
  query: Sql,
  columns: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (columns.length === 0) return new Map()
  const scales = columns.map((column) => sql`coalesce(max(scale(${name(column)})), ${literal(0, 'integer')})`)
  const { rows } = await send(sql`SELECT ${join(scales)} FROM (${query}) AS described`)
  const found = columns.map((column, at): readonly [string, number] => [column, Number(rows[0]?.[at] ?? 0)])
  return new Map(found.filter(([, scale]) => scale <= 38))
}
