import { dataVersion, readLedger } from '../builds/ledger.js'
import { setTargetsTable } from '../boards/set-targets.js'
import { planRunsTable } from '../builds/plan-tables.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { sql, stored } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { ReadSession } from '../warehouses/warehouse.js'

/** The version of what answers are made of: what is built, what plans have said, and which targets were set. */
export function versionIn({ project }: LoadedProject): (session: ReadSession) => Promise<string> {
  const growing = [
    ...(Object.keys(project.plans).length > 0 ? [planRunsTable] : []),
    ...(project.targets === undefined ? [] : [setTargetsTable]),
  ]
  const read = async (session: ReadSession) => {
    const parts = [dataVersion(await readLedger(session))]
    for (const table of growing) parts.push(await rowsIn(session, table))
    return parts.join('-')
  }
  const known = new WeakMap<ReadSession, Promise<string>>()
  return (session) => {
    const version = known.get(session) ?? read(session)
    known.set(session, version)
    return version
  }
}

/** How many rows a table has whose rows are added and never changed. */
async function rowsIn(session: ReadSession, table: StoredTable): Promise<string> {
  if (!(await session.has(table))) return '0'
  const [found] = await session.query(sql`SELECT count(*) AS found FROM ${stored(table)}`)
  return String(found?.['found'])
}
