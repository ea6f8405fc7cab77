import { memberDaysTable } from '../activities/activity-tables.js'
import { onDays } from '../activities/on-days.js'
import type { Day } from '../calendar/day.js'
import { amountTable } from '../measures/amount-table.js'
import { sumTable } from '../measures/sum-table.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { join, sql, stored } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { ReadSession, WriteSession } from '../warehouses/warehouse.js'

/** Every day on which anything happened, so that a statement can turn ranges into days without date functions. */
export const activeDaysTable: StoredTable = {
  name: 'active_days',
  columns: [{ name: 'day', type: 'date', nullable: false }],
  order: ['day'],
}

/** How many active days there are. */
export async function activeDayCount(session: ReadSession): Promise<number> {
  if (!(await session.has(activeDaysTable))) return 0
  const [row] = await session.query(sql`SELECT count(*) AS days FROM ${stored(activeDaysTable)}`)
  return Number(row?.['days'])
}

/** Writes the active days anew, from everything that is kept by day; or some of them. */
export async function writeActiveDays(
  session: WriteSession,
  { layout, written }: LoadedProject,
  some?: readonly Day[],
): Promise<void> {
  const dated = [
    ...layout.activities.flatMap((activity) =>
      activity.identities.map((identity) => memberDaysTable(activity, identity)),
    ),
    ...layout.sums.map(({ of, columns }) => sumTable(of, columns, written)),
    ...layout.amounts.map((amounts) => amountTable(amounts, written)),
  ]
  const only = (await session.has(activeDaysTable)) ? some : undefined
  if (only === undefined) await session.create(activeDaysTable)
  else await session.remove(activeDaysTable, onDays(only))
  if (dated.length > 0)
    await session.insert(activeDaysTable, sql`SELECT DISTINCT day FROM (${days(dated, only)}) AS dated`)
}

function days(tables: readonly StoredTable[], some: readonly Day[] | undefined) {
  const only = some === undefined ? sql`` : sql` WHERE ${onDays(some)}`
  return join(
    tables.map((table) => sql`SELECT DISTINCT day FROM ${stored(table)}${only}`),
    '\nUNION ALL ',
  )
}
