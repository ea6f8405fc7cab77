import { cellsTable, dimensionColumn } from '../activities/activity-tables.js'
import { dimensionsOf, type RowSet } from '../activities/row-set.js'
import type { Leaf } from '../measures/leaf.js'
import { sumTable } from '../measures/sum-table.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { RollupCache } from '../rollups/rollup-cache.js'
import { segmentsTable } from '../segments/segment-tables.js'
import { join, name, sql, stored, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { dataVersion } from './data-state.js'
import { whereClause } from './passes/fragments.js'
import { processCache } from './process-cache.js'
import type { Filter } from './question.js'

/** For whom values are looked up, and where. */
export interface LookingUp {
  readonly loaded: LoadedProject
  /** The only rows that exist for whoever asks. */
  readonly rows?: readonly Filter[]
  readonly cache?: RollupCache | undefined
}

/**
 * The values that a dimension has in all of the data behind some leaves, as far as whoever asks sees them. They are
 * read from cells and daily sums, never from rows, and once for a state of the data.
 */
export async function knownValues(
  session: ReadSession,
  { dimension, leaves }: { readonly dimension: string; readonly leaves: readonly Leaf[] },
  { loaded, rows = [], cache = processCache }: LookingUp,
): Promise<ReadonlySet<string | null>> {
  const rowSets = [...new Set(leaves.map(({ of }) => of))]
  const names = rowSets.map((of) => `${of.kind} ${of.name}`)
  const key = `${await dataVersion(session)} values of ${JSON.stringify([dimension, names, rows])}`
  return cache.keep(key, async () => {
    const statements = rowSets.flatMap((of) => statementsOf(of, { dimension, rows, loaded }))
    const found = statements.length === 0 ? [] : await session.query(join(statements, '\nUNION '))
    const value = new Set(found.map((row) => (typeof row['found'] === 'string' ? row['found'] : null)))
    return { value, bytes: 64 * (value.size + 1) }
  })
}

function statementsOf(
  of: RowSet,
  {
    dimension,
    rows,
    loaded: { layout, written },
  }: Required<Pick<LookingUp, 'loaded' | 'rows'>> & { readonly dimension: string },
): readonly Sql[] {
  const column = name(dimensionColumn(dimension))
  const has = (own: readonly string[]) =>
    own.includes(dimension) && rows.every((filter) => own.includes(filter.dimension))
  const from = (table: Sql) => sql`SELECT DISTINCT ${column} AS found FROM ${table}${whereClause(rows)}`
  if (has(dimensionsOf(of))) {
    if (of.kind === 'activity') return [from(stored(cellsTable(of)))]
    const sums = layout.sums.find((each) => each.of === of)
    return sums === undefined ? [] : [from(stored(sumTable(of, sums.columns, written)))]
  }
  if (of.kind !== 'activity' || rows.length > 0) return []
  const held = Object.values(of.segments).flat()
  return layout.segments
    .filter(({ segment }) => held.includes(segment) && segment.attributeNames.includes(dimension))
    .map((kept) => from(stored(segmentsTable(kept))))
}
