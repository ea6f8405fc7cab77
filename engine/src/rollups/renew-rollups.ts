import { firstDaysTable, memberDaysTable } from '../activities/activity-tables.js'
import type { Calendar } from '../calendar/calendar.js'
import type { Day } from '../calendar/day.js'
import { sql, stored } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { WriteSession } from '../warehouses/warehouse.js'
import { CalendarNodes } from './calendar-nodes.js'
import { movedFirstDaysHere } from './moved-first-days-here.js'
import { movedFirstDaysInWarehouse } from './moved-first-days-in-warehouse.js'
import { renewHere } from './renew-here.js'
import { renewInWarehouse } from './renew-in-warehouse.js'
import { setsTable, type RolledUp } from './rollup-tables.js'

/** What rollups are renewed in, and of what. */
export interface Renewing extends RolledUp {
  readonly session: WriteSession
  readonly calendar: Pick<Calendar, 'weekStart'>
}

/**
 * Brings the member sets of an activity up to date with its member-days and first days.
 *
 * @param changed the business days on which either of them changed, also days that have nothing left; the calendar
 * nodes that contain them are renewed, and nothing else. `all` makes the table anew.
 * @returns the table that holds the sets
 * @example
 * await renewRollups({ session, of: deposits, identity: 'account', calendar }, { days: 'all' })
 */
export async function renewRollups(
  renewing: Renewing,
  changed: { readonly days: 'all' | readonly Day[] },
): Promise<StoredTable> {
  const { session, calendar } = renewing
  const table = setsTable(renewing)
  const isAll = changed.days === 'all' || !(await session.has(table))
  const days = isAll ? await everyDay(renewing) : await touchedDays(renewing, changed.days)
  if (isAll) await session.create(table)
  const nodes = new CalendarNodes(calendar)
  const renew = session.mergesSets ? renewInWarehouse : renewHere
  if (days.length > 0) await renew(renewing, { days, nodes, isAll })
  return table
}

/** What is to be renewed. */
export interface Renewal {
  readonly days: readonly Day[]
  readonly nodes: CalendarNodes
  /** Whether the days are all there are, and the table empty. */
  readonly isAll: boolean
}

async function touchedDays(renewing: Renewing, days: readonly Day[] | 'all'): Promise<readonly Day[]> {
  if (days === 'all' || days.length === 0) return []
  if (renewing.of.dimensions.length === 0) return days
  const { session } = renewing
  const moved = session.mergesSets
    ? await movedFirstDaysInWarehouse(session, renewing)
    : await movedFirstDaysHere(session, renewing, days)
  return [...new Set([...days, ...moved])].toSorted()
}

async function everyDay({ session, of, identity }: Renewing): Promise<readonly Day[]> {
  const rows = await session.query(sql`SELECT day FROM ${stored(memberDaysTable(of, identity))}
UNION
SELECT day FROM ${stored(firstDaysTable(of, identity))}`)
  return rows.map((row) => String(row['day'])).toSorted()
}
