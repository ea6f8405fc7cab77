import {
  cellsTable,
  dictionaryTable,
  dimensionColumn,
  firstDaysTable,
  memberDaysTable,
  segmentColumn,
} from '../activities/activity-tables.js'
import type { Activity } from '../activities/activity.js'
import { dimensionsOf, type RowSet } from '../activities/row-set.js'
import { amountsName, amountTable } from '../measures/amount-table.js'
import { sumTable } from '../measures/sum-table.js'
import type { SummedColumn } from '../measures/summed-column.js'
import { leavesOf } from '../metrics/metric-kinds.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { segmentsTable } from '../segments/segment-tables.js'
import type { Source } from '../sources/source.js'
import { allRows } from '../sources/source-rows.js'
import { sourceTable } from '../sources/source-table.js'
import { join, name, raw, sql, stored, type ColumnType, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'

/** A column of an export. */
export interface ExportColumn {
  readonly name: string
  readonly type: ColumnType
}

/** A built table as it is given out: with members' keys and dimension values instead of internal numbers. */
export interface ExportTable {
  readonly name: string
  readonly says: string
  /** What a build makes it as, by its name in the ledger. */
  readonly thing: string
  /** The stored table that its rows come from. */
  readonly of: StoredTable
  readonly columns: readonly ExportColumn[]
  readonly query: Sql
}

/** Every table of a project that can be exported. */
export function exportTables(loaded: LoadedProject): readonly ExportTable[] {
  const { sources, activities, sums, amounts } = loaded.layout
  return [
    ...sources.filter(({ from }) => 'files' in from).map((source) => plainTable(source)),
    ...activities.flatMap((activity) =>
      activity.identities.flatMap((identity) => [
        memberTable(loaded, {
          activity,
          identity,
          of: memberDaysTable(activity, identity),
          says: `each ${identity} on each day of ${activity.name}`,
        }),
        memberTable(loaded, {
          activity,
          identity,
          of: firstDaysTable(activity, identity),
          says: `each ${identity}'s first day in ${activity.name}`,
        }),
      ]),
    ),
    ...sums.map((found) => sumsTable(loaded, found)),
    ...amounts.map((found) =>
      memberTable(loaded, {
        activity: found.of,
        identity: found.identity,
        of: amountTable(found, loaded.written),
        says: `daily amounts by ${found.identity} of ${found.of.name}`,
        thing: `amounts ${amountsName(found)}`,
      }),
    ),
  ]
}

function plainTable(source: Source): ExportTable {
  const of = sourceTable(source)
  const columns = source.columns.map(({ name: column, type }) => ({ name: column, type }))
  const query = sql`${allRows(source)}${ordered(of.order)}`
  return {
    name: of.name,
    says: `the rows of ${source.name} as they were read`,
    thing: `source ${source.name}`,
    of,
    columns,
    query,
  }
}

interface MemberTable {
  readonly activity: Activity
  readonly identity: string
  readonly of: StoredTable
  readonly says: string
  readonly thing?: string
}

/** A table by cell and member, with the cell's dimension values and the member's key in their place. */
function memberTable(
  { layout }: LoadedProject,
  { activity, identity, of, says, thing = `activity ${activity.name}` }: MemberTable,
): ExportTable {
  const keyType = layout.keyTypes.get(identity) ?? 'text'
  const days = of.columns.filter((column) => column.name === 'day')
  const held = layout.segments.filter(
    (kept) =>
      kept.identity === identity &&
      of.columns.some((column) => column.name === segmentColumn(kept.segment.name)),
  )
  const numbers = ['day', 'cell', 'member', ...held.map(({ segment }) => segmentColumn(segment.name))]
  const figures = of.columns.filter(({ name: column }) => !numbers.includes(column))
  const attributes = held.flatMap(({ segment }) =>
    segment.attributeNames.map((attribute) => ({ attribute, table: segmentColumn(segment.name) })),
  )
  const columns: readonly ExportColumn[] = [
    ...days,
    ...activity.dimensions.map((dimension) => ({ name: dimension, type: 'text' as const })),
    { name: identity, type: keyType },
    ...attributes.map(({ attribute }) => ({ name: attribute, type: 'text' as const })),
    ...figures,
  ].map(({ name: column, type }) => ({ name: column, type }))
  const selected = [
    ...days.map((column) => sql`t.${name(column.name)}`),
    ...activity.dimensions.map(
      (dimension) => sql`c.${name(dimensionColumn(dimension))} AS ${name(dimension)}`,
    ),
    sql`m.key AS ${name(identity)}`,
    ...attributes.map(
      ({ attribute, table }) => sql`${name(table)}.${name(dimensionColumn(attribute))} AS ${name(attribute)}`,
    ),
    ...figures.map((column) => sql`t.${name(column.name)}`),
  ]
  const query = sql`SELECT ${join(selected)}
FROM ${stored(of)} AS t
JOIN ${stored(cellsTable(activity))} AS c ON c.cell = t.cell
JOIN ${stored(dictionaryTable(identity, keyType))} AS m ON m.member = t.member${join(
    held.map((kept) => {
      const column = name(segmentColumn(kept.segment.name))
      return sql`
JOIN ${stored(segmentsTable(kept))} AS ${column} ON ${column}.segment = t.${column}`
    }),
    '',
  )}
ORDER BY ${join(columns.slice(0, columns.length - figures.length).map((_column, index) => position(index)))}`
  return { name: of.name, says, thing, of, columns, query }
}

/** Daily sums, with dimensions by their names and each sum by the metric that reads it as it is. */
function sumsTable(
  loaded: LoadedProject,
  { of: rows, columns: summed }: { readonly of: RowSet; readonly columns: readonly SummedColumn[] },
): ExportTable {
  const of = sumTable(rows, summed, loaded.written)
  const nameOf = (column: string): string => {
    const dimension = dimensionsOf(rows).find((candidate) => dimensionColumn(candidate) === column)
    return dimension ?? metricOf(loaded, rows, column) ?? column
  }
  const columns = of.columns.map(({ name: column, type }) => ({ name: nameOf(column), type }))
  const selected = of.columns.map((column) => sql`${name(column.name)} AS ${name(nameOf(column.name))}`)
  return {
    name: of.name,
    says: `daily sums of ${rows.name}`,
    thing: `sums ${rows.name}`,
    of,
    columns,
    query: sql`SELECT ${join(selected)} FROM ${stored(of)}${ordered(of.order)}`,
  }
}

/** The first metric that is a stored column of a row set and nothing else. */
function metricOf({ project }: LoadedProject, rows: RowSet, column: string): string | undefined {
  return Object.entries(project.metrics).find(([, metric]) => {
    const [leaf, ...others] = leavesOf(metric)
    const isPlain = metric.kind === 'sum' || metric.kind === 'count'
    return (
      isPlain &&
      others.length === 0 &&
      leaf?.pass === 'sums' &&
      leaf.of === rows &&
      leaf.summed.column === column
    )
  })?.[0]
}

function ordered(columns: readonly string[]): Sql {
  return columns.length === 0 ? sql`` : sql` ORDER BY ${join(columns.map((column) => name(column)))}`
}

function position(index: number): Sql {
  return raw(String(index + 1))
}
