import { memberDaysTable } from '../activities/activity-tables.js'
import { amountTable } from '../measures/amount-table.js'
import { sumTable } from '../measures/sum-table.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { join, sql, stored } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { WriteSession } from '../warehouses/warehouse.js'

/** Every day on which anything happened, so that a statement can turn ranges into days without date functions. */
export const activeDaysTable: StoredTable = {
  name: 'active_days',
  columns: [{ name: 'day', type: 'date', nullable: false }],
  order: ['day'],
}

/** Writes the active days anew, from everything that is kept by day. */
export async function writeActiveDays(
  session: WriteSession,
  { layout, written }: LoadedProject,
): Promise<void> {
  const dated = [
    ...layout.activities.flatMap((activity) =>
      activity.identities.map((identity) => memberDaysTable(activity, identity)),
    ),
    ...layout.sums.map(({ of, columns }) => sumTable(of, columns, written)),
    ...layout.amounts.map((amounts) => amountTable(amounts, written)),
  ]
  await session.create(activeDaysTable)
  if (dated.length > 0)
    await session.insert(activeDaysTable, sql`SELECT DISTINCT day FROM (${days(dated)}) AS dated`)
}

function days(tables: readonly StoredTable[]) {
  return join(
    tables.map((table) => sql`SELECT DISTINCT day FROM ${stored(table)}`),
    '\nUNION ALL ',
  )
}
