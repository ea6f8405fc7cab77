import type { Day } from '../../calendar/day.js'
import { plain } from '../../metrics/exact.js'
import { referenceColumns, type ReferenceColumns } from '../../project/reference-columns.js'
import type { Reference } from '../../project/reference.js'
import { call, join, literal, name, nothing, sql, type, type Sql } from '../../sql/sql.js'
import type { ReadSession, Row } from '../../warehouses/warehouse.js'
import { keyText, type Tallies, type Tally } from './tally.js'

/** Which rows are compared. */
export interface ComparedDays {
  /** Without it, all days up to the last, and rows without a day. */
  readonly from: Day | undefined
  readonly to: Day
}

/**
 * The rows of a relation as tallies. Rows in which every value is 0 say what no row says, and are left out.
 *
 * @param relation for FROM: a table, or a query in parentheses
 * @throws Refusal `reference-column`, `reference-column-type`, `sql-refused`
 */
export async function referenceTallies(
  session: ReadSession,
  relation: Sql,
  { reference, declared, days }: { reference: string; declared: Reference; days: ComparedDays },
): Promise<Tallies> {
  const held = await session.describe(sql`SELECT * FROM ${relation} AS reference_rows`)
  const columns = referenceColumns(reference, declared, held)
  const tallies = new Map<string, Tally>()
  for await (const rows of session.stream(talliesQuery(relation, columns, days))) {
    for (const row of rows) tallies.set(...tallied(row, columns))
  }
  return tallies
}

function talliesQuery(relation: Sql, { day, dimensions, values }: ReferenceColumns, days: ComparedDays): Sql {
  const keys = [
    sql`CAST(${name(day)} AS ${type('date')}) AS day`,
    ...dimensions.map(({ column }, at) => sql`${call('toText', name(column))} AS ${dimensionAt(at)}`),
  ]
  const kept = values.map(({ column }, at) => sql`${name(column)} AS ${valueAt(at)}`)
  const saysSomething = values.map((_each, at) => sql`coalesce(${valueAt(at)}, 1) <> 0`)
  const names = [sql`day`, ...dimensions.map((_each, at) => dimensionAt(at))]
  const figures = values.map(
    (_each, at) =>
      sql`${call('toText', sum(valueAt(at)))} AS ${name(`amount_${at}`)}, count(*) - count(${valueAt(at)}) AS ${name(`nulls_${at}`)}`,
  )
  return sql`SELECT ${join([...names, sql`count(*) AS row_count`, ...figures])}
FROM (SELECT ${join([...keys, ...kept])} FROM ${relation} AS reference_rows) AS keyed
WHERE ${daysCondition(days)}${values.length === 0 ? nothing : sql` AND (${join(saysSomething, ' OR ')})`}
GROUP BY ${join(names)}`
}

function sum(column: Sql): Sql {
  return call('sum', column)
}

function daysCondition({ from, to }: ComparedDays): Sql {
  const last = sql`day <= ${literal(to, 'date')}`
  return from === undefined ? sql`(day IS NULL OR ${last})` : sql`day >= ${literal(from, 'date')} AND ${last}`
}

function dimensionAt(at: number): Sql {
  return name(`dimension_${at}`)
}

function valueAt(at: number): Sql {
  return name(`value_${at}`)
}

function tallied(row: Row, { dimensions, values }: ReferenceColumns): [string, Tally] {
  const text = (column: string) => {
    const found = row[column]
    return found === null || found === undefined ? null : String(found)
  }
  const key = { day: text('day'), dimensions: dimensions.map((_each, at) => text(`dimension_${at}`)) }
  return [
    keyText(key),
    {
      rows: Number(row['row_count']),
      amounts: values.map((_each, at) => digits(text(`amount_${at}`))),
      nulls: values.map((_each, at) => Number(row[`nulls_${at}`])),
    },
  ]
}

function digits(sum: string | null): string {
  if (sum === null) return '0'
  return /^(0|-?[1-9]\d*)$/.test(sum) ? sum : plain(sum)
}
