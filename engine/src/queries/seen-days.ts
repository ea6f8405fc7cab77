import { memberDaysTable, cellsTable } from '../activities/activity-tables.js'
import { dimensionsOf } from '../activities/row-set.js'
import { daysInLedger, spanOfDays, type SeenDays } from '../builds/data-days.js'
import type { Range } from '../calendar/range.js'
import { sumTable } from '../measures/sum-table.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { RollupCache } from '../rollups/rollup-cache.js'
import { join, sql, stored, value, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { dataVersion, ledgerIn } from './data-state.js'
import { whereClause } from './passes/fragments.js'
import { processCache } from './process-cache.js'
import type { Filter } from './question.js'

/** Whose days are looked for. */
export interface Seeing {
  readonly loaded: LoadedProject
  /** The only rows that exist for whoever asks. */
  readonly rows?: readonly Filter[]
  readonly cache?: RollupCache | undefined
}

/**
 * The first and the last day on which there is any row of those that exist for whoever asks; undefined where there
 * is none. Without conditions it is what the ledger says of all that is kept.
 */
export async function seenDays(session: ReadSession, seeing: Seeing): Promise<Range | undefined> {
  return spanOfDays([...(await seenDaysByThing(session, seeing)).values()])
}

/** The same for each thing by itself. Of things that cannot be told by the conditions there is nothing. */
export async function seenDaysByThing(session: ReadSession, seeing: Seeing): Promise<SeenDays> {
  const { rows = [], cache = processCache } = seeing
  if (rows.length === 0) return daysInLedger(await ledgerIn(session))
  const key = `days seen of ${await dataVersion(session)} ${JSON.stringify(rows)}`
  const known = cache.get(key) as SeenDays | undefined
  if (known !== undefined) return known
  const found = await daysOfRows(session, seeing)
  cache.put(key, found, 128 * (found.size + 1))
  return found
}

async function daysOfRows(
  session: ReadSession,
  { loaded: { layout, written }, rows = [] }: Seeing,
): Promise<SeenDays> {
  const ledger = await ledgerIn(session)
  const has = (dimensions: readonly string[]) => rows.every(({ dimension }) => dimensions.includes(dimension))
  const where = whereClause(rows)
  const sums = layout.sums
    .filter(({ of }) => has(dimensionsOf(of)))
    .map(({ of, columns }) => ({
      thing: `sums ${of.name}`,
      tables: [sql`${stored(sumTable(of, columns, written))}${where}`],
    }))
  const members = layout.activities
    .filter((of) => has(of.dimensions))
    .map((of) => ({
      thing: `activity ${of.name}`,
      tables: of.identities.map((identity): Sql => {
        const cells = sql`SELECT cell FROM ${stored(cellsTable(of))}${where}`
        return sql`${stored(memberDaysTable(of, identity))} WHERE cell IN (${cells})`
      }),
    }))
  const seen = [...sums, ...members].filter(({ thing }) => ledger.has(thing))
  if (seen.length === 0) return new Map()
  const each = seen.flatMap(({ tables }, n) =>
    tables.map((table) => sql`SELECT ${value(n, 'integer')} AS n, day FROM ${table}`),
  )
  const found = await session.query(
    sql`SELECT n, min(day) AS first_day, max(day) AS last_day FROM (${join(each, '\nUNION ALL\n')}) AS seen GROUP BY n`,
  )
  return new Map(
    found.flatMap(({ n, first_day: from, last_day: to }) => {
      const thing = seen[Number(n)]?.thing
      return thing === undefined || typeof from !== 'string' || typeof to !== 'string'
        ? []
        : [[thing, { from, to }] as const]
    }),
  )
}
