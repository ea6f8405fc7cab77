import { createHash } from 'node:crypto'
import { dayOf, type Writing } from '../activities/row-set.js'
import { allPartsOf, rowSetsOf } from '../project/counted-days.js'
import type { Layout } from '../project/layout.js'
import type { Source, SourceType } from '../sources/source.js'
import { call, join, name, sql, stored, type, value, type BoundValue, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { WriteSession } from '../warehouses/warehouse.js'

/**
 * A source whose rows are marked: for each combination of the days by which anything counts its rows, how many
 * there are and a sum that stands for their content.
 */
export interface MarkedSource {
  readonly source: Source
  /** What gives a row's days, as the row sets over the source say it, each once. */
  readonly days: readonly string[]
}

/** A source with the days by which the layout's row sets count its rows. */
export function markedSource(source: Source, layout: Layout): MarkedSource {
  const days = rowSetsOf(layout).flatMap((of) =>
    allPartsOf(of)
      .filter(({ from }) => from.name === source.name)
      .map((part) => part.day),
  )
  return { source, days: [...new Set(days)] }
}

/** The column of a day in tables of marks and of changed days: another day has another, whatever else is marked. */
export function markedDay(day: string): string {
  return `day_${createHash('sha256').update(day).digest('hex').slice(0, 12)}`
}

/** A table of marks. Rows by a watermark are marked apart from older ones: those not older than `since` are recent. */
export function marksTable(marked: MarkedSource, called: string): StoredTable {
  const since = watermarkType(marked.source)
  return {
    name: called,
    columns: [
      ...dayColumns(marked),
      { name: 'row_count', type: 'integer', nullable: false },
      { name: 'content', type: 'decimal(38,0)', nullable: false },
      ...(since === undefined
        ? []
        : ([
            { name: 'is_recent', type: 'integer', nullable: false },
            { name: 'since', type: since, nullable: true },
          ] as const)),
    ],
    order: [],
  }
}

/** A table of the days whose rows changed. */
export function changedTable(marked: MarkedSource): StoredTable {
  const changed = { name: 'row_count', type: 'integer', nullable: false } as const
  return { name: `changed_${marked.source.name}`, columns: [...dayColumns(marked), changed], order: [] }
}

function dayColumns({ days }: MarkedSource) {
  return days.map((day) => ({ name: markedDay(day), type: 'date' as const, nullable: true }))
}

function watermarkType({ columns, watermark }: Source): SourceType | undefined {
  return columns.find((column) => column.name === watermark)?.type
}

/** How rows are told apart by their source's watermark. */
export interface Split {
  /** What a row is not older than that is recent; null where all are. */
  readonly since: BoundValue
  /** Whether the days of old rows are left out, so that all of them are marked in one. */
  readonly oldInOne?: boolean
}

/** The marks of rows: a SELECT of the declared columns. */
export function marksOf(
  marked: MarkedSource,
  { rows, writing, split }: { readonly rows: Sql; readonly writing: Writing; readonly split?: Split },
): Sql {
  const { source } = marked
  const columns = source.columns.map((column) => name(column.name))
  const days = dayColumns(marked).map((column) => name(column.name))
  const isOld = isOlder(source, split?.since ?? null)
  const watermark = watermarkType(source)
  const age = watermark === undefined ? [] : [sql`is_recent`]
  const since = watermark === undefined ? [] : [value(split?.since ?? null, watermark)]
  const total = sql`CAST(sum(content) AS ${type('decimal(38,0)')})`
  const groups = [...days, ...age]
  return sql`SELECT ${join([...days, sql`count(*)`, total, ...age, ...since])}
FROM (
  SELECT ${join([
    ...markedDays(marked, { ...writing, unless: split?.oldInOne ? isOld : undefined }),
    sql`${call('rowHash', ...columns)} AS content`,
    ...age.map((column) => sql`CASE WHEN ${isOld} THEN 0 ELSE 1 END AS ${column}`),
  ])}
  FROM ${rows} AS source
) AS marked
${groups.length === 0 ? sql`HAVING count(*) > 0` : sql`GROUP BY ${join(groups)}`}`
}

/** One mark for all rows, as recent ones without days. */
export function undatedMarks(
  marked: MarkedSource,
  { rows, split }: { readonly rows: Sql; readonly split: Split },
): Sql {
  const { source } = marked
  const columns = source.columns.map((column) => name(column.name))
  const watermark = watermarkType(source)
  return sql`SELECT ${join([
    ...dayColumns(marked).map(() => sql`CAST(NULL AS ${type('date')})`),
    sql`count(*)`,
    sql`CAST(sum(${call('rowHash', ...columns)}) AS ${type('decimal(38,0)')})`,
    ...(watermark === undefined ? [] : [sql`1`, value(split.since, watermark)]),
  ])} FROM ${rows} AS source HAVING count(*) > 0`
}

function isOlder(source: Source, since: BoundValue): Sql {
  const watermark = watermarkType(source)
  if (source.watermark === undefined || watermark === undefined || since === null) return sql`1 = 0`
  return sql`${name(source.watermark)} < ${value(since, watermark)}`
}

/** The condition on a source's rows that its watermark is not older than a value, or not known. */
export function isRecent(source: Source, since: BoundValue): Sql {
  return sql`CASE WHEN ${isOlder(source, since)} THEN 0 ELSE 1 END = 1`
}

/** The days of a row, by the names that they have in tables of marks; null where a condition holds. */
function markedDays(
  { source, days }: MarkedSource,
  { unless, ...writing }: Writing & { readonly unless: Sql | undefined },
): readonly Sql[] {
  return days.map((day) => {
    const part = { from: source, where: undefined, day, dimensions: {} }
    const told = dayOf(part, { ...writing, what: `a day of the source "${source.name}"` })
    const known = unless === undefined ? told : sql`CASE WHEN ${unless} THEN NULL ELSE ${told} END`
    return sql`${known} AS ${name(markedDay(day))}`
  })
}

/** Writes down the days on which two tables of marks differ, and how many there are. */
export async function writeChanged(
  session: WriteSession,
  marked: MarkedSource,
  { before, after }: { readonly before: Sql; readonly after: Sql },
): Promise<number> {
  const table = changedTable(marked)
  const days = dayColumns(marked).map((column) => name(column.name))
  const side = (sign: string, marks: Sql) => {
    const signed = (column: string) => (sign === '' ? name(column) : sql`-${name(column)} AS ${name(column)}`)
    return sql`SELECT ${join([...days, signed('row_count'), signed('content')])} FROM ${marks} AS marks`
  }
  const differ = sql`HAVING sum(row_count) <> 0 OR sum(content) <> 0`
  await session.create(table)
  await session.insert(
    table,
    sql`SELECT ${join([...days, sql`count(*)`])}
FROM (${side('', before)} UNION ALL ${side('-', after)}) AS both_sides
${days.length === 0 ? differ : sql`GROUP BY ${join(days)} ${differ}`}`,
  )
  const [row] = await session.query(sql`SELECT count(*) AS days FROM ${stored(table)}`)
  return Number(row?.['days'])
}
