import { dayOf, rowParts, type RowPart, type RowSet, type Writing } from '../activities/row-set.js'
import type { Layout } from '../project/layout.js'
import type { Source, SourceType } from '../sources/source.js'
import { call, join, name, sql, stored, type, type Sql } from '../sql/sql.js'
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
  const days = [...rowSetsOf(layout)].flatMap((of) =>
    partsOf(of)
      .filter(({ from }) => from.name === source.name)
      .map((part) => part.day),
  )
  return { source, days: [...new Set(days)] }
}

/** Everything that a layout counts the rows of. */
function rowSetsOf({ activities, sums, amounts }: Layout): ReadonlySet<RowSet> {
  return new Set([...activities, ...[...sums, ...amounts].map(({ of }) => of)])
}

/** The parts of a row set, with those that decide first days only. */
function partsOf(of: RowSet): readonly RowPart[] {
  return of.kind === 'activity' ? [...of.parts, ...of.firstDayScope] : rowParts(of)
}

/** The column of a day in tables of marks and of changed days. */
export function markedDay({ days }: MarkedSource, day: string): string {
  return `day_${days.indexOf(day)}`
}

/** A table of marks. */
export function marksTable(marked: MarkedSource, called: string): StoredTable {
  const latest = watermarkType(marked.source)
  return {
    name: called,
    columns: [
      ...dayColumns(marked),
      { name: 'row_count', type: 'integer', nullable: false },
      { name: 'content', type: 'decimal(38,0)', nullable: false },
      ...(latest === undefined ? [] : [{ name: 'latest', type: latest, nullable: true }]),
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
  return days.map((_day, at) => ({ name: `day_${at}`, type: 'date' as const, nullable: true }))
}

function watermarkType({ columns, watermark }: Source): SourceType | undefined {
  return columns.find((column) => column.name === watermark)?.type
}

/** The marks of rows: a SELECT of the declared columns, or of some of them by a condition over their days. */
export function marksOf(
  marked: MarkedSource,
  { rows, only, writing }: { readonly rows: Sql; readonly only?: Sql | undefined; readonly writing: Writing },
): Sql {
  const { source } = marked
  const columns = source.columns.map((column) => name(column.name))
  const latest = source.watermark === undefined ? [] : [sql`max(latest)`]
  const days = dayColumns(marked).map((column) => name(column.name))
  const total = sql`CAST(sum(content) AS ${type('decimal(38,0)')})`
  const grouped = days.length === 0 ? sql`HAVING count(*) > 0` : sql`GROUP BY ${join(days)}`
  return sql`SELECT ${join([...days, sql`count(*)`, total, ...latest])}
FROM (
  SELECT ${join([
    ...markedDays(marked, writing),
    sql`${call('rowHash', ...columns)} AS content`,
    ...(source.watermark === undefined ? [] : [sql`${name(source.watermark)} AS latest`]),
  ])}
  FROM ${rows} AS source
) AS marked${only === undefined ? sql`` : sql`\nWHERE ${only}`}
${grouped}`
}

/** The days of a row, by the names that they have in tables of marks. */
export function markedDays(marked: MarkedSource, writing: Writing): readonly Sql[] {
  const { source, days } = marked
  return days.map((day) => {
    const part = { from: source, where: undefined, day, dimensions: {} }
    const what = `a day of the source "${source.name}"`
    return sql`${dayOf(part, { ...writing, what })} AS ${name(markedDay(marked, day))}`
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
