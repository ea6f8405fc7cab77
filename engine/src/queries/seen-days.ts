import { memberDaysTable, cellsTable } from '../activities/activity-tables.js'
import { dimensionsOf } from '../activities/row-set.js'
import { readLedger } from '../builds/ledger.js'
import type { Range } from '../calendar/range.js'
import { sumTable } from '../measures/sum-table.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { join, sql, stored, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { whereClause } from './passes/fragments.js'
import type { Filter } from './question.js'

/**
 * The first and the last day on which there is any row of those that exist for whoever asks; undefined where there
 * is none. Without conditions it is what the ledger says of all that is kept.
 */
export async function seenDays(
  session: ReadSession,
  { layout, written }: LoadedProject,
  rows: readonly Filter[],
): Promise<Range | undefined> {
  const ledger = await readLedger(session)
  if (rows.length === 0) {
    const entries = [...ledger.values()]
    return between(
      entries.flatMap(({ firstDay }) => firstDay ?? []),
      entries.flatMap(({ lastDay }) => lastDay ?? []),
    )
  }
  const has = (dimensions: readonly string[]) => rows.every(({ dimension }) => dimensions.includes(dimension))
  const where = whereClause(rows)
  const sums = layout.sums
    .filter(({ of }) => has(dimensionsOf(of)) && ledger.has(`sums ${of.name}`))
    .map(({ of, columns }) => sql`SELECT day FROM ${stored(sumTable(of, columns, written))}${where}`)
  const members = layout.activities
    .filter((of) => has(of.dimensions) && ledger.has(`activity ${of.name}`))
    .flatMap((of) =>
      of.identities.map((identity): Sql => {
        const cells = sql`SELECT cell FROM ${stored(cellsTable(of))}${where}`
        return sql`SELECT day FROM ${stored(memberDaysTable(of, identity))} WHERE cell IN (${cells})`
      }),
    )
  const all = [...sums, ...members]
  if (all.length === 0) return undefined
  const [found] = await session.query(
    sql`SELECT min(day) AS first_day, max(day) AS last_day FROM (${join(all, '\nUNION ALL\n')}) AS seen`,
  )
  const { first_day: from, last_day: to } = found ?? {}
  return typeof from === 'string' && typeof to === 'string' ? { from, to } : undefined
}

function between(firsts: readonly string[], lasts: readonly string[]): Range | undefined {
  const [from, to] = [firsts.toSorted()[0], lasts.toSorted().at(-1)]
  return from === undefined || to === undefined ? undefined : { from, to }
}
