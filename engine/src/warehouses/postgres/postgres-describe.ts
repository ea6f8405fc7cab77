import { join, literal, name, raw, sql, type Sql } from '../../sql/sql.js'
import type { IntrospectedColumn } from '../warehouse.js'
import { columnTypeOf } from './postgres-types.js'

/** What a statement gave: rows as lists, and each column's name and type by their numbers in the catalogue. */
export interface Sent {
  readonly fields: readonly {
    readonly name: string
    readonly dataTypeID: number
    readonly dataTypeModifier: number
  }[]
  readonly rows: readonly (readonly unknown[])[]
}

/**
 * The columns of a query's result. A NUMERIC without a scale, as sums are, gets the scale that its values have,
 * for which the query is run.
 */
export async function describeQuery(
  send: (statement: Sql) => Promise<Sent>,
  query: Sql,
): Promise<readonly IntrospectedColumn[]> {
  const { fields } = await send(sql`SELECT * FROM (${query}) AS described LIMIT 0`)
  if (fields.length === 0) return []
  const types = fields.map(
    ({ dataTypeID, dataTypeModifier }, nr) => sql`(${raw(`${nr}, ${dataTypeID}, ${dataTypeModifier}`)})`,
  )
  const named = await send(
    sql`SELECT format_type(t, m) FROM (VALUES ${join(types)}) AS found(nr, t, m) ORDER BY nr`,
  )
  const declared = named.rows.map(([type]) => String(type))
  const scales = await scalesOf(
    send,
    query,
    fields.filter((_field, nr) => declared[nr] === 'numeric').map((field) => field.name),
  )
  return fields.map((field, nr) => {
    const scale = scales.get(field.name)
    const type = scale === undefined ? columnTypeOf(declared[nr] ?? '') : (`decimal(38,${scale})` as const)
    return { name: field.name, type, nullable: true, declared: declared[nr] ?? '' }
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
